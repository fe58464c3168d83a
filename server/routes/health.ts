import { Health } from '../contract/datasets.ts';
import { type App, answers, type RouteContext } from './route-context.ts';

/** `/api/health`: 200 when the data set answers. */
export function healthRoutes(app: App, context: RouteContext): void {
  app.get(
    '/api/health',
    {
      schema: { tags: ['service'], summary: 'Is it ready', response: answers(Health) },
      config: { rateLimit: false },
    },
    async (request, reply) => {
      const { manifest, store, isSimulated } = await context.datasetOf(request);
      reply.header('cache-control', 'no-store');
      return {
        status: 'ok' as const,
        dataset: manifest.id,
        version: manifest.version,
        asOf: store.asOf(),
        simulatedFeed: isSimulated(),
      };
    },
  );
}
