import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import { featureCollectionText } from '../../encode/geojson.ts';
import { notFound } from '../../errors.ts';
import type { OpenDataset } from '../../open-dataset.ts';
import { type App, answers, inScenario, isNotModified, type RouteContext } from '../route-context.ts';
import { buildingsCollection } from './buildings-collection.ts';
import type { FeatureCollectionSource } from './collection.ts';
import { coverageCollection } from './coverage-collection.ts';
import {
  CRS84,
  checkFeatureNames,
  checkFormat,
  checkNames,
  DEFAULT_LIMIT,
  MAX_LIMIT,
  readFeatureQuery,
  single,
} from './feature-query.ts';
import { gridCellsCollection } from './grid-cells-collection.ts';
import { isochronesCollection } from './isochrones-collection.ts';
import { collectionLinks, GEOJSON, itemLinks, landingLinks, pageLinks } from './links.ts';
import { organizationsCollection } from './organizations-collection.ts';
import { serviceRequestsCollection } from './service-requests-collection.ts';
import { stationsCollection } from './stations-collection.ts';
import { unitsCollection } from './units-collection.ts';

const COLLECTIONS: readonly FeatureCollectionSource[] = [
  unitsCollection,
  gridCellsCollection,
  stationsCollection,
  organizationsCollection,
  buildingsCollection,
  serviceRequestsCollection,
  isochronesCollection,
  coverageCollection,
];

const CONFORMS_TO = [
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
];

const Link = Type.Object({
  rel: Type.String(),
  href: Type.String(),
  type: Type.Optional(Type.String()),
  title: Type.Optional(Type.String()),
});
const Landing = Type.Object({ title: Type.String(), description: Type.String(), links: Type.Array(Link) });
const Conformance = Type.Object({ conformsTo: Type.Array(Type.String()) });
const Collection = Type.Object({
  id: Type.String(),
  title: Type.String(),
  description: Type.String(),
  itemType: Type.String(),
  crs: Type.Array(Type.String()),
  extent: Type.Object({
    spatial: Type.Object({ bbox: Type.Array(Type.Array(Type.Number())), crs: Type.String() }),
    temporal: Type.Optional(
      Type.Object({
        interval: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))),
        trs: Type.String(),
      }),
    ),
  }),
  links: Type.Array(Link),
});
const Collections = Type.Object({ links: Type.Array(Link), collections: Type.Array(Collection) });
const Queryables = Type.Object(
  { type: Type.String(), properties: Type.Unknown() },
  { additionalProperties: true },
);
const Feature = Type.Object(
  { type: Type.Literal('Feature'), id: Type.Unknown() },
  { additionalProperties: true },
);
const FeatureCollection = Type.Object(
  {
    type: Type.Literal('FeatureCollection'),
    numberMatched: Type.Integer(),
    numberReturned: Type.Integer(),
    timeStamp: Type.String(),
    links: Type.Array(Link),
    features: Type.Array(Feature),
  },
  { additionalProperties: true },
);

/** Documentation only: the names differ by collection, so the parameters are checked by `readFeatureQuery`. */
const ItemsQuery = Type.Object(
  {
    bbox: Type.Optional(Type.String({ description: 'west,south,east,north in degrees' })),
    datetime: Type.Optional(
      Type.String({ description: 'instant, day, or start/end with .. for an open end' }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_LIMIT,
        default: DEFAULT_LIMIT,
        description: 'features a page',
      }),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0 })),
    within: Type.Optional(Type.String({ description: 'a unit, or an overlay (ov:…)' })),
    f: Type.Optional(Type.String({ description: 'json' })),
    scenario: Type.Optional(
      Type.String({ description: 'a saved plan, by id: stations, isochrones, coverage' }),
    ),
  },
  { additionalProperties: true },
);

const FeatureQuery = Type.Object(
  { f: ItemsQuery.properties.f, scenario: ItemsQuery.properties.scenario },
  { additionalProperties: true },
);

const CollectionParams = Type.Object({ collectionId: Type.String({ maxLength: 64 }) });
const ItemParams = Type.Object({
  collectionId: Type.String({ maxLength: 64 }),
  featureId: Type.String({ maxLength: 120 }),
});

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes no parameter but the format. */
    onlyFormat?: boolean;
  }
}

type RawQuery = Record<string, string | string[] | undefined>;

/** OGC API – Features, Part 1: Core, GeoJSON, OpenAPI 3.0. Coordinates are CRS84. */
export function ogcRoutes(app: App, context: RouteContext): void {
  const tags = ['OGC API – Features'];

  app.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.onlyFormat !== true) return;
    const query = request.query as RawQuery;
    checkNames(Object.keys(query), ['f']);
    checkFormat(single(query, 'f'));
  });
  const onlyFormat = { onlyFormat: true };

  app.get(
    '/ogc',
    { schema: { tags, summary: 'Landing page', response: answers(Landing) }, config: onlyFormat },
    async (request) => {
      const { manifest } = await context.datasetOf(request);
      return {
        title: `一张网 OneGrid · ${manifest.name}`,
        description: manifest.demo
          ? '演示数据: geometry, people and requests are generated. Demonstration data.'
          : 'Grassroots governance by grid',
        links: landingLinks(context.baseUrl(request)),
      };
    },
  );

  app.get(
    '/ogc/conformance',
    { schema: { tags, summary: 'Conformance classes', response: answers(Conformance) }, config: onlyFormat },
    async () => ({ conformsTo: CONFORMS_TO }),
  );

  app.get(
    '/ogc/collections',
    { schema: { tags, summary: 'Collections', response: answers(Collections) }, config: onlyFormat },
    async (request) => {
      const dataset = await context.datasetOf(request);
      const base = context.baseUrl(request);
      return {
        links: [
          { rel: 'self', type: 'application/json', title: 'This document', href: `${base}/ogc/collections` },
        ],
        collections: COLLECTIONS.map((collection) => describe(collection, dataset, base)),
      };
    },
  );

  app.get(
    '/ogc/collections/:collectionId',
    {
      schema: { tags, summary: 'One collection', params: CollectionParams, response: answers(Collection) },
      config: onlyFormat,
    },
    async (request) => {
      const collection = requireCollection(request.params.collectionId);
      return describe(collection, await context.datasetOf(request), context.baseUrl(request));
    },
  );

  app.get(
    '/ogc/collections/:collectionId/queryables',
    {
      schema: {
        tags,
        summary: 'Properties to filter by',
        params: CollectionParams,
        response: answers(Queryables),
      },
      config: onlyFormat,
    },
    async (request, reply) => {
      const collection = requireCollection(request.params.collectionId);
      reply.header('content-type', 'application/schema+json');
      return {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `${context.baseUrl(request)}/ogc/collections/${collection.id}/queryables`,
        type: 'object',
        title: collection.title,
        properties: Object.fromEntries(
          collection.filterable.map((name) => [name, collection.properties[name] ?? { type: 'string' }]),
        ),
        additionalProperties: false,
      };
    },
  );

  app.get(
    '/ogc/collections/:collectionId/items',
    {
      schema: {
        tags,
        summary: 'Features of a collection; its properties are filters too',
        params: CollectionParams,
        response: {
          ...answers(FeatureCollection),
          200: { content: { [GEOJSON]: { schema: FeatureCollection } } },
        },
      },
      config: { describedQuery: ItemsQuery },
    },
    async (request, reply) => {
      const collection = requireCollection(request.params.collectionId);
      const raw = request.query as RawQuery;
      const dataset = await asPlanned(await context.datasetOf(request), collection, raw);
      const query = await readFeatureQuery(dataset.store, collection, raw);
      if (isNotModified(dataset, request, reply)) return reply;
      const { features, numberMatched } = await collection.page(dataset, query);
      const address = `${context.baseUrl(request)}/ogc/collections/${collection.id}/items`;
      const { limit: _limit, offset: _offset, ...parameters } = raw;
      const links = pageLinks(address, parameters as Record<string, string>, {
        limit: query.limit,
        offset: query.offset,
        returned: features.length,
        matched: numberMatched,
      });
      const text = featureCollectionText(features, {
        numberMatched,
        numberReturned: features.length,
        timeStamp: toShanghaiIso(Date.now()),
        links,
      });
      return sendGeoJson(reply, text);
    },
  );

  app.get(
    '/ogc/collections/:collectionId/items/:featureId',
    {
      schema: {
        tags,
        summary: 'One feature',
        params: ItemParams,
        response: { ...answers(Feature), 200: { content: { [GEOJSON]: { schema: Feature } } } },
      },
      config: { describedQuery: FeatureQuery },
    },
    async (request, reply) => {
      const { featureId } = request.params;
      const collection = requireCollection(request.params.collectionId);
      const raw = request.query as RawQuery;
      checkFeatureNames(collection, raw);
      const dataset = await asPlanned(await context.datasetOf(request), collection, raw);
      const links = itemLinks(context.baseUrl(request), collection.id, featureId, single(raw, 'scenario'));
      const text = await collection.get(dataset, featureId, links);
      if (text === null) {
        throw notFound(
          'unknown-feature',
          `There is no feature "${featureId}" in ${collection.id}; see its items.`,
        );
      }
      return sendGeoJson(reply, text);
    },
  );
}

/** @throws {ProblemError} 404 for an unknown scenario */
function asPlanned(
  dataset: OpenDataset,
  { planned }: FeatureCollectionSource,
  raw: RawQuery,
): Promise<OpenDataset> {
  return inScenario(dataset, planned ? single(raw, 'scenario') : undefined);
}

function sendGeoJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.header('content-type', GEOJSON).header('content-crs', `<${CRS84}>`).send(Buffer.from(text));
}

function requireCollection(id: string): FeatureCollectionSource {
  const collection = COLLECTIONS.find((candidate) => candidate.id === id);
  if (collection) return collection;
  const allowed = COLLECTIONS.map((candidate) => candidate.id);
  throw notFound(
    'unknown-collection',
    `There is no collection "${id}"; there are ${allowed.join(', ')}.`,
    allowed,
  );
}

function describe(
  { id, title, description, temporal }: FeatureCollectionSource,
  dataset: OpenDataset,
  base: string,
) {
  return {
    id,
    title,
    description,
    itemType: 'feature',
    crs: [CRS84],
    extent: {
      spatial: { bbox: [dataset.manifest.bbox], crs: CRS84 },
      ...(temporal
        ? {
            temporal: {
              interval: [[null, dataset.store.asOf()]],
              trs: 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian',
            },
          }
        : {}),
    },
    links: collectionLinks(base, id),
  };
}
