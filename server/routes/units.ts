import { Type } from 'typebox';
import { parseInstant } from '../../geodata/model/time.ts';
import { UnitChain, UnitProfile, UnitsAnswer, UnitsQuery } from '../contract/units.ts';
import { invalidParameter, notFound } from '../errors.ts';
import type { Scope } from '../store/scope.ts';
import type { DatasetStore } from '../store/store.ts';
import {
  type App,
  answers,
  IdParams,
  isNotModified,
  type RouteContext,
  strictQuery,
} from './route-context.ts';

const DEFAULT_HITS = 20;

export function unitRoutes(app: App, context: RouteContext): void {
  const tags = ['units'];

  app.get(
    '/api/units',
    {
      schema: {
        tags,
        summary: 'Units as a flat tree in code order, or the hits of a search (q)',
        querystring: strictQuery(UnitsQuery),
        response: answers(UnitsAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const { within, level, q, limit, at } = request.query;
      const scope = await requireScope(dataset.store, within);
      checkDay(at);
      if (isNotModified(dataset, request, reply, 'city')) return reply;
      if (q !== undefined) {
        const hits = await dataset.store.units.search(q, { scope, limit: limit ?? DEFAULT_HITS });
        return { units: [], hits, numberMatched: hits.length };
      }
      return dataset.store.units.answer({ scope, level, at, limit });
    },
  );

  app.get(
    '/api/units/:id',
    {
      schema: {
        tags,
        summary: 'Profile of a unit, an estate or a building',
        params: IdParams,
        querystring: strictQuery(Type.Object({ at: UnitsQuery.properties.at })),
        response: answers(UnitProfile),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      checkDay(request.query.at);
      if (isNotModified(dataset, request, reply, 'city')) return reply;
      const profile = await dataset.store.units.profile(request.params.id, request.query.at);
      if (profile === null) throw unknownUnit(request.params.id);
      return profile;
    },
  );

  app.get(
    '/api/units/:id/chain',
    {
      schema: {
        tags,
        summary: 'Chain of organizations from the unit up, lowest first',
        params: IdParams,
        querystring: strictQuery(Type.Object({})),
        response: answers(UnitChain),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply, 'city')) return reply;
      const chain = await dataset.store.units.chain(request.params.id);
      if (chain === null) throw unknownUnit(request.params.id);
      return chain;
    },
  );
}

/** @throws {ProblemError} 404 for a unit, overlay, estate or building that is not there */
export async function requireScope(store: DatasetStore, within: string | undefined): Promise<Scope> {
  const scope = await store.units.scope(within);
  if (scope === null) throw unknownUnit(within ?? '');
  return scope;
}

function unknownUnit(id: string): Error {
  return notFound(
    'unknown-unit',
    `There is no unit "${id}" here; GET /api/units lists them, GET /api/units?q= searches by name.`,
  );
}

function checkDay(at: string | undefined): void {
  if (at !== undefined && parseInstant(at) === null)
    throw invalidParameter('at', 'give an ISO date, like 2026-11-20');
}
