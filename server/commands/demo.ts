/** `npm run demo -- --case <name> [--scale n] [--seed n] [--now <date>]`: makes or renews one demo data set, and nothing else. */
import { parseArgs } from 'node:util';
import type { CaseSpec } from '../../geodata/cases/case-spec.ts';
import { SYNTHETIC_LIMITS, SYNTHETIC_PER_CELL, syntheticCase } from '../../geodata/cases/synthetic.ts';
import { parseInstant } from '../../geodata/model/time.ts';
import { ConfigError, readConfig } from '../config.ts';
import { makeDataset } from '../jobs/make-dataset.ts';
import { ProgressDisplay } from '../progress-display.ts';
import { ScenariosUnreadable } from '../store/carry-scenarios.ts';
import { DatabaseProblem, StoreInUse } from '../store/database-problem.ts';

/** Options of `--case synthetic` and their defaults: the size of the guiyang demo. */
const SYNTHETIC_DEFAULTS = { districts: 3, subdistricts: 17, communities: 160, cells: 1400 };

const count = new Intl.NumberFormat('en');

const USAGE = `npm run demo -- --case <name> [--scale n] [--seed n] [--now 2026-11-20T12:00:00+08:00] [--dataset name]
  --scale multiplies requests; the counts of a case never change
  --case synthetic also takes its size, in all:
    --districts      up to ${count.format(SYNTHETIC_LIMITS.districts)} (default ${SYNTHETIC_DEFAULTS.districts})
    --subdistricts   up to ${count.format(SYNTHETIC_LIMITS.subdistricts)} (default ${SYNTHETIC_DEFAULTS.subdistricts})
    --communities    up to ${count.format(SYNTHETIC_LIMITS.communities)} (default ${SYNTHETIC_DEFAULTS.communities})
    --cells          up to ${count.format(SYNTHETIC_LIMITS.gridCells)} (default ${count.format(SYNTHETIC_DEFAULTS.cells)})
    --requests       over two years (default: as many a cell as guiyang has)
  buildings and streets follow from the cells, about ${SYNTHETIC_PER_CELL.buildings} buildings and ${SYNTHETIC_PER_CELL.directedWalkEdges} directed walk edges each:
  ${count.format(SYNTHETIC_LIMITS.gridCells)} cells have some ${count.format(SYNTHETIC_LIMITS.gridCells * SYNTHETIC_PER_CELL.buildings)} buildings and ${count.format(SYNTHETIC_LIMITS.gridCells * SYNTHETIC_PER_CELL.directedWalkEdges)} directed edges`;

/** What is wrong with the command line; exit 2, nothing changed. */
class UsageError extends Error {}

/** What stops the command before anything has changed. */
const EXPECTED = [UsageError, ConfigError, ScenariosUnreadable, DatabaseProblem, StoreInUse];

try {
  await main();
} catch (error) {
  if (EXPECTED.some((kind) => error instanceof kind)) {
    console.error((error as Error).message);
    process.exit(2);
  }
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const spec = await chooseCase(options);
  const config = readConfig();
  const datasetId = options.dataset ?? spec.caseId;
  const display = new ProgressDisplay(process.stderr);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('interrupted: nothing half-made is left behind')));
  const dataset = await makeDataset(
    {
      datasetId,
      spec,
      dataDir: config.dataDir,
      databaseUrl: config.databaseUrl,
      seed: options.seed === undefined ? undefined : wholeNumber('seed', options.seed, 0),
      nowMs: readNow(options.now),
    },
    { onProgress: display.add('city', 1), signal: stop.signal },
  );
  display.finish(`${dataset.name}: ${config.dataDir}/${datasetId}`);
  console.log(
    JSON.stringify({ dataset: dataset.id, version: dataset.version, seed: dataset.seed, now: dataset.now }),
  );
}

type Options = Partial<
  Record<
    | 'case'
    | 'scale'
    | 'seed'
    | 'now'
    | 'dataset'
    | 'districts'
    | 'subdistricts'
    | 'communities'
    | 'cells'
    | 'requests',
    string
  >
> & { help?: boolean };

function readOptions(): Options {
  const text = { type: 'string' as const };
  try {
    const { values } = parseArgs({
      options: {
        case: text,
        scale: text,
        seed: text,
        now: text,
        dataset: text,
        districts: text,
        subdistricts: text,
        communities: text,
        cells: text,
        requests: text,
        help: { type: 'boolean' as const, short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

async function chooseCase(options: Options): Promise<CaseSpec> {
  const { caseIds, getCase, UnknownCase } = await import('../../geodata/cases/case-registry.ts');
  const id = options.case ?? 'guiyang';
  const scale = options.scale === undefined ? 1 : positive('scale', options.scale);
  if (id === 'synthetic') return { ...syntheticSpec(options), scale };
  try {
    return { ...getCase(id), scale };
  } catch (error) {
    if (!(error instanceof UnknownCase)) throw error;
    throw new UsageError(
      `There is no case "${id}". There are: ${[...caseIds, 'synthetic'].join(', ')}.\n${USAGE}`,
    );
  }
}

function syntheticSpec(options: Options): CaseSpec {
  const size = (name: keyof typeof SYNTHETIC_DEFAULTS) =>
    options[name] === undefined ? SYNTHETIC_DEFAULTS[name] : wholeNumber(name, options[name], 1);
  try {
    const spec = syntheticCase({
      districts: size('districts'),
      subdistricts: size('subdistricts'),
      communities: size('communities'),
      gridCells: size('cells'),
    });
    return options.requests === undefined
      ? spec
      : { ...spec, requestsTotal: wholeNumber('requests', options.requests, 1) };
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${error.message}\n${USAGE}`);
    throw error;
  }
}

function readNow(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const nowMs = parseInstant(text);
  if (nowMs === null)
    throw new UsageError(`--now ${text}: give a date like 2026-11-20 or 2026-11-20T12:00:00+08:00`);
  return nowMs;
}

function wholeNumber(name: string, text: string, minimum: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= minimum) return value;
  throw new UsageError(`--${name} ${text}: give a whole number from ${minimum} up`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`--${name} ${text}: give a number above 0`);
}
