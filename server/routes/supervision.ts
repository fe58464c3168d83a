import { FlowConfiguration } from '../../geodata/model/flow.ts';
import { OrdersAnswer, OrdersQuery, SupervisionAnswer, SupervisionQuery } from '../contract/supervision.ts';
import { type App, answers, isNotModified, type RouteContext, strictQuery } from './route-context.ts';

const DEFAULT_ORDERS = 50;

/** 流程 and 督查. */
export function supervisionRoutes(app: App, context: RouteContext): void {
  app.get(
    '/api/flows/current',
    {
      schema: {
        tags: ['flows'],
        summary: 'The flow of this data set: its steps, who may call whom, levels of response, time limits',
        response: answers(FlowConfiguration),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply, 'city')) return reply;
      return dataset.flow;
    },
  );

  app.get(
    '/api/supervision',
    {
      schema: {
        tags: ['supervision'],
        summary: 'What came of going back to those who asked, and of orders to put right, by unit and period',
        querystring: strictQuery(SupervisionQuery),
        response: answers(SupervisionAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { store, flow } = dataset;
      const { level, ...filter } = request.query;
      return store.supervision.counts(await store.select(filter), level, flow.supervision);
    },
  );

  app.get(
    '/api/supervision/overdue',
    {
      schema: {
        tags: ['supervision'],
        summary: 'Orders to put right: those without an answer in time, or another state; the oldest first',
        querystring: strictQuery(OrdersQuery),
        response: answers(OrdersAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { store, flow } = dataset;
      const { state = 'unanswered', limit = DEFAULT_ORDERS, offset, ...filter } = request.query;
      const selection = await store.select(filter);
      return store.supervision.orders(selection, { state, limit, offset }, flow.supervision);
    },
  );
}
