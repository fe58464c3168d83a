import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { JobBody, JobState } from '../contract/jobs.ts';
import { notFound, ProblemError } from '../errors.ts';
import { type App, answers, type RouteContext } from './route-context.ts';

const JobParams = Type.Object({ id: Type.String({ maxLength: 120 }) });

export function jobRoutes(app: App, context: RouteContext): void {
  const tags = ['jobs'];

  app.post(
    '/api/jobs',
    {
      schema: {
        tags,
        summary: 'Make the data set of a case (from this machine, or with the token of an admin)',
        body: JobBody,
        response: { ...answers(JobState), 202: JobState },
      },
    },
    async (request, reply) => {
      await requireAdmin(context, request);
      const job = await context.startDemoJob(request.body.dataset);
      return reply.code(202).header('location', `/api/jobs/${job.jobId}`).send(job);
    },
  );

  app.get(
    '/api/jobs/:id',
    { schema: { tags, summary: 'How far a job is', params: JobParams, response: answers(JobState) } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const job = context.jobs.get(request.params.id);
      if (job === null) throw unknownJob(request.params.id);
      return job;
    },
  );

  app.delete(
    '/api/jobs/:id',
    {
      schema: {
        tags,
        summary: 'Cancel a job; nothing of it stays',
        params: JobParams,
        response: answers(JobState),
      },
    },
    async (request) => {
      // Siting stores nothing: whoever sees it on the page may stop it and ask anew.
      const isSiting = context.jobs.get(request.params.id)?.kind === 'siting';
      if (!isSiting) await requireAdmin(context, request);
      const job = await context.jobs.cancel(request.params.id);
      if (job === null) throw unknownJob(request.params.id);
      return job;
    },
  );
}

/** @throws {ProblemError} 403 */
async function requireAdmin({ access }: RouteContext, request: FastifyRequest): Promise<void> {
  if (await access.allows('admin', request, true)) return;
  throw new ProblemError(
    403,
    'loopback-only',
    'Jobs are started and cancelled from the machine the server runs on, or with the token of an admin: npm run token -- --role admin',
  );
}

function unknownJob(id: string): ProblemError {
  return notFound('unknown-job', `There is no job "${id}"; POST /api/jobs starts one.`);
}
