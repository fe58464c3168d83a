/**
 * `npm run migrate-store -- --to postgres://… [--dataset name] [--from folder]`: moves the store of a data set from its DuckDB file into
 * PostgreSQL. Exit 0: done; 2: refused, nothing changed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, databaseUrl, readConfig } from '../config.ts';
import { ProgressDisplay } from '../progress-display.ts';
import { DatabaseProblem, StoreInUse } from '../store/database-problem.ts';
import { MoveDiffers, moveStore } from '../store/move-store.ts';
import { STORE_FILE } from '../store/open-driver.ts';
import { placeOf } from '../store/postgres-connection.ts';
import { schemaOf } from '../store/schema-name.ts';
import { isStoreInUse } from '../store/store-lock.ts';
import { clearAbandonedSchemas, holdsTables, openWorkingSchema } from '../store/working-schema.ts';

const USAGE = `npm run migrate-store -- --to postgres://user:password@host:5432/database [--dataset name] [--from folder]
  --to       the database that DATABASE_URL will name; the store becomes a schema of its own there
  --dataset  data set to move (default: ONEGRID_DATASET)
  --from     its folder (default: that of the data set in ONEGRID_DATA_DIR); the file stays as it is`;

const REFUSED = 2;
const FAILED = 1;

/** What is asked cannot be; nothing has changed. */
class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const EXPECTED = [Refusal, ConfigError, DatabaseProblem, StoreInUse, MoveDiffers];

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { to, dataset, folder } = readArguments();
    await refuseWhereImpossible(to, folder, dataset);
    const display = new ProgressDisplay(process.stderr);
    const schema = schemaOf(dataset);
    const moved = await moveInPlace(join(folder, STORE_FILE), to, dataset, display.add('store', 1));
    display.finish(`${dataset}: ${moved.rows} rows in schema ${schema} at ${placeOf(to)}`);
    console.log(JSON.stringify({ dataset, schema, ...moved, verified: true }));
    return 0;
  } catch (error) {
    if (EXPECTED.some((kind) => error instanceof kind)) {
      const { message, code } = error as Refusal;
      console.error(`Refused, nothing changed: ${message}`);
      console.log(JSON.stringify({ tables: 0, rows: 0, verified: false, refused: code, message }));
      return REFUSED;
    }
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return FAILED;
  }
}

function readArguments(): { to: string; dataset: string; folder: string } {
  const text = { type: 'string' as const };
  let values: { to?: string; dataset?: string; from?: string };
  try {
    ({ values } = parseArgs({ options: { to: text, dataset: text, from: text } }));
  } catch (error) {
    throw new Refusal('usage', `${(error as Error).message}\n${USAGE}`);
  }
  if (values.to === undefined) throw new Refusal('usage', `--to is missing\n${USAGE}`);
  const config = readConfig();
  const dataset = values.dataset ?? config.dataset;
  const folder = values.from ?? join(config.dataDir, dataset);
  return { to: databaseUrl('--to', values.to), dataset, folder };
}

async function refuseWhereImpossible(to: string, folder: string, dataset: string): Promise<void> {
  if (!existsSync(join(folder, STORE_FILE))) {
    throw new Refusal('no-store', `${folder} holds no ${STORE_FILE}: name the data set's folder with --from`);
  }
  if (await isStoreInUse(folder)) {
    throw new Refusal(
      'store-in-use',
      `${join(folder, STORE_FILE)} is open in another process (a running server or an import): stop that one first`,
    );
  }
  if (await holdsTables(to, schemaOf(dataset))) {
    throw new Refusal(
      'target-not-empty',
      `schema ${schemaOf(dataset)} at ${placeOf(to)} is not empty: move another data set, or let an administrator drop that schema`,
    );
  }
}

/** Fills a schema out of sight, and puts it in its place once it is proven to hold the same. */
async function moveInPlace(
  file: string,
  to: string,
  dataset: string,
  onProgress: (done: number, step: string) => void,
) {
  await clearAbandonedSchemas(to);
  const working = await openWorkingSchema(to, schemaOf(`.moving-${dataset}-${process.pid}`));
  try {
    const moved = await moveStore(file, { url: to, schema: working.schema }, onProgress);
    await (await working.takePlaceOf(schemaOf(dataset))).finish();
    return moved;
  } finally {
    await working.discard();
  }
}
