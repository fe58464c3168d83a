import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Problem } from '../contract/problem.ts';
import { SCENARIO_QUERY } from '../contract/scenarios.ts';
import {
  CellCoverageAnswer,
  CoverageAnswer,
  CoverageQuery,
  IsochronesAnswer,
  IsochronesBody,
  NETWORK_FILE_NAMES,
  StationsAnswer,
  WALK_QUERY,
} from '../contract/service-areas.ts';
import { isochronesSerializer } from '../encode/isochrones-text.ts';
import { invalidParameter, notFound, ProblemError } from '../errors.ts';
import type { OpenDataset } from '../open-dataset.ts';
import type { ServiceAreas } from '../store/service-areas.ts';
import {
  type App,
  answers,
  IdParams,
  inScenario,
  isNotModified,
  type RouteContext,
  strictQuery,
} from './route-context.ts';
import { requireScope } from './units.ts';

const Within = Type.Optional(Type.String({ description: 'a unit, or an overlay (ov:…)' }));
const StationsQuery = Type.Object({
  within: Within,
  assignedTo: Type.Optional(Type.String({ description: 'a unit the stations are answerable for' })),
  ...SCENARIO_QUERY,
});
const StationQuery = Type.Object({
  cutoffsMinutes: Type.Optional(
    Type.String({
      pattern: '^[0-9.]+(,[0-9.]+){0,5}$',
      description: 'one to six numbers of minutes, like 5,10,15',
    }),
  ),
  speedMps: Type.Optional(
    Type.Number({ minimum: 0.3, maximum: 3, description: 'instead of the speed of the profile' }),
  ),
  ...WALK_QUERY,
  ...SCENARIO_QUERY,
});
const CoverageInScenario = Type.Object({ ...CoverageQuery.properties, ...SCENARIO_QUERY });
const CellsQuery = Type.Object({
  within: Within,
  cutoffMinutes: CoverageQuery.properties.cutoffMinutes,
  ...WALK_QUERY,
  ...SCENARIO_QUERY,
});
const DEFAULT_CUTOFFS_MINUTES = [5, 10, 15];

/** Walking: how far a station reaches, and who lives within its reach. */
export function serviceAreaRoutes(app: App, context: RouteContext): void {
  const tags = ['service areas'];

  app.post(
    '/api/service-areas/isochrones',
    {
      schema: {
        tags,
        summary: 'Bands of walking time around any points',
        body: IsochronesBody,
        querystring: strictQuery(Type.Object(SCENARIO_QUERY)),
        response: answers(IsochronesAnswer),
      },
      serializerCompiler: isochronesSerializer,
    },
    async (request) => {
      const dataset = await inScenario(await context.datasetOf(request), request.query.scenario);
      return requireNetwork(dataset).isochrones(request.body);
    },
  );

  app.get(
    '/api/service-areas/stations',
    {
      schema: {
        tags,
        summary: 'Stations by location, or those answerable for a unit',
        querystring: strictQuery(StationsQuery),
        response: answers(StationsAnswer),
      },
    },
    async (request, reply) => {
      const { store } = await inScenario(await context.datasetOf(request), request.query.scenario);
      const { within, assignedTo } = request.query;
      const scope = await requireScope(store, within);
      if (assignedTo !== undefined) await requireScope(store, assignedTo);
      reply.header('cache-control', 'no-cache');
      return store.stations.answer({ scope, assignedTo, nowMs: Date.now() });
    },
  );

  app.get(
    '/api/service-areas/stations/:id',
    {
      schema: {
        tags,
        summary: 'Bands of walking time around a station',
        params: IdParams,
        querystring: strictQuery(StationQuery),
        response: answers(IsochronesAnswer),
      },
      serializerCompiler: isochronesSerializer,
    },
    async (request, reply) => {
      const dataset = await inScenario(await context.datasetOf(request), request.query.scenario);
      const { id } = request.params;
      const { cutoffsMinutes, speedMps, profile, when } = request.query;
      const cutoffs = readCutoffs(cutoffsMinutes);
      if (dataset.store.stations.get(id) === null) {
        throw notFound(
          'unknown-station',
          `There is no station "${id}"; GET /api/service-areas/stations lists them.`,
        );
      }
      if (isNotModified(dataset, request, reply)) return reply;
      const bands = requireNetwork(dataset).stationIsochrones(id, cutoffs, speedMps, { profile, when });
      if (bands === null) throw notFound('unknown-station', `There is no station "${id}".`);
      return bands;
    },
  );

  app.get(
    '/api/service-areas/coverage',
    {
      schema: {
        tags,
        summary:
          'Residents, households, buildings and cells within a walk of a station, counted building by building',
        querystring: strictQuery(CoverageInScenario),
        response: answers(CoverageAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await inScenario(await context.datasetOf(request), request.query.scenario);
      const scope = await requireScope(dataset.store, request.query.within);
      const { station, cutoffMinutes, profile, when } = request.query;
      if (station !== undefined && dataset.store.stations.get(station) === null) {
        throw notFound(
          'unknown-station',
          `There is no station "${station}"; GET /api/service-areas/stations lists them.`,
        );
      }
      if (isNotModified(dataset, request, reply)) return reply;
      return requireNetwork(dataset).coverage(scope, {
        cutoffMinutes: cutoffMinutes ?? dataset.manifest.defaultCutoffMinutes,
        station,
        profile,
        when,
      });
    },
  );

  app.get(
    '/api/service-areas/cells',
    {
      schema: {
        tags,
        summary: 'Walking minutes and share covered of every grid cell',
        querystring: strictQuery(CellsQuery),
        response: answers(CellCoverageAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await inScenario(await context.datasetOf(request), request.query.scenario);
      const scope = await requireScope(dataset.store, request.query.within);
      if (isNotModified(dataset, request, reply)) return reply;
      const cutoffMinutes = request.query.cutoffMinutes ?? dataset.manifest.defaultCutoffMinutes;
      const { profile, when } = request.query;
      return requireNetwork(dataset).cells(scope, { cutoffMinutes, profile, when });
    },
  );

  app.get(
    '/api/service-areas/files/:name.bin',
    {
      schema: {
        tags,
        summary: 'The walking network, its homes, or the surface of its bands, as the engine reads them',
        params: Type.Object({ name: Type.Enum([...NETWORK_FILE_NAMES]) }),
        response: {
          200: { content: { 'application/octet-stream': { schema: Type.String({ format: 'binary' }) } } },
          '4xx': Problem,
        },
      },
      compress: false,
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const { name } = request.params;
      const file = await requireNetwork(dataset).openFile(name);
      if (file === null) throw notFound('no-such-file', `This data set has no file "${name}".`);
      const { v } = request.query as { v?: string };
      const isKnownVersion = v === dataset.manifest.version;
      reply.header('cache-control', isKnownVersion ? 'public, max-age=31536000, immutable' : 'no-cache');
      return sendFile(reply, file);
    },
  );
}

function sendFile(reply: FastifyReply, file: { bytes: number; stream: Readable }): FastifyReply {
  return reply
    .header('content-type', 'application/octet-stream')
    .header('content-length', file.bytes)
    .send(file.stream);
}

/** @throws {ProblemError} 409 where the data set was imported without streets */
export function requireNetwork(dataset: OpenDataset): ServiceAreas {
  if (dataset.serviceAreas) return dataset.serviceAreas;
  throw new ProblemError(
    409,
    'no-network',
    `The data set "${dataset.manifest.id}" has no street network; import one: npm run import -- network <file.osm.pbf>.`,
  );
}

function readCutoffs(text: string | undefined): number[] {
  if (text === undefined) return DEFAULT_CUTOFFS_MINUTES;
  const cutoffs = text.split(',').map(Number);
  if (cutoffs.some((minutes) => !(minutes > 0 && minutes <= 60))) {
    throw invalidParameter('cutoffsMinutes', 'each number of minutes is above 0, at most 60');
  }
  return cutoffs;
}
