import { SitingBody, SitingStarted } from '../contract/siting.ts';
import { type App, answers, type RouteContext } from './route-context.ts';

/** Where the next stations should stand: a question that takes a while, so it is answered by a job. */
export function sitingRoutes(app: App, context: RouteContext): void {
  app.post(
    '/api/service-areas/siting',
    {
      schema: {
        tags: ['service areas'],
        summary: 'Places for new stations, with a proven bound; the answer is the result of the job',
        body: SitingBody,
        response: { ...answers(SitingStarted), 202: SitingStarted },
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const { jobId } = await context.startSitingJob(dataset, request.body as SitingBody);
      return reply.code(202).header('location', `/api/jobs/${jobId}`).send({ jobId });
    },
  );
}
