import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { IllegalTransition } from '../geodata/model/request-life.ts';
import { IllegalWhistle } from '../geodata/model/whistle.ts';
import type { Problem } from './contract/problem.ts';
import { DatabaseProblem } from './store/database-problem.ts';
import { QueryError } from './store/query-error.ts';
import { StoreBusy, UnknownRequest } from './store/request-writer.ts';

/** An answer that is not what was asked for: a stable code, and a detail that names the place and what would work. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  /** What would have been accepted, for programs. */
  readonly allowed: string[] | undefined;
  /** Further members of the problem (RFC 9457, extension members). */
  readonly extra: Record<string, unknown>;

  constructor(
    status: number,
    code: string,
    detail: string,
    options: { allowed?: string[]; extra?: Record<string, unknown> } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.allowed = options.allowed;
    this.extra = options.extra ?? {};
  }
}

export function notFound(code: string, detail: string, allowed?: string[]): ProblemError {
  return new ProblemError(404, code, detail, { allowed });
}

export function unknownScenario(id: string): ProblemError {
  return notFound(
    'unknown-scenario',
    `There is no scenario "${id}" (any more); GET /api/service-areas/scenarios lists them.`,
  );
}

/** A parameter or body field that cannot be used. `name` as the client wrote it. */
export function invalidParameter(name: string, detail: string, allowed?: string[]): ProblemError {
  return new ProblemError(400, 'invalid-parameter', `${name}: ${detail}`, {
    allowed,
    extra: { parameter: name },
  });
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

const FASTIFY_CODES: Record<string, { status: number; code: string; detail: string }> = {
  FST_ERR_HANDLER_TIMEOUT: {
    status: 503,
    code: 'timeout',
    detail: 'The answer took too long and was given up; ask for a smaller area or period.',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'body-too-large',
    detail: 'The body is larger than 1 MiB; send it in parts.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'unsupported-media-type',
    detail: 'Send the body as application/json.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, code: 'invalid-json', detail: 'The body is not valid JSON.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'invalid-json', detail: 'The body is empty; send JSON.' },
  FST_ERR_BAD_URL: { status: 400, code: 'invalid-address', detail: 'The address is not valid.' },
};

/** Where the database stands is for the log. */
const DATABASE_AWAY =
  'The database cannot be reached at the moment; what was not acknowledged was not written. Ask again in a little while.';

/** Any error → the problem a client may see. What a 5xx was about stays in the log. */
export function toProblem(error: unknown, instance: string): Problem {
  if (error instanceof ProblemError) {
    return {
      ...problem(error.status, error.code, error.message, instance, error.allowed),
      ...error.extra,
    };
  }
  if (error instanceof IllegalTransition || error instanceof IllegalWhistle) {
    return problem(409, error.code, error.message, instance, error.allowed);
  }
  if (error instanceof QueryError) {
    const isMissing = error.code === 'unknown-unit' || error.code === 'unknown-indicator';
    return problem(isMissing ? 404 : 400, error.code, error.message, instance);
  }
  if (error instanceof StoreBusy) {
    return problem(
      503,
      error.code,
      'More waits to be written than can wait; nothing of yours was. Try again in a few seconds.',
      instance,
    );
  }
  if (error instanceof UnknownRequest) return problem(404, error.code, error.message, instance);
  if (error instanceof DatabaseProblem && error.code === 'database-unreachable') {
    return problem(503, error.code, DATABASE_AWAY, instance);
  }
  const { code = '', statusCode } = error as Partial<FastifyError>;
  const known = FASTIFY_CODES[code];
  if (known) return problem(known.status, known.code, known.detail, instance);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return problem(statusCode, 'bad-request', (error as Error).message, instance);
  }
  return problem(500, 'internal', 'Something went wrong on our side; it has been logged.', instance);
}

function problem(
  status: number,
  code: string,
  detail: string,
  instance: string,
  allowed?: string[],
): Problem {
  return {
    type: `urn:onegrid:problem:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    code,
    detail,
    instance,
    ...(allowed ? { allowed } : {}),
  };
}

/** What waits is written in less. */
export const BUSY_RETRY_SECONDS = 2;

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Sends a problem; the path stands in it without its query (a query may carry what somebody searched for). */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = toProblem(error, request.url.split('?', 1)[0]!);
  // Being busy is no mistake of ours, and a burst of it would fill the log.
  if (error instanceof StoreBusy) reply.header('retry-after', BUSY_RETRY_SECONDS);
  else if (body.status >= 500) request.log.error({ err: error }, body.code);
  // A validator of the answer that was meant does not belong to the problem.
  reply.removeHeader('etag');
  return reply
    .code(body.status)
    .header('content-type', PROBLEM_TYPE)
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(body);
}
