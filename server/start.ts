/** `npm start`: builds the page and makes the demo city where they are missing, then serves. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Config, ConfigError, readConfig } from './config.ts';
import { isNodeTooOld, nodeTooOldMessage } from './node-version.ts';
import { sourceRoot } from './source-root.ts';

const ROOT = sourceRoot();
/** Seconds the demo city takes on two cores beside the page; only the bar depends on it. */
const EXPECTED_DEMO_SECONDS = 35;

if (isNodeTooOld(process.versions.node)) {
  console.error(nodeTooOldMessage(process.versions.node));
  process.exit(1);
}
try {
  const config = readConfig();
  await prepare(config);
  const { bundledEntry } = await import('./server-build.ts');
  const { serve } = (await import(
    pathToFileURL(await bundledEntry(ROOT, 'main')).href
  )) as typeof import('./main.ts');
  const { address } = await serve(config);
  console.log(`一张网 OneGrid  ${address}`);
} catch (error) {
  console.error(explain(error));
  process.exit(error instanceof ConfigError ? 2 : 1);
}

/** Whatever is missing is made, the page and the city at the same time, behind one bar. */
async function prepare(config: Config): Promise<void> {
  const { hashWebSources, isPageBuilt } = await import('./web-build.ts');
  const webDir = config.webDir ?? join(ROOT, 'dist', 'web');
  const sourcesHash = hashWebSources(ROOT);
  const needsPage = !(await isPageBuilt(webDir, sourcesHash));
  const needsCity = !existsSync(join(config.dataDir, config.dataset, 'dataset.json'));
  if (!needsPage && !needsCity) return;

  const { ProgressDisplay } = await import('./progress-display.ts');
  const display = new ProgressDisplay();
  const work: Promise<unknown>[] = [];
  const stop = new AbortController();
  if (needsPage) {
    const { buildPage, EXPECTED_BUILD_SECONDS } = await import('./web-build.ts');
    work.push(buildPage(ROOT, webDir, sourcesHash, display.add('page', EXPECTED_BUILD_SECONDS), stop.signal));
  }
  if (needsCity) work.push(makeCity(config, display.add('city', EXPECTED_DEMO_SECONDS), stop.signal));
  const interrupted = () => stop.abort(new Error('interrupted: nothing half-made is left behind'));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    await Promise.all(work);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(work);
    throw error;
  } finally {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
  }
  display.finish('准备完毕 Ready');
}

async function makeCity(
  config: Config,
  report: (progress: number, step: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { caseIds, getCase } = await import('../geodata/cases/case-registry.ts');
  if (!caseIds.includes(config.dataset)) {
    throw new ConfigError(
      `ONEGRID_DATASET=${config.dataset}: there is no such data set in ${config.dataDir}, and no case of that name to make; cases are ${caseIds.join(', ')}. Own data: npm run import -- units <file> --dataset ${config.dataset}`,
    );
  }
  const { makeDataset } = await import('./jobs/make-dataset.ts');
  await makeDataset(
    { datasetId: config.dataset, spec: getCase(config.dataset), dataDir: config.dataDir },
    { onProgress: report, signal },
  );
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected = error instanceof ConfigError || 'code' in error || error.message.startsWith('the page');
  return isExpected ? `OneGrid: ${error.message}` : (error.stack ?? error.message);
}
