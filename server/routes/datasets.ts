import { DatasetsAnswer } from '../contract/datasets.ts';
import { type App, answers, type RouteContext } from './route-context.ts';

/** `/api/datasets`: what is there, and what can be made. */
export function datasetRoutes(app: App, context: RouteContext): void {
  app.get(
    '/api/datasets',
    {
      schema: {
        tags: ['service'],
        summary: 'Data sets, ready or to be made',
        response: answers(DatasetsAnswer),
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-cache');
      return {
        current: context.config.dataset,
        datasets: await context.listDatasets(),
      };
    },
  );
}
