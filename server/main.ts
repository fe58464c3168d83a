import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { DatasetRegistry } from './dataset-registry.ts';
import { type OpenDataset, openDataset } from './open-dataset.ts';
import type { App } from './routes/route-context.ts';

export interface RunningServer {
  app: App;
  /** Where a browser finds it. */
  address: string;
}

/** The port is taken; `message` says what to do. */
export class PortInUse extends Error {
  readonly code = 'port-in-use';
}

/**
 * Opens the current data set, listens, and stops gracefully on SIGTERM and SIGINT: streams end, waiting writes are committed, files
 * close. A second signal ends at once.
 * @throws {PortInUse}
 */
export async function serve(config: Config): Promise<RunningServer> {
  // The epoch tells runs apart: ids of live events and ETags of another run mean nothing here.
  const epoch = Date.now().toString(36);
  let report: (error: unknown) => void = console.error;
  let isListening = false;
  const datasets = new DatasetRegistry(config.dataDir, async (folder, manifest) => {
    const opened = await openDataset(folder, manifest, { config, epoch, onError: (error) => report(error) });
    if (isListening) startWork(opened);
    return opened;
  });
  // Opening the store and assembling the routes do not wait for each other.
  const [app, dataset] = await Promise.all([buildApp({ config, datasets }), datasets.get(config.dataset)]);
  report = (error) => app.log.error({ err: error }, 'in the background');
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new PortInUse(
        `port ${config.port} on ${config.host} is in use: stop what listens there, or choose another one, like PORT=${config.port + 1} npm start`,
      );
    }
    throw error;
  }
  stopOnSignals(app);
  // Catching up takes processor time: it begins when people can already look.
  isListening = true;
  startWork(dataset);
  return { app, address: addressOf(app, config) };
}

/** What a data set does beside answering. */
function startWork(dataset: OpenDataset): void {
  dataset.precomputeCoverage();
  dataset.startFeed();
}

function addressOf(app: App, config: Config): string {
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.port;
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function stopOnSignals(app: App): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    app.log.info({ signal }, 'stopping');
    app.close().then(
      () => process.exit(0),
      (error) => {
        app.log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
