import type { FastifyReply } from 'fastify';
import { type TObject, type TProperties, Type } from 'typebox';
import type { Position } from '../../geodata/model/geometry.ts';
import { SCENARIO_QUERY } from '../contract/scenarios.ts';
import {
  AssignedAnswer,
  AssignedQuery,
  CirclesAnswer,
  ConfidenceAnswer,
  FalseCoverageAnswer,
  FalseCoverageQuery,
  GapsAnswer,
  GapsQuery,
  NearestAnswer,
  NearestQuery,
  WithinQuery,
} from '../contract/service-area-analyses.ts';
import { invalidParameter, notFound } from '../errors.ts';
import type { OpenDataset } from '../open-dataset.ts';
import type { Scope } from '../store/scope.ts';
import {
  type App,
  answers,
  inScenario,
  isNotModified,
  type RouteContext,
  strictQuery,
} from './route-context.ts';
import { requireNetwork } from './service-areas.ts';
import { requireScope } from './units.ts';

/** What a planner asks: where the holes are, who is served on paper only, and how far the figures can be trusted. */
export function serviceAreaAnalysisRoutes(app: App, context: RouteContext): void {
  const tags = ['service areas'];

  app.get(
    '/api/service-areas/gaps',
    {
      schema: {
        tags,
        summary: 'Clusters of homes beyond the cut-off, with outlines and the nearest station',
        querystring: scenarioQuery(GapsQuery),
        response: {
          ...answers(GapsAnswer),
          200: { content: { 'application/json': { schema: GapsAnswer } } },
        },
      },
    },
    async (request, reply) => {
      const dataset = await inScenario(await context.datasetOf(request), request.query.scenario);
      const { within, profile, when } = request.query;
      const scope = await requireUnits(dataset, within);
      if (isNotModified(dataset, request, reply)) return reply;
      const cutoffMinutes = cutoffOf(dataset, request.query);
      const answer = await requireNetwork(dataset).analyses.gaps(scope, { cutoffMinutes, profile, when });
      return sendJson(reply, answer);
    },
  );

  app.get(
    '/api/service-areas/assigned',
    {
      schema: {
        tags,
        summary: 'Assigned, sited and walkable: three figures of who is served',
        querystring: scenarioQuery(AssignedQuery),
        response: answers(AssignedAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await inScenario(await context.datasetOf(request), request.query.scenario);
      const { within, sitedIn = 'community', profile, when } = request.query;
      const scope = await requireUnits(dataset, within);
      if (isNotModified(dataset, request, reply)) return reply;
      const cutoffMinutes = cutoffOf(dataset, request.query);
      const units = dataset.store.units.list();
      const { analyses } = requireNetwork(dataset);
      return analyses.assigned(scope, { cutoffMinutes, sitedIn, units, profile, when });
    },
  );

  app.get(
    '/api/service-areas/false-coverage',
    {
      schema: {
        tags,
        summary: 'Cells that are assigned to a station which most of their residents cannot walk to',
        querystring: scenarioQuery(FalseCoverageQuery),
        response: answers(FalseCoverageAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await inScenario(await context.datasetOf(request), request.query.scenario);
      const { within, profile, when } = request.query;
      const scope = await requireUnits(dataset, within);
      if (isNotModified(dataset, request, reply)) return reply;
      const cutoffMinutes = cutoffOf(dataset, request.query);
      const units = dataset.store.units.list();
      const { analyses } = requireNetwork(dataset);
      return analyses.falseCoverage(scope, { cutoffMinutes, units, profile, when });
    },
  );

  app.get(
    '/api/service-areas/circles',
    {
      schema: {
        tags,
        summary: 'Plain circles of GB 50180 against walking: what they count too much and what they miss',
        querystring: scenarioQuery(WithinQuery),
        response: answers(CirclesAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await inScenario(await context.datasetOf(request), request.query.scenario);
      const scope = await requireUnits(dataset, request.query.within);
      if (isNotModified(dataset, request, reply)) return reply;
      return requireNetwork(dataset).analyses.circles(scope);
    },
  );

  app.get(
    '/api/service-areas/confidence',
    {
      schema: {
        tags,
        summary: 'How far walking times can be trusted, by how much of the network is there',
        querystring: strictQuery(WithinQuery),
        response: answers(ConfidenceAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const scope = await requireUnits(dataset, request.query.within);
      if (isNotModified(dataset, request, reply)) return reply;
      return requireNetwork(dataset).analyses.confidence(scope);
    },
  );

  app.get(
    '/api/service-areas/nearest',
    {
      schema: {
        tags,
        summary: 'Nearest stations of a building or a point, with the way there',
        querystring: scenarioQuery(NearestQuery),
        response: answers(NearestAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await inScenario(await context.datasetOf(request), request.query.scenario);
      const { building, count = 1, profile, when } = request.query;
      const point = pointOf(request.query);
      if (isNotModified(dataset, request, reply)) return reply;
      const { analyses } = requireNetwork(dataset);
      const question = { count, profile, when };
      if (point !== null) return analyses.nearestOfPoint(point, question);
      const nearest = analyses.nearestOfBuilding(building!, question);
      if (nearest !== null) return nearest;
      if ((await dataset.store.buildings.get(building!)) === null) {
        throw notFound(
          'unknown-building',
          `There is no building "${building}"; /ogc/collections/buildings/items lists them.`,
        );
      }
      throw notFound('no-home', `Nobody lives in building "${building}"; ask by lon and lat instead.`);
    },
  );
}

/** An answer that is text already. */
function sendJson(reply: FastifyReply, text: Buffer): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(text);
}

/** The query of an answer that a scenario may be counted in. */
function scenarioQuery<Properties extends TProperties>(schema: TObject<Properties>) {
  return strictQuery(Type.Object({ ...schema.properties, ...SCENARIO_QUERY }));
}

/** @throws {ProblemError} 404 for what is not there, 400 for an estate or a building */
async function requireUnits(dataset: OpenDataset, within: string | undefined): Promise<Scope> {
  const scope = await requireScope(dataset.store, within);
  if (scope.kind === 'unit' || scope.kind === 'overlay') return scope;
  throw invalidParameter('within', `"${scope.id}" is no area: give a unit from grid cell up, or an overlay`, [
    'unit',
    'overlay',
  ]);
}

function cutoffOf({ manifest }: OpenDataset, query: { cutoffMinutes?: number }): number {
  return query.cutoffMinutes ?? manifest.defaultCutoffMinutes;
}

/** Null where a building is asked. @throws {ProblemError} 400 for neither, both, or half a point */
function pointOf({ building, lon, lat }: NearestQuery): Position | null {
  if (building === undefined && lon !== undefined && lat !== undefined) return [lon, lat];
  if (building !== undefined && lon === undefined && lat === undefined) return null;
  throw invalidParameter('building', 'give a building, or lon and lat, and not both', [
    'building',
    'lon,lat',
  ]);
}
