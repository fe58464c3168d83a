import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Problem } from '../contract/problem.ts';
import { type App, type RouteContext, strictQuery } from './route-context.ts';

const LiveQuery = Type.Object({
  lastEventId: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'like the header Last-Event-ID, for clients that cannot set it',
    }),
  ),
});
const LiveHeaders = Type.Object({ 'last-event-id': Type.Optional(Type.String({ maxLength: 64 })) });

/** `/api/live`: server-sent events. See server/contract/live.ts for the events. */
export function liveRoutes(app: App, context: RouteContext): void {
  app.get(
    '/api/live',
    {
      schema: {
        tags: ['live'],
        summary:
          'New and changed requests, changed counts, whistles, heartbeats, jobs, scenarios (text/event-stream)',
        querystring: strictQuery(LiveQuery),
        headers: LiveHeaders,
        response: {
          200: { content: { 'text/event-stream': { schema: Type.String() } } },
          '4xx': Problem,
        },
      },
      compress: false,
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      // The data set may have opened too late: then the time is up and the answer already given.
      if (reply.sent) return reply;
      const lastEventId = request.headers['last-event-id'] ?? request.query.lastEventId ?? null;
      openEventStream(reply);
      dataset.live.subscribe(reply.raw, lastEventId);
      return reply;
    },
  );
}

/**
 * Takes the answer out of the framework's hands (no timeout, no compression, no length) but keeps the headers that hooks have set.
 * `retry` is what a browser waits before it comes back.
 */
function openEventStream(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    // Proxies that gather answers before passing them on would hold events back.
    'x-accel-buffering': 'no',
  });
  reply.raw.write('retry: 2000\n\n');
}
