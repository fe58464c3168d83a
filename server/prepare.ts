import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError } from './config.ts';

/** Seconds the demo city takes on two cores beside the page; only the bar depends on it. */
const EXPECTED_DEMO_SECONDS = 35;

/** Somebody pressed Ctrl-C. */
class Interrupted extends Error {
  readonly code = 'interrupted';
}

/**
 * Whatever is missing is made, the page (where one is wanted) and the city at the same time, behind one bar.
 * @throws {ConfigError} where the data set is neither there nor a case that could be made
 */
export async function prepare(
  config: Config,
  { root, page }: { root: string; page: boolean },
): Promise<void> {
  if (config.databaseUrl !== null) {
    // A process that was killed between schema and folder: they belong together again before anybody asks.
    const { clearAbandoned } = await import('./working-place.ts');
    await clearAbandoned(config);
  }
  const buildPage = page ? await missingPage(config, root) : null;
  const needsCity = !existsSync(join(config.dataDir, config.dataset, 'dataset.json'));
  if (buildPage === null && !needsCity) return;

  const { ProgressDisplay } = await import('./progress-display.ts');
  const display = new ProgressDisplay();
  const work: Promise<unknown>[] = [];
  const stop = new AbortController();
  if (buildPage !== null) {
    work.push(buildPage.run(display.add('page', buildPage.expectedSeconds), stop.signal));
  }
  if (needsCity) work.push(makeCity(config, display.add('city', EXPECTED_DEMO_SECONDS), stop.signal));
  const interrupted = () => stop.abort(new Interrupted('interrupted: nothing half-made is left behind'));
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

type Report = (progress: number, step: string) => void;

/** How to build the page, or null where it stands as its sources want it. */
async function missingPage(config: Config, root: string) {
  const { buildPage, EXPECTED_BUILD_SECONDS, hashWebSources, isPageBuilt } = await import('./web-build.ts');
  const webDir = config.webDir ?? join(root, 'dist', 'web');
  const sourcesHash = hashWebSources(root);
  if (await isPageBuilt(webDir, sourcesHash)) return null;
  return {
    expectedSeconds: EXPECTED_BUILD_SECONDS,
    run: (report: Report, signal: AbortSignal) => buildPage(root, webDir, sourcesHash, report, signal),
  };
}

async function makeCity(config: Config, report: Report, signal: AbortSignal): Promise<void> {
  const { caseIds, getCase } = await import('../geodata/cases/case-registry.ts');
  if (!caseIds.includes(config.dataset)) {
    throw new ConfigError(
      `ONEGRID_DATASET=${config.dataset}: there is no such data set in ${config.dataDir}, and no case of that name to make; cases are ${caseIds.join(', ')}. Own data: npm run import -- units <file> --dataset ${config.dataset}`,
    );
  }
  const { makeDataset } = await import('./jobs/make-dataset.ts');
  await makeDataset(
    {
      datasetId: config.dataset,
      spec: getCase(config.dataset),
      dataDir: config.dataDir,
      databaseUrl: config.databaseUrl,
    },
    { onProgress: report, signal },
  );
}
