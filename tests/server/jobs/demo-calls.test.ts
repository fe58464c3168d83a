import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOTLINE } from '../../../geodata/demo-city/calls.ts';
import { keepCalls } from '../../../server/jobs/demo-calls.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { makeCityStore } from '../store/test-store.ts';

const FROM_MS = Date.parse('2026-11-10T00:00:00+08:00');
const NOON_MS = Date.parse('2026-11-20T12:00:00+08:00');

let store: DatasetStore;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ store, remove } = await makeCityStore({ seed: 3, length: 2000, fromMs: FROM_MS, toMs: NOON_MS }));
});
afterAll(() => remove());

it('every whole day with requests has calls, once, and today has none until it is over', async () => {
  expect(store.requests.sources()).toContain(HOTLINE);
  expect(store.indicators.definitions().some(({ family }) => family === 'calls')).toBe(false);
  await keepCalls(store, 1, NOON_MS);
  const first = await store.calls.totals({});
  expect(first.byDay.map(({ day }) => day)).toEqual(
    Array.from({ length: 10 }, (_, index) => `2026-11-${10 + index}`),
  );
  expect(store.indicators.definitions().some(({ family }) => family === 'calls')).toBe(true);
  await keepCalls(store, 1, NOON_MS);
  expect(await store.calls.totals({})).toEqual(first);
  await keepCalls(store, 1, NOON_MS + 12 * 3600_000);
  const later = await store.calls.totals({});
  expect(later.byDay.map(({ day }) => day)).toEqual([...first.byDay.map(({ day }) => day), '2026-11-20']);
  const { total } = await store.indicators.columns(
    'answeredCallsRate',
    'city',
    await store.select({ from: '2026-11-10', to: '2026-11-20' }),
  );
  expect([total.numerator, total.denominator]).toEqual([first.answered, first.offered]);
});
