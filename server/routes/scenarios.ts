import type { FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { formatStationPlan, parseStationPlan, type StationPlan } from '../../geodata/model/station-plan.ts';
import { Problem } from '../contract/problem.ts';
import { Scenario, ScenarioBody, ScenarioChange, ScenariosAnswer } from '../contract/scenarios.ts';
import { invalidParameter, ProblemError, unknownScenario } from '../errors.ts';
import type { OpenDataset } from '../open-dataset.ts';
import { ScenarioChanged, ScenarioNameTaken, TooManyScenarios } from '../store/scenarios.ts';
import { type App, answers, IdParams, type RouteContext, strictQuery } from './route-context.ts';
import { requireScope } from './units.ts';

const DeleteQuery = Type.Object({
  revision: Type.Optional(
    Type.Integer({ minimum: 1, description: 'only where this is the newest: nobody changed it since' }),
  ),
});
const tags = ['scenarios'];
/** Tells readers of the description that a header is needed, but for people at the machine of a demo. */
const security: Record<string, string[]>[] = [{ token: [] }, {}];

/** 方案: plans of stations and gates that are kept under a name. Reading is free, writing takes a planner's token. */
export function scenarioRoutes(app: App, context: RouteContext): void {
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { manifest } = await context.datasetOf(request);
    await context.access.require('planner', request, reply, manifest.demo);
  };

  app.get(
    '/api/service-areas/scenarios',
    {
      schema: { tags, summary: 'All scenarios, the newest change first', response: answers(ScenariosAnswer) },
    },
    async (request, reply) => {
      const { store, manifest } = await context.datasetOf(request);
      // Who asks decides on `mayWrite`.
      reply.header('cache-control', 'no-store');
      return {
        scenarios: store.scenarios.list(),
        mayWrite: await context.access.allows('planner', request, manifest.demo),
      };
    },
  );

  app.post(
    '/api/service-areas/scenarios',
    {
      schema: {
        tags,
        summary: 'Keep a plan under a name',
        security,
        body: ScenarioBody,
        response: { 201: Scenario, ...problems() },
      },
      onRequest,
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const body = await checked(dataset, request.body);
      const scenario = await refusing(dataset.store.scenarios.create(body));
      dataset.live.publishScenario({ change: 'created', id: scenario.id, revision: scenario.revision });
      return reply
        .code(201)
        .header('location', `${context.baseUrl(request)}/api/service-areas/scenarios/${scenario.id}`)
        .send(scenario);
    },
  );

  app.get(
    '/api/service-areas/scenarios/:id',
    { schema: { tags, summary: 'One scenario', params: IdParams, response: answers(Scenario) } },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      reply.header('cache-control', 'no-cache');
      return requireScenario(dataset, request.params.id);
    },
  );

  app.put(
    '/api/service-areas/scenarios/:id',
    {
      schema: {
        tags,
        summary: 'Change a scenario, where nobody else did since',
        security,
        params: IdParams,
        body: ScenarioChange,
        response: answers(Scenario),
      },
      onRequest,
    },
    async (request) => {
      const dataset = await context.datasetOf(request);
      const { id } = request.params;
      requireScenario(dataset, id);
      const change = await checked(dataset, request.body);
      const scenario = await refusing(dataset.store.scenarios.change(id, change));
      if (scenario === null) throw unknownScenario(id);
      dataset.live.publishScenario({ change: 'changed', id, revision: scenario.revision });
      return scenario;
    },
  );

  app.delete(
    '/api/service-areas/scenarios/:id',
    {
      schema: {
        tags,
        summary: 'Delete a scenario',
        security,
        params: IdParams,
        querystring: strictQuery(DeleteQuery),
        response: { 204: Type.Null(), ...problems() },
      },
      onRequest,
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const { id } = request.params;
      const removed = await refusing(dataset.store.scenarios.remove(id, request.query.revision));
      if (removed === null) throw unknownScenario(id);
      dataset.live.publishScenario({ change: 'deleted', id, revision: removed.revision });
      return reply.code(204).send(null);
    },
  );
}

function problems(): { '4xx': TSchema; '5xx': TSchema } {
  return { '4xx': Problem, '5xx': Problem };
}

/** @throws {ProblemError} 404 */
function requireScenario({ store }: OpenDataset, id: string): Scenario {
  const scenario = store.scenarios.get(id);
  if (scenario === null) throw unknownScenario(id);
  return scenario;
}

/** With its plan as it will be kept. @throws {ProblemError} 404 for an unknown unit, 400 for a plan that cannot be */
async function checked<Body extends ScenarioBody>({ store }: OpenDataset, body: Body): Promise<Body> {
  if (body.within !== null) await requireScope(store, body.within);
  return { ...body, plan: keptPlan(body.plan) };
}

/** Places to five decimals, ids in order: two plans that change the same are the same. */
function keptPlan(plan: StationPlan): StationPlan {
  const kept = parseStationPlan(formatStationPlan(plan));
  const moved = Object.keys(plan.moved).filter((id) => !plan.removed.includes(id));
  requireAll('plan/moved', moved, Object.keys(kept.moved));
  requireAll('plan/added', Object.keys(plan.added), Object.keys(kept.added));
  requireAll('plan/gates', Object.keys(plan.gates), Object.keys(kept.gates));
  return kept;
}

function requireAll(member: string, given: string[], understood: string[]): void {
  if (given.length === understood.length) return;
  const wrong = given.find((key) => !understood.includes(key)) ?? given[0];
  throw invalidParameter(
    `${member}/${wrong}`,
    'give places as [longitude, latitude] in degrees, and gates by their place, like "106.65000,26.60000"',
  );
}

/** What the store refuses, as the door says it. */
async function refusing<Answer>(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ScenarioChanged) {
      const { newest } = error;
      throw new ProblemError(
        409,
        error.code,
        `"${newest.name}" was changed meanwhile, at ${newest.updatedAt}. Read it again and change that (revision ${newest.revision}), or keep yours under another name.`,
        { extra: { revision: newest.revision, scenario: newest } },
      );
    }
    if (error instanceof ScenarioNameTaken) {
      throw new ProblemError(
        409,
        error.code,
        `There is a scenario "${error.other.name}" already: choose another name, or change that one.`,
        { extra: { parameter: 'name', scenarioId: error.other.id } },
      );
    }
    if (error instanceof TooManyScenarios) throw new ProblemError(409, error.code, error.message);
    throw error;
  }
}
