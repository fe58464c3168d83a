import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY_MS } from '../../../geodata/model/time.ts';
import { openDuckDb } from '../../../server/store/driver-duckdb.ts';
import { STORE_FILE } from '../../../server/store/open-driver.ts';
import { dayNumber } from '../../../server/store/request-days.ts';
import { createStore, type DatasetStore, openStore, type StoreOptions } from '../../../server/store/store.ts';
import { randomRequests } from './random-requests.ts';
import { smallCity } from './small-city.ts';

const FROM_MS = Date.parse('2026-11-16T00:00:00+08:00');
/** So few that they are rolled up in one transaction. */
const DAYS = 5;
const PERIOD = { from: '2026-11-01', to: '2026-12-01' };
const HOUR_MS = 3_600_000;

const city = smallCity();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onegrid-options-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** A store with so many requests, written as an import does. */
async function importInto(options: StoreOptions, length: number): Promise<DatasetStore> {
  const store = await createStore(folder, options);
  await store.loadCity(city);
  await store.writer.insertRequests(
    randomRequests({
      seed: 1,
      length,
      unitIds: city.units.map(({ id }) => id),
      fromMs: FROM_MS,
      toMs: FROM_MS + DAYS * DAY_MS,
      externalPrefix: 'row-',
    }),
  );
  return store;
}

describe('leavesRollUps', () => {
  const LENGTH = 800;

  /** What roll-ups have a part in. */
  async function answersOf(store: DatasetStore): Promise<unknown[]> {
    const selection = await store.select(PERIOD);
    return Promise.all([
      store.indicators.columns('requests', 'gridCell', selection),
      store.indicators.columns('satisfactionRate', 'subdistrict', selection),
      store.indicators.series('requests', selection, 'day'),
      store.requests.bins(selection, 13),
    ]);
  }

  /** Lets an hour pass for the store, and what it has begun by then come to its end. */
  async function anHourLater(store: DatasetStore): Promise<void> {
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    // Writes follow one another.
    await store.setMeta({ barrier: 'passed' });
  }

  /** What the file of a closed store holds: the days that are to be rolled up, and the requests that are. */
  async function rolledUp(): Promise<{ staleDays: number[]; requests: number }> {
    const driver = await openDuckDb(join(folder, STORE_FILE));
    const [days] = await driver.columns('SELECT DISTINCT day_no FROM request_stale_days ORDER BY day_no');
    const [sums] = await driver.query('SELECT sum(received) AS n FROM request_unit_days');
    await driver.close();
    return { staleDays: days as number[], requests: Number(sums!.n ?? 0) };
  }

  const LEFT = {
    staleDays: Array.from({ length: DAYS }, (_, day) => dayNumber(FROM_MS) + day),
    requests: 0,
  };
  const DONE = { staleDays: [], requests: LENGTH };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  it('rolls nothing up by itself, while a store without it does within a moment', async () => {
    const left = await importInto({ leavesRollUps: true }, LENGTH);
    await anHourLater(left);
    await left.close();
    expect(await rolledUp()).toEqual(LEFT);
    rmSync(join(folder, STORE_FILE));
    const done = await importInto({}, LENGTH);
    await anHourLater(done);
    await done.close();
    expect(await rolledUp()).toEqual(DONE);
  });

  it('leaves a store that answers in full, and is rolled up by the next who opens it', async () => {
    const left = await importInto({ leavesRollUps: true }, LENGTH);
    const answers = await answersOf(left);
    await left.close();
    expect(await rolledUp()).toEqual(LEFT);
    const opened = await openStore(folder);
    expect(await answersOf(opened)).toEqual(answers);
    await anHourLater(opened);
    expect(await answersOf(opened)).toEqual(answers);
    await opened.close();
    expect(await rolledUp()).toEqual(DONE);
  });

  it('opened with it once more, the store stays as it was left, and is rolled up when it is told to', async () => {
    await (await importInto({ leavesRollUps: true }, LENGTH)).close();
    const again = await openStore(folder, { leavesRollUps: true });
    await anHourLater(again);
    await again.close();
    expect(await rolledUp()).toEqual(LEFT);
    const told = await openStore(folder, { leavesRollUps: true });
    await told.refreshRollUps();
    await told.close();
    expect(await rolledUp()).toEqual(DONE);
  });
});

describe('checkpointMb', () => {
  const MIB = 1024 * 1024;
  /** What waits beside the file of the folder. */
  function logMb(of = folder): number {
    const log = join(of, `${STORE_FILE}.wal`);
    return existsSync(log) ? statSync(log).size / MIB : 0;
  }

  /** Commits 22 times a MiB, and says how much waited at the most. */
  async function mostWaitingMb(store: DatasetStore, title: string): Promise<number> {
    let most = 0;
    for (let commit = 0; commit < 22; commit++) {
      await store.setMeta({ [`${title} ${commit}`]: `${commit} `.padEnd(MIB, 'word ') });
      most = Math.max(most, logMb());
    }
    await store.close();
    return most;
  }

  it('is how much may wait beside the file before a commit takes it in', { timeout: 60_000 }, async () => {
    const little = await mostWaitingMb(await createStore(folder, { checkpointMb: 4 }), 'new');
    const again = await mostWaitingMb(await openStore(folder, { checkpointMb: 4 }), 'opened');
    rmSync(join(folder, STORE_FILE));
    const usual = await mostWaitingMb(await createStore(folder), 'new');
    rmSync(join(folder, STORE_FILE));
    const much = await mostWaitingMb(await createStore(folder, { checkpointMb: 64 }), 'new');
    expect(Math.max(little, again)).toBeLessThan(5.5);
    expect(usual).toBeGreaterThan(10);
    expect(usual).toBeLessThan(17.5);
    expect(much).toBeGreaterThan(20);
  });

  it('loses nothing: what waits is there after a crash, and is taken in when the store is closed', async () => {
    const store = await importInto({ checkpointMb: 64 }, 700);
    expect(logMb()).toBeGreaterThan(0);
    const crashed = mkdtempSync(join(tmpdir(), 'onegrid-crashed-'));
    cpSync(folder, crashed, { recursive: true });
    const summaryOf = async (one: DatasetStore) => one.requests.summary(await one.select(PERIOD));
    const summary = await summaryOf(store);
    expect(summary.total).toBe(700);
    await store.close();
    expect(logMb()).toBe(0);
    for (const place of [crashed, folder]) {
      const found = await openStore(place);
      expect(await summaryOf(found)).toEqual(summary);
      await found.close();
    }
    rmSync(crashed, { recursive: true });
  });
});
