import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Driver } from './driver.ts';
import { openDuckDb } from './driver-duckdb.ts';
import { insertScenario, type KeptScenario, readScenarios } from './scenario-rows.ts';
import { STORE_FILE } from './store.ts';

/** The data set is open in another process, or broken: its scenarios would be lost if another one took its place. */
export class ScenariosUnreadable extends Error {
  readonly code = 'scenarios-unreadable';
}

/**
 * Copies the scenarios of one data set's folder into the store of another, which has none: they are people's work and stay when the city
 * under them is made anew.
 * @throws {ScenariosUnreadable}
 */
export async function carryScenarios(from: string, to: string): Promise<void> {
  const scenarios = await keptScenarios(from);
  if (scenarios.length === 0) return;
  const driver = await openDuckDb(join(to, STORE_FILE));
  try {
    await driver.transaction(async (session) => {
      for (const scenario of scenarios) await insertScenario(session, scenario);
    });
    await driver.checkpoint();
  } finally {
    await driver.close();
  }
}

/**
 * The scenarios of a folder whose store nobody has open; none where it holds no store, or one from before there were scenarios.
 * @throws {ScenariosUnreadable}
 */
export async function keptScenarios(folder: string): Promise<KeptScenario[]> {
  if (!existsSync(join(folder, STORE_FILE))) return [];
  let driver: Driver | null = null;
  try {
    driver = await openDuckDb(join(folder, STORE_FILE));
    return (await hasScenarios(driver)) ? await readScenarios(driver) : [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ScenariosUnreadable(
      `The plans that people kept in ${folder} cannot be read, so it is not renewed. Stop the server that has it open, or move the folder away to go on without them. (${reason})`,
      { cause: error },
    );
  } finally {
    await driver?.close();
  }
}

async function hasScenarios(driver: Driver): Promise<boolean> {
  const rows = await driver.query(
    "SELECT table_name FROM information_schema.tables WHERE table_name = 'scenarios'",
  );
  return rows.length > 0;
}
