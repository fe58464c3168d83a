import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import { type TObject, type TProperties, Type } from 'typebox';
import type { Dataset } from '../../geodata/model/dataset.ts';
import type { Access } from '../auth/access.ts';
import type { Config } from '../config.ts';
import type { JobState } from '../contract/jobs.ts';
import { Problem } from '../contract/problem.ts';
import type { SitingBody } from '../contract/siting.ts';
import type { JobList } from '../jobs/job-list.ts';
import type { AnswerSubject, OpenDataset } from '../open-dataset.ts';

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What every route file is given. */
export interface RouteContext {
  config: Config;
  jobs: JobList;
  /** Data sets that are ready, and cases that can be made. */
  listDatasets(): Promise<Dataset[]>;
  /** Makes the data set of a case in the background. @throws {ProblemError} 404, 409 */
  startDemoJob(caseId: string): Promise<JobState>;
  /** Looks for places of new stations in the background. @throws {ProblemError} 400, 404, 409, 429 */
  startSitingJob(dataset: OpenDataset, body: SitingBody): Promise<JobState>;
  /** Who may write. */
  access: Access;
  /** The data set the request is about: the current one, or the one of its `/d/…` prefix. @throws {ProblemError} 404 */
  datasetOf(request: FastifyRequest): Promise<OpenDataset>;
  /** Beginning of absolute links: scheme and host as the client sees them, and the `/d/…` prefix if it used one. */
  baseUrl(request: FastifyRequest): string;
}

/** The data set with the stations and gates of the scenario that is asked for; as it is today where none is. @throws {ProblemError} 404 */
export async function inScenario(dataset: OpenDataset, scenario: string | undefined): Promise<OpenDataset> {
  return scenario === undefined ? dataset : dataset.inScenario(scenario);
}

/** A query that knows no other parameter: a misspelt filter must not quietly count everything. */
export function strictQuery<Properties extends TProperties>(
  schema: TObject<Properties>,
): TObject<Properties> {
  return Type.Object(schema.properties, { additionalProperties: false }) as TObject<Properties>;
}

export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) });

/** Response schemas of a route: its own 200, and a problem for everything that can go wrong. */
export function answers<Schema>(schema: Schema): {
  200: Schema;
  '4xx': typeof Problem;
  '5xx': typeof Problem;
} {
  return { 200: schema, '4xx': Problem, '5xx': Problem };
}

/**
 * 304 without asking the store, where the client has seen this version of the data: every answer of a data set is a function of
 * its address and the data's version. True where the reply has been sent.
 */
export function isNotModified(
  dataset: OpenDataset,
  request: FastifyRequest,
  reply: FastifyReply,
  about: AnswerSubject = 'requests',
): boolean {
  const tag = `W/"${dataset.versionTag(about)}"`;
  reply.header('etag', tag).header('cache-control', 'no-cache');
  if (request.headers['if-none-match'] !== tag) return false;
  reply.code(304).send();
  return true;
}
