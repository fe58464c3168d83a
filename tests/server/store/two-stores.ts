import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Driver } from '../../../server/store/driver.ts';
import { secondsSql } from '../../../server/store/masked-rows.ts';
import { openDriver } from '../../../server/store/open-driver.ts';
import { createStore, type DatasetStore } from '../../../server/store/store.ts';
import { compareStores, storedTables } from '../../../server/store/table-sums.ts';
import { startPostgres } from './postgres-server.ts';

/** Asks both stores the same and expects the same answer, or the same refusal; gives it back. */
export type Same = <Answer>(ask: (store: DatasetStore) => Answer | Promise<Answer>) => Promise<Answer>;

export interface TwoStores {
  same: Same;
  /** Closes both and gives what differs between their tables, every column of them; none = nothing. */
  differences(): Promise<string[]>;
  /** Methods that were called so far, like `units.list`. */
  called: ReadonlySet<string>;
  /** Every method there is, found at run time. */
  methods(): string[];
  remove(): Promise<void>;
}

/** A store in a DuckDB file and one in PostgreSQL, both empty. */
export async function openTwoStores(): Promise<TwoStores> {
  const postgres = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-two-'));
  const stores = [
    await createStore(join(folder, 'duckdb')),
    await createStore(join(folder, 'postgres'), { databaseUrl: postgres.url }),
  ];
  const called = new Set<string>();
  const [first, second] = stores.map((store) => recordCalls(store, called));
  return {
    called,
    same: async (ask) => {
      const answers = [await answerOf(ask, first), await answerOf(ask, second)];
      expect(answers[1]).toEqual(answers[0]);
      if (answers[0].refusal !== undefined) return answers[0].refusal as never;
      return answers[0].answer!;
    },
    differences: async () => {
      for (const store of stores) await store.close();
      const drivers = await Promise.all([
        openDriver(join(folder, 'duckdb'), {}),
        openDriver(join(folder, 'postgres'), { databaseUrl: postgres.url }),
      ]);
      const found = await compareStores(drivers[0], drivers[1]);
      const whistles = ['whistles', 'whistle_targets', 'whistle_requests', 'whistle_events'];
      for (const table of ['requests', 'request_events', 'request_external_ids', 'buildings', ...whistles]) {
        const [rows, others] = await Promise.all(drivers.map((driver) => allRows(driver, table)));
        expect(others).toEqual(rows);
      }
      for (const driver of drivers) await driver.close();
      return found;
    },
    methods: () => methodsOf(stores[0]),
    remove: async () => {
      for (const store of stores) await store.close().catch(() => undefined);
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Every row of a table as text, in the order of the texts. */
async function allRows(driver: Driver, table: string): Promise<string[]> {
  const { columns } = (await storedTables(driver)).find(({ name }) => name === table)!;
  const list = columns.map(({ name, kind }) => (kind === 'instant' ? secondsSql(name) : name));
  const values = await driver.columns(`SELECT ${list.join(', ')} FROM ${table}`);
  return values[0]!.map((_, row) => JSON.stringify(values.map((column) => column[row]))).sort();
}

async function answerOf<Answer>(
  ask: (store: DatasetStore) => Answer | Promise<Answer>,
  store: DatasetStore,
): Promise<{ answer?: Answer; refusal?: unknown }> {
  try {
    return { answer: await ask(store) };
  } catch (error) {
    const { name, message, code } = error as Error & { code?: unknown };
    // An error that is no refusal would be the same on both for the wrong reason.
    if (code === undefined) throw error;
    return { refusal: { name, message, code } };
  }
}

/** What a class keeps to itself, which a program in JavaScript sees all the same. */
const PRIVATE = new Set([
  'writer.rehearse',
  'writer.newGroup',
  'writer.enqueue',
  'writer.run',
  'writer.commit',
  'writer.refusalOf',
  'writer.commitPresuming',
  'writer.tell',
  'writer.close',
  'scenarios.nowMs',
  'scenarios.find',
  'scenarios.newest',
  'scenarios.freeName',
  'scenarios.newId',
]);

function methodsOf(store: DatasetStore): string[] {
  return Object.entries(store)
    .flatMap(([noun, value]) => {
      if (typeof value === 'function') return [noun];
      if (typeof value !== 'object' || value === null) return [];
      return functionNames(value).map((name) => `${noun}.${name}`);
    })
    .filter((name) => !PRIVATE.has(name));
}

function functionNames(value: object): string[] {
  const names = new Set<string>();
  for (let level = value; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) {
      const isMethod = typeof (value as Record<string, unknown>)[name] === 'function';
      if (isMethod && name !== 'constructor') names.add(name);
    }
  }
  return [...names];
}

function recordCalls(store: DatasetStore, called: Set<string>): DatasetStore {
  const record = <Target extends object>(target: Target, prefix: string): Target =>
    new Proxy(target, {
      get(_, name) {
        const value = Reflect.get(target, name) as unknown;
        const path = `${prefix}${String(name)}`;
        if (typeof value === 'function') {
          called.add(path);
          return value.bind(target);
        }
        return prefix === '' && typeof value === 'object' && value !== null
          ? record(value, `${path}.`)
          : value;
      },
    });
  return record(store, '');
}
