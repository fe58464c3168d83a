import type { FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import {
  OPEN311_FORMATS,
  Open311Definition,
  Open311Discovery,
  Open311Error,
  type Open311Format,
  Open311JurisdictionQuery,
  Open311Post,
  Open311Posted,
  Open311Request,
  Open311RequestsQuery,
  Open311Service,
  Open311Token,
} from '../../contract/open311.ts';
import { OPEN311_TYPES, open311Text } from '../../encode/open311.ts';
import { BUSY_RETRY_SECONDS, notFound, toProblem } from '../../errors.ts';
import type { OpenDataset } from '../../open-dataset.ts';
import { type App, isNotModified, type RouteContext } from '../route-context.ts';
import { type Fields, fieldText, formatOf, requireJurisdiction, toOpen311Error } from './fields.ts';
import { postRequest, resolveToken } from './post-request.ts';
import { listRequests, oneRequest } from './reports.ts';
import { defineService, listServices } from './services.ts';

const SPECIFICATION = 'http://wiki.open311.org/GeoReport_v2';
const PREFIX = '/open311/v2';
const tags = ['open311'];

/** Open311 GeoReport v2, in JSON and XML, with its own errors. Services are the finest categories; categories, times and places only. */
export function open311Routes(app: App, context: RouteContext): void {
  app.register(
    async (scope) => {
      acceptForms(scope as App);
      answerErrors(scope as App);
      for (const format of OPEN311_FORMATS) {
        discoveryRoute(scope as App, context, format);
        serviceRoutes(scope as App, context, format);
        requestRoutes(scope as App, context, format);
      }
    },
    { prefix: PREFIX },
  );
}

function acceptForms(app: App): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body as string)));
    },
  );
}

function answerErrors(app: App): void {
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const problem = toProblem(error, request.url.split('?', 1)[0]!);
    if (problem.code === 'busy') reply.header('retry-after', BUSY_RETRY_SECONDS);
    else if (problem.status >= 500) request.log.error({ err: error }, problem.code);
    reply.removeHeader('etag');
    const told = toOpen311Error(problem);
    const format = formatOf(request.url);
    return reply
      .code(told.code)
      .header('content-type', OPEN311_TYPES[format])
      .header('cache-control', 'no-store')
      .send(open311Text(format, 'errors', [told]));
  };
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request, reply) =>
    refuse(
      notFound('unknown-address', 'Nothing answers here; /openapi.json lists every address.'),
      request,
      reply,
    ),
  );
}

function discoveryRoute(app: App, context: RouteContext, format: Open311Format): void {
  // Services change with an import, after which the data set is opened anew.
  const changeset = toShanghaiIso(Date.now());
  const discover = async (request: FastifyRequest, reply: FastifyReply) => {
    const { manifest } = await context.datasetOf(request);
    const discovery: Open311Discovery = {
      changeset,
      contact: `Whoever runs this server of ${manifest.name}.`,
      key_service: 'Whoever runs the server makes a key with: npm run token -- --role operator',
      endpoints: [
        {
          specification: SPECIFICATION,
          url: `${context.baseUrl(request)}${PREFIX}`,
          changeset,
          type: manifest.demo ? 'test' : 'production',
          formats: ['text/xml', 'application/json'],
        },
      ],
    };
    return send(reply, format, 'discovery', discovery);
  };
  const schema = { tags, summary: 'Service discovery', response: told(format, Open311Discovery) };
  app.get(`/discovery.${format}`, { schema }, discover);
  // Nothing else is asked for at the address itself, which people open to see what is there.
  if (format === 'json') app.get('/', { schema }, discover);
}

function serviceRoutes(app: App, context: RouteContext, format: Open311Format): void {
  const config = { describedQuery: Open311JurisdictionQuery };
  app.get(
    `/services.${format}`,
    {
      schema: { tags, summary: 'What can be asked for', response: told(format, Type.Array(Open311Service)) },
      config,
    },
    async (request, reply) => {
      const { store } = await jurisdiction(context, request);
      return send(reply, format, 'services', listServices(store));
    },
  );
  app.get(
    `/services/:service_code.${format}`,
    {
      schema: {
        tags,
        summary: 'What a service asks for beyond the usual',
        params: Type.Object({ service_code: Type.String() }),
        response: told(format, Open311Definition),
      },
      config,
    },
    async (request, reply) => {
      const { store } = await jurisdiction(context, request);
      const { service_code } = request.params as { service_code: string };
      return send(reply, format, 'service_definition', defineService(store, service_code));
    },
  );
}

function requestRoutes(app: App, context: RouteContext, format: Open311Format): void {
  app.get(
    `/requests.${format}`,
    {
      schema: {
        tags,
        summary: 'Requests, the newest first',
        response: told(format, Type.Array(Open311Request)),
      },
      config: { describedQuery: Open311RequestsQuery },
    },
    async (request, reply) => {
      const dataset = await jurisdiction(context, request);
      if (isNotModified(dataset, request, reply)) return reply;
      const requests = await listRequests(dataset.store, request.query as Fields);
      return send(reply, format, 'service_requests', requests);
    },
  );
  app.post(
    `/requests.${format}`,
    {
      schema: {
        tags,
        summary: 'A new request, as a form or as JSON',
        security: [{ token: [] }, {}],
        consumes: ['application/x-www-form-urlencoded', 'application/json'],
        body: Open311Post,
        response: told(format, Type.Array(Open311Posted)),
      },
      // Fields are texts in a form and may be numbers in JSON; what is wrong with them is said in the protocol's own words.
      validatorCompiler: () => () => true,
      config: { answeredByCommit: true },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const fields = (request.body ?? {}) as Fields;
      const apiKey = fieldText(fields, 'api_key') ?? fieldText(request.query as Fields, 'api_key');
      await context.access.require('operator', request, reply, dataset.manifest.demo, apiKey);
      requireJurisdiction(dataset, fields);
      const key = fieldText(request.headers, 'idempotency-key');
      return send(reply, format, 'service_requests', [await postRequest(dataset, fields, key)]);
    },
  );
  app.get(
    `/requests/:service_request_id.${format}`,
    {
      schema: {
        tags,
        summary: 'One request',
        params: Type.Object({ service_request_id: Type.String() }),
        response: told(format, Type.Array(Open311Request)),
      },
      config: { describedQuery: Open311JurisdictionQuery },
    },
    async (request, reply) => {
      const dataset = await jurisdiction(context, request);
      if (isNotModified(dataset, request, reply)) return reply;
      const { service_request_id } = request.params as { service_request_id: string };
      return send(reply, format, 'service_requests', [await oneRequest(dataset.store, service_request_id)]);
    },
  );
  app.get(
    `/tokens/:token.${format}`,
    {
      schema: {
        tags,
        summary: 'The request that a POST with this Idempotency-Key made',
        params: Type.Object({ token: Type.String() }),
        response: told(format, Type.Array(Open311Token)),
      },
      config: { describedQuery: Open311JurisdictionQuery },
    },
    async (request, reply) => {
      const dataset = await jurisdiction(context, request);
      const { token } = request.params as { token: string };
      return send(reply, format, 'service_requests', [await resolveToken(dataset, token)]);
    },
  );
}

/** @throws {ProblemError} 404 */
async function jurisdiction(context: RouteContext, request: FastifyRequest): Promise<OpenDataset> {
  const dataset = await context.datasetOf(request);
  requireJurisdiction(dataset, request.query as Fields);
  return dataset;
}

function send(reply: FastifyReply, format: Open311Format, root: string, value: object): FastifyReply {
  return reply.header('content-type', OPEN311_TYPES[format]).send(open311Text(format, root, value));
}

/** Response schemas of a route, by the type it answers with. */
function told(format: Open311Format, schema: TSchema): Record<string, object> {
  const [type] = OPEN311_TYPES[format].split(';');
  const content = (of: TSchema) => ({
    description: 'as in the specification',
    content: { [type!]: { schema: of } },
  });
  return { 200: content(schema), '4xx': content(Type.Array(Open311Error)) };
}
