import type { FastifyReply, FastifyRequest } from 'fastify';
import { MaskedRequest } from '../../geodata/model/service-request.ts';
import { EventBody, MOST_ROWS, RequestsBody, RequestsPosted } from '../contract/request-writes.ts';
import { invalidParameter } from '../errors.ts';
import { UnknownRequest } from '../store/request-writer.ts';
import { type App, answers, IdParams, type RouteContext } from './route-context.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Never given up for taking long: what was given up would be written all the same. */
    answeredByCommit?: boolean;
  }
}

/** Tells readers of the description that a header is needed, but for people at the machine of a demo. */
const security: Record<string, string[]>[] = [{ token: [] }, {}];

/** 诉求 and their steps as sources and operators deliver them. Answers come after the commit. */
export function requestWriteRoutes(app: App, context: RouteContext): void {
  const tags = ['requests'];
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { manifest } = await context.datasetOf(request);
    await context.access.require('operator', request, reply, manifest.demo);
  };

  app.post(
    '/api/requests',
    {
      schema: {
        tags,
        summary: `Deliver up to ${MOST_ROWS} rows; a known source and externalId is the same 诉求`,
        security,
        body: RequestsBody,
        response: answers(RequestsPosted),
      },
      // The body is described as it should be, and looked at row by row: a bad row does not sink the others.
      validatorCompiler: () => () => true,
      config: { answeredByCommit: true },
      onRequest,
    },
    async (request) => {
      const { intake } = await context.datasetOf(request);
      return intake.put(deliveredRows(request.body));
    },
  );

  app.post(
    '/api/requests/:id/events',
    {
      schema: {
        tags,
        summary: 'The next step of a 诉求; the last one again changes nothing',
        security,
        params: IdParams,
        body: EventBody,
        response: answers(MaskedRequest),
      },
      config: { answeredByCommit: true },
      onRequest,
    },
    async (request) => {
      const { intake } = await context.datasetOf(request);
      return intake.append(requestNumber(request.params.id), request.body);
    },
  );
}

/** @throws {ProblemError} 400 */
function deliveredRows(body: unknown): unknown[] {
  const { requests, ...rest } = (body ?? {}) as { requests?: unknown };
  if (!Array.isArray(requests) || requests.length === 0 || requests.length > MOST_ROWS) {
    throw invalidParameter('requests', `give a list of 1 to ${MOST_ROWS} rows`);
  }
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) throw invalidParameter(stranger, 'no such member here; known is requests');
  return requests;
}

/** Ids are whole numbers of 31 bits. @throws {UnknownRequest} */
function requestNumber(id: string): number {
  const number = /^\d{1,10}$/.test(id) ? Number(id) : Number.NaN;
  if (!(number < 2 ** 31)) throw new UnknownRequest(`there is no request "${id}"`);
  return number;
}
