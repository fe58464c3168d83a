import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  type CallerRank,
  callsAllowed,
  type FlowConfiguration,
  flowLevel,
  flowProgress,
} from '../../geodata/model/flow.ts';
import { DAY_MS, parseInstant, SECOND_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import type { WhistleHistory, WhistleParty, WhistleStep } from '../../geodata/model/whistle.ts';
import { Problem } from '../contract/problem.ts';
import {
  Whistle,
  type WhistleBody,
  WhistleBody as WhistleBodySchema,
  WhistleDetail,
  type WhistleEventBody,
  WhistleEventBody as WhistleEventBodySchema,
  WhistlesAnswer,
  WhistlesQuery,
} from '../contract/whistles.ts';
import { invalidParameter, notFound, ProblemError } from '../errors.ts';
import type { OpenDataset } from '../open-dataset.ts';
import type { StoredWhistle } from '../store/whistle-answers.ts';
import { type App, answers, isNotModified, type RouteContext, strictQuery } from './route-context.ts';

const DEFAULT_WHISTLES = 50;
const DEFAULT_SOURCE = 'api';
/** 诉求 of one whistle whose lives are followed for the flow's steps; hardly any has more. */
const MOST_FOLLOWED = 20;
const tags = ['whistles'];
const security: Record<string, string[]>[] = [{ token: [] }, {}];
const WhistleParams = Type.Object({ id: Type.Integer({ minimum: 1 }) });

/** 吹哨报到. Reading is free, writing takes an operator's token. */
export function whistleRoutes(app: App, context: RouteContext): void {
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { manifest } = await context.datasetOf(request);
    await context.access.require('operator', request, reply, manifest.demo);
  };

  app.get(
    '/api/whistles',
    {
      schema: {
        tags,
        summary: 'Whistles, newest first, with the times of reporting in over all that match',
        querystring: strictQuery(WhistlesQuery),
        response: answers(WhistlesAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { limit = DEFAULT_WHISTLES, offset, order, ...filter } = request.query;
      const { whistles } = dataset.store;
      return whistles.list(await whistles.select(filter), { limit, offset, order });
    },
  );

  app.post(
    '/api/whistles',
    {
      schema: {
        tags,
        summary: 'Blow a whistle',
        security,
        body: WhistleBodySchema,
        response: { 201: Whistle, '4xx': Problem, '5xx': Problem },
      },
      onRequest,
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const whistle = await dataset.store.whistles.raise(historyOf(dataset, request.body));
      return reply
        .code(201)
        .header('location', `${context.baseUrl(request)}/api/whistles/${whistle.id}`)
        .send(whistle);
    },
  );

  app.get(
    '/api/whistles/:id',
    {
      schema: {
        tags,
        summary: 'One whistle with its chain for a map, its events, and what may happen next',
        params: WhistleParams,
        response: answers(WhistleDetail),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const detail = await dataset.store.whistles.get(request.params.id);
      if (detail === null) throw unknownWhistle(request.params.id);
      if (isNotModified(dataset, request, reply)) return reply;
      return { ...detail, flowReachedAt: await flowReachedAt(dataset, detail) };
    },
  );

  app.post(
    '/api/whistles/:id/events',
    {
      schema: {
        tags,
        summary: 'Take one step: call, report in, decline, finish, end, withdraw',
        security,
        params: WhistleParams,
        body: WhistleEventBodySchema,
        response: answers(Whistle),
      },
      onRequest,
    },
    async (request) => {
      const dataset = await context.datasetOf(request);
      const { id } = request.params;
      const before = await dataset.store.whistles.get(id);
      if (before === null) throw unknownWhistle(id);
      const step = stepOf(dataset, before.whistle, request.body);
      const whistle = await dataset.store.whistles.append(id, [step]);
      if (whistle === null) throw unknownWhistle(id);
      return whistle;
    },
  );
}

/** When the whistle, or a 诉求 it is about, reached each step of the flow; null = not yet. */
async function flowReachedAt(
  { store, flow }: OpenDataset,
  { whistle, events }: StoredWhistle,
): Promise<(string | null)[]> {
  const blownBy = rankOf(store, whistle.from);
  const ofRequests = await Promise.all(
    whistle.requestIds.slice(0, MOST_FOLLOWED).map((id) => store.requests.events(id)),
  );
  const reached = flowProgress(flow, [
    ...ofRequests.flatMap((own) =>
      (own ?? []).map(({ type, at, value }) => ({
        of: 'request' as const,
        event: type,
        atMs: Date.parse(at),
        value,
        blownBy: null,
      })),
    ),
    ...events.map(({ type, at }) => ({
      of: 'whistle' as const,
      event: type,
      atMs: Date.parse(at),
      value: null,
      blownBy,
    })),
  ]);
  return reached.map((atMs) => (atMs === null ? null : toShanghaiIso(atMs)));
}

function unknownWhistle(id: number): ProblemError {
  return notFound('unknown-whistle', `There is no whistle ${id} here; GET /api/whistles lists them.`);
}

/** The whistle's beginning: it is blown and every target called. @throws {ProblemError} 400, 409 `whistle-not-in-flow` */
function historyOf(dataset: OpenDataset, body: WhistleBody): WhistleHistory {
  const { from, targets, categoryCode = null, requestIds = [], level = 1, actorRole } = body;
  if (categoryCode === null && requestIds.length === 0) {
    throw invalidParameter(
      'requestIds',
      'say what the whistle is about: requestIds, a categoryCode, or both',
    );
  }
  const atMs = happenedAt(dataset, body.at);
  const common = { atMs, actorRole, source: body.source ?? DEFAULT_SOURCE };
  requireKnown(dataset, 'from', from);
  const steps = targets.map(({ kind, id, dueAt }, index): WhistleStep => {
    const target = { kind, id };
    requireKnown(dataset, `targets[${index}]`, target);
    requireInFlow(dataset, from, target);
    const dueMs = dueMsOf(dataset.flow, level, atMs, `targets[${index}].dueAt`, dueAt);
    return { ...common, type: 'called', target, dueMs };
  });
  return {
    from,
    categoryCode,
    requestIds,
    simulated: false,
    steps: [{ ...common, type: 'blown', level }, ...steps],
  };
}

/** @throws {ProblemError} 400 for what the step needs or must not have, 409 `whistle-not-in-flow` */
function stepOf(dataset: OpenDataset, whistle: Whistle, body: WhistleEventBody): WhistleStep {
  const { type, actorRole, target = null, level = null, outcome = null } = body;
  const atMs = happenedAt(dataset, body.at);
  const needs = NEEDS[type] ?? [];
  for (const name of ['target', 'level', 'outcome', 'dueAt'] as const) {
    const mayHave = needs.includes(name) || (name === 'dueAt' && type === 'called');
    if (body[name] !== undefined && !mayHave) {
      throw invalidParameter(name, `"${type}" takes none; it takes ${needs.join(', ') || 'nothing more'}`);
    }
    if (needs.includes(name) && body[name] === undefined) throw invalidParameter(name, `"${type}" needs it`);
  }
  if (type === 'called' && target !== null) {
    requireKnown(dataset, 'target', target);
    requireInFlow(dataset, whistle.from, target);
  }
  if (level !== null) requireLevel(dataset.flow, level);
  const dueMs = type === 'called' ? dueMsOf(dataset.flow, whistle.level, atMs, 'dueAt', body.dueAt) : null;
  return { type, atMs, actorRole, source: body.source ?? DEFAULT_SOURCE, target, dueMs, level, outcome };
}

const NEEDS: Partial<Record<WhistleEventBody['type'], ('target' | 'level' | 'outcome' | 'dueAt')[]>> = {
  called: ['target'],
  levelChanged: ['level'],
  reportedIn: ['target'],
  declined: ['target'],
  finished: ['target', 'outcome'],
  ended: ['outcome'],
};

/** A step of the future would make all else look old: a day ahead of clock and data is a mistake. @throws {ProblemError} 400 */
function happenedAt({ store }: OpenDataset, text: string | undefined): number {
  const nowMs = Math.floor(Date.now() / SECOND_MS) * SECOND_MS;
  const atMs = instantOf('at', text) ?? nowMs;
  if (atMs <= Math.max(nowMs, store.asOfMs()) + DAY_MS) return atMs;
  throw invalidParameter('at', `"${text}" lies more than a day ahead; give the time at which it happened`);
}

function instantOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const epochMs = parseInstant(text);
  if (epochMs !== null) return Math.floor(epochMs / SECOND_MS) * SECOND_MS;
  throw invalidParameter(name, `"${text}" is no time; give one like 2026-11-20T08:00:00+08:00`);
}

function dueMsOf(
  flow: FlowConfiguration,
  level: number,
  atMs: number,
  name: string,
  text: string | undefined,
): number {
  const limitMs = requireLevel(flow, level).reportInSeconds * SECOND_MS;
  const dueMs = instantOf(name, text) ?? atMs + limitMs;
  if (dueMs < atMs)
    throw invalidParameter(name, 'lies before the call itself; give a later time or leave it out');
  return dueMs;
}

function requireLevel(flow: FlowConfiguration, level: number): NonNullable<ReturnType<typeof flowLevel>> {
  const known = flowLevel(flow, level);
  if (known !== null) return known;
  const levels = flow.levels.map((one) => String(one.level));
  throw new ProblemError(400, 'unknown-level', `The flow "${flow.id}" has no level ${level}.`, {
    allowed: levels,
    extra: { parameter: 'level' },
  });
}

/** @throws {ProblemError} 404 */
function requireKnown({ store }: OpenDataset, name: string, party: WhistleParty): void {
  if (store.whistles.knows(party)) return;
  throw new ProblemError(404, 'unknown-unit', `${name}: there is no ${party.kind} "${party.id}" here.`, {
    extra: { parameter: name },
  });
}

/** @throws {ProblemError} 409 naming the calls that the flow knows for this caller */
function requireInFlow({ store, flow }: OpenDataset, from: WhistleParty, to: WhistleParty): void {
  const direction = store.whistles.direction(from, to);
  const [fromRank, toRank] = [rankOf(store, from), rankOf(store, to)];
  if (callsAllowed(flow, fromRank, toRank, direction).length > 0) return;
  const own = flow.calls.filter((call) => call.from.includes(fromRank)).flatMap((call) => call.to);
  const detail =
    own.length > 0
      ? `a ${fromRank} may call ${[...new Set(own)].join(', ')}`
      : `whistles are blown by ${[...new Set(flow.calls.flatMap((call) => call.from))].join(', ')}`;
  throw new ProblemError(
    409,
    'whistle-not-in-flow',
    `The flow "${flow.id}" knows no whistle from a ${fromRank} to a ${toRank} (${direction}); ${detail}.`,
    { allowed: [...new Set(own)], extra: { flow: flow.id, direction } },
  );
}

function rankOf({ units }: OpenDataset['store'], { kind, id }: WhistleParty): CallerRank {
  return kind === 'unit' ? (units.get(id)!.level as CallerRank) : kind;
}
