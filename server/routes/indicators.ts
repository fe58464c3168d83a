import {
  IndicatorColumns,
  IndicatorList,
  IndicatorQuery,
  IndicatorSeries,
  IndicatorSteps,
  SeriesQuery,
  StepsQuery,
} from '../contract/indicators.ts';
import {
  type App,
  answers,
  IdParams,
  isNotModified,
  type RouteContext,
  strictQuery,
} from './route-context.ts';

export function indicatorRoutes(app: App, context: RouteContext): void {
  const tags = ['indicators'];

  app.get(
    '/api/indicators',
    { schema: { tags, summary: 'Definitions', response: answers(IndicatorList) } },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      return { indicators: dataset.store.indicators.definitions() };
    },
  );

  app.get(
    '/api/indicators/:id',
    {
      schema: {
        tags,
        summary: 'One value for every unit of a level inside a unit, with numerator and denominator',
        params: IdParams,
        querystring: strictQuery(IndicatorQuery),
        response: answers(IndicatorColumns),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { level, compare, ...filter } = request.query;
      const selection = await dataset.store.select(filter);
      return dataset.store.indicators.columns(request.params.id, level, selection, compare);
    },
  );

  app.get(
    '/api/indicators/:id/series',
    {
      schema: {
        tags,
        summary: 'The same over time',
        params: IdParams,
        querystring: strictQuery(SeriesQuery),
        response: answers(IndicatorSeries),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { step, compare, ...filter } = request.query;
      const selection = await dataset.store.select(filter);
      return dataset.store.indicators.series(request.params.id, selection, step, compare);
    },
  );

  app.get(
    '/api/indicators/:id/steps',
    {
      schema: {
        tags,
        summary: 'The values of every unit of a level for each step of the period, to play through it',
        params: IdParams,
        querystring: strictQuery(StepsQuery),
        response: answers(IndicatorSteps),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { step, level, ...filter } = request.query;
      const selection = await dataset.store.select(filter);
      return dataset.store.indicators.steps(request.params.id, level, selection, step);
    },
  );
}
