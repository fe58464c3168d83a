import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import etag from '@fastify/etag';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyRequest, LogController } from 'fastify';
import { createAccess } from './auth/access.ts';
import { TokenFile } from './auth/token-file.ts';
import type { Config } from './config.ts';
import type { SitingBody } from './contract/siting.ts';
import type { DatasetRegistry } from './dataset-registry.ts';
import { notFound, ProblemError, sendProblem } from './errors.ts';
import { startDemoJob } from './jobs/demo-job.ts';
import { JobList } from './jobs/job-list.ts';
import { listDatasets } from './jobs/known-cases.ts';
import { startSitingJob } from './jobs/siting-job.ts';
import { loggerOptions } from './logging.ts';
import { isLoopback } from './loopback.ts';
import type { OpenDataset } from './open-dataset.ts';
import { registerOpenApi } from './openapi.ts';
import { registerPressure } from './pressure.ts';
import { datasetRoutes } from './routes/datasets.ts';
import { healthRoutes } from './routes/health.ts';
import { indicatorRoutes } from './routes/indicators.ts';
import { jobRoutes } from './routes/jobs.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { liveRoutes } from './routes/live.ts';
import { ogcRoutes } from './routes/ogc/ogc-routes.ts';
import { open311Routes } from './routes/open311/open311-routes.ts';
import { organizationRoutes } from './routes/organizations.ts';
import { pageRoutes } from './routes/page.ts';
import { requestWriteRoutes } from './routes/request-writes.ts';
import { requestRoutes } from './routes/requests.ts';
import type { App, RouteContext } from './routes/route-context.ts';
import { ruleRoutes } from './routes/rules.ts';
import { scenarioRoutes } from './routes/scenarios.ts';
import { serviceAreaAnalysisRoutes } from './routes/service-area-analyses.ts';
import { serviceAreaRoutes } from './routes/service-areas.ts';
import { sitingRoutes } from './routes/siting.ts';
import { supervisionRoutes } from './routes/supervision.ts';
import { tileRoutes } from './routes/tiles.ts';
import { unitRoutes } from './routes/units.ts';
import { whistleRoutes } from './routes/whistles.ts';
import { serializerCompiler, validatorCompiler } from './schema-compilers.ts';

export interface AppOptions {
  config: Config;
  datasets: DatasetRegistry;
}

/** A wall of screens on this machine may ask as often as it likes; this only stops a runaway loop. */
const LOOPBACK_PER_MINUTE = 1_000_000;

/** As text: the plugin would put it together anew for every answer. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "base-uri 'self'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self'",
  // Components position things with style attributes; no style element or foreign sheet is let in.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "frame-ancestors 'self'",
  "form-action 'self'",
].join(';');

/**
 * The whole server but its port: `app.listen` serves it, `app.inject` tests it. Closing it ends live streams, stops jobs and feeds,
 * and closes every data set.
 */
export async function buildApp({ config, datasets }: AppOptions): Promise<App> {
  const app: App = Fastify({
    logger: loggerOptions(config),
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: config.requestTimeoutMs,
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  }).withTypeProvider();
  const jobs = new JobList();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(config.checkAnswers));
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      notFound('unknown-address', 'Nothing answers here; /openapi.json lists every address.'),
      request,
      reply,
    ),
  );

  app.addHook('onRoute', (route) => {
    if (!route.config?.answeredByCommit) route.handlerTimeout ??= config.requestTimeoutMs;
  });
  await registerGuards(app, config);
  await registerOpenApi(app);
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    );
  });

  jobs.onChange((state) => {
    void datasets.opened().then((opened) => {
      // What a job found can be large: whoever wants it asks for the job.
      const { result: _result, ...told } = state;
      for (const dataset of opened) dataset.live.publishJob(told);
    });
  });
  const shared = {
    config,
    jobs,
    listDatasets: () => listDatasets(datasets, jobs),
    startDemoJob: (caseId: string) =>
      startDemoJob(caseId, { registry: datasets, jobs, databaseUrl: config.databaseUrl }),
    startSitingJob: (dataset: OpenDataset, body: SitingBody) => startSitingJob(dataset, body, jobs),
    access: createAccess(new TokenFile(config.dataDir)),
  };
  await app.register(async (scope) =>
    registerApi(scope as App, {
      ...shared,
      datasetOf: () => datasets.get(config.dataset),
      baseUrl: (request) => `${request.protocol}://${request.host}`,
    }),
  );
  await app.register(
    async (scope) =>
      registerApi(scope as App, {
        ...shared,
        datasetOf: (request) => datasets.get(datasetParam(request)),
        baseUrl: (request) => `${request.protocol}://${request.host}/d/${datasetParam(request)}`,
      }),
    { prefix: '/d/:dataset' },
  );
  await app.register(async (scope) => pageRoutes(scope as App, config.webDir));

  // Streams must end before the port closes, or closing would wait for them.
  app.addHook('preClose', async () => {
    await jobs.close();
    for (const dataset of await datasets.opened()) dataset.live.close();
  });
  app.addHook('onClose', () => datasets.close());
  await app.ready();
  return app;
}

/** Every address of a data set; registered once without and once with its `/d/…` prefix. */
function registerApi(app: App, context: RouteContext): void {
  healthRoutes(app, context);
  datasetRoutes(app, context);
  unitRoutes(app, context);
  indicatorRoutes(app, context);
  requestRoutes(app, context);
  requestWriteRoutes(app, context);
  whistleRoutes(app, context);
  supervisionRoutes(app, context);
  serviceAreaRoutes(app, context);
  serviceAreaAnalysisRoutes(app, context);
  scenarioRoutes(app, context);
  sitingRoutes(app, context);
  organizationRoutes(app, context);
  ruleRoutes(app, context);
  ledgerRoutes(app, context);
  jobRoutes(app, context);
  liveRoutes(app, context);
  tileRoutes(app, context);
  ogcRoutes(app, context);
  open311Routes(app, context);
}

async function registerGuards(app: App, config: Config): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    // The server speaks plain HTTP on loopback; whoever puts TLS before it sets this there.
    strictTransportSecurity: false,
    // Browsers ignore these two without TLS and complain on the console of every page.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
  });
  await registerPressure(app);
  await app.register(rateLimit, {
    max: (request) => (isLoopback(request.ip) ? LOOPBACK_PER_MINUTE : config.rateLimitPerMinute),
    timeWindow: 60_000,
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    errorResponseBuilder: (_request, limit) =>
      new ProblemError(
        429,
        'rate-limited',
        `More than ${limit.max} requests a minute; try again in ${limit.after}.`,
      ),
  });
  await app.register(etag, { weak: true });
  await app.register(compress, {
    threshold: 1024,
    encodings: ['br', 'gzip'],
    // An answer is packed once and read once: the quickest level takes a fifth of the time for a fifth more bytes.
    zlibOptions: { level: constants.Z_BEST_SPEED },
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MIN_QUALITY + 1 } },
  });
}

function datasetParam(request: FastifyRequest): string {
  return (request.params as { dataset: string }).dataset;
}
