import type { Driver } from './driver.ts';
import { type DriverOptions, hasStore, openDriver } from './open-driver.ts';
import { insertScenario, type KeptScenario, readScenarios } from './scenario-rows.ts';

/** The data set is open in another process, or broken: its scenarios would be lost if another one took its place. */
export class ScenariosUnreadable extends Error {
  readonly code = 'scenarios-unreadable';
}

/**
 * Copies the scenarios of one data set's folder into the store of another, which has none: they are people's work and stay when the city
 * under them is made anew.
 * @throws {ScenariosUnreadable}
 */
export async function carryScenarios(from: string, to: string, options: DriverOptions = {}): Promise<void> {
  const scenarios = await keptScenarios(from, options);
  if (scenarios.length === 0) return;
  const driver = await openDriver(to, options);
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
export async function keptScenarios(folder: string, options: DriverOptions = {}): Promise<KeptScenario[]> {
  if (!(await hasStore(folder, options))) return [];
  let driver: Driver | null = null;
  try {
    driver = await openDriver(folder, options);
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
    "SELECT table_name FROM information_schema.tables WHERE table_name = 'scenarios' AND table_schema = current_schema()",
  );
  return rows.length > 0;
}
