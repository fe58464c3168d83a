import { Type } from 'typebox';
import type { UnmatchedRequest } from '../../geodata/import/unmatched-request.ts';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import { ClocksAnswer, ClocksQuery } from '../contract/clocks.ts';
import { RequestFilter } from '../contract/indicators.ts';
import { PointsAnswer, PointsQuery } from '../contract/points.ts';
import {
  BinsAnswer,
  BinsQuery,
  CategoriesAnswer,
  FacetsAnswer,
  LatestAnswer,
  LatestQuery,
  RequestDetail,
  SummaryAnswer,
  UnmatchedAnswer,
  UnmatchedQuery,
} from '../contract/requests.ts';
import { notFound } from '../errors.ts';
import { readBox } from './ogc/feature-query.ts';
import { type App, answers, isNotModified, type RouteContext, strictQuery } from './route-context.ts';

const DEFAULT_LATEST = 50;
const DEFAULT_UNMATCHED = 100;

const RequestParams = Type.Object({ id: Type.Integer({ minimum: 0 }) });

/** 诉求, always masked: no text, no person, the point rounded. */
export function requestRoutes(app: App, context: RouteContext): void {
  const tags = ['requests'];

  app.get(
    '/api/requests',
    {
      schema: {
        tags,
        summary: 'The latest, newest first',
        querystring: strictQuery(LatestQuery),
        response: answers(LatestAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { limit, ...filter } = request.query;
      return dataset.store.requests.latest(await dataset.store.select(filter), limit ?? DEFAULT_LATEST);
    },
  );

  app.get(
    '/api/requests/bins',
    {
      schema: {
        tags,
        summary: 'Counts in square bins, for heat',
        querystring: strictQuery(BinsQuery),
        response: answers(BinsAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { zoom, ...filter } = request.query;
      return dataset.store.requests.bins(await dataset.store.select(filter), zoom);
    },
  );

  app.get(
    '/api/requests/points',
    {
      schema: {
        tags,
        summary: 'Single requests and clusters in a box, on rounded points',
        querystring: strictQuery(PointsQuery),
        response: answers(PointsAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { bbox, zoom, ...filter } = request.query;
      return dataset.store.requests.points(await dataset.store.select(filter), readBox(bbox), zoom);
    },
  );

  app.get(
    '/api/requests/categories',
    {
      schema: {
        tags,
        summary: 'The tree of categories with counts',
        querystring: strictQuery(RequestFilter),
        response: answers(CategoriesAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      return dataset.store.requests.categories(await dataset.store.select(request.query));
    },
  );

  app.get(
    '/api/requests/summary',
    {
      schema: {
        tags,
        summary: 'Key figures, the closed loop, and what has no point',
        querystring: strictQuery(RequestFilter),
        response: answers(SummaryAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      return dataset.store.requests.summary(await dataset.store.select(request.query));
    },
  );

  app.get(
    '/api/requests/facets',
    {
      schema: {
        tags,
        summary: 'Values of each filter, with counts under all other filters',
        querystring: strictQuery(RequestFilter),
        response: answers(FacetsAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      return dataset.store.requests.facets(await dataset.store.select(request.query));
    },
  );

  app.get(
    '/api/requests/clocks',
    {
      schema: {
        tags,
        summary: '接单 and 到场 by unit, source, category or hour; what runs out next',
        querystring: strictQuery(ClocksQuery),
        response: answers(ClocksAnswer),
      },
    },
    async (request, reply) => {
      const { store } = await context.datasetOf(request);
      const { by, ...filter } = request.query;
      // What runs is judged now: the same data give another answer a second later.
      reply.header('cache-control', 'no-store');
      return store.requests.clocks(await store.select(filter), by, Date.now());
    },
  );

  app.get(
    '/api/requests/:id',
    {
      schema: {
        tags,
        summary: 'One request with its life so far, masked',
        params: RequestParams,
        response: answers(RequestDetail),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { id } = request.params;
      const detail = await dataset.store.requests.detail(id);
      if (detail === null) {
        throw notFound(
          'unknown-request',
          `There is no request ${id} (any more); GET /api/requests lists the latest.`,
        );
      }
      return detail;
    },
  );

  app.get(
    '/api/requests/unmatched',
    {
      schema: {
        tags,
        summary: 'Imported rows for which no unit was found, newest first (operators)',
        querystring: strictQuery(UnmatchedQuery),
        response: answers(UnmatchedAnswer),
      },
    },
    async (request, reply) => {
      const { store, manifest } = await context.datasetOf(request);
      await context.access.require('operator', request, reply, manifest.demo);
      reply.header('cache-control', 'no-store');
      const { source, reason, limit = DEFAULT_UNMATCHED, offset = 0 } = request.query;
      const [{ rows, numberMatched }, reasons] = await Promise.all([
        store.unmatched.page({ source, reason, limit, offset }),
        store.unmatched.reasons(source),
      ]);
      return { rows: rows.map(shownRow), numberMatched, reasons };
    },
  );
}

/** What an operator needs to tell which unit was meant. */
function shownRow({ createdAtMs, point, life, ...row }: UnmatchedRequest): UnmatchedAnswer['rows'][number] {
  // About 100 m, as the points of all requests are shown.
  const position = point === null ? null : point.map((degrees) => Math.round(degrees * 1000) / 1000);
  return { ...row, createdAt: toShanghaiIso(createdAtMs), position };
}
