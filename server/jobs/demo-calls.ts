import { HOTLINE, inventCalls } from '../../geodata/demo-city/calls.ts';
import { DAY_MS, startOfShanghaiDay, toShanghaiDay } from '../../geodata/model/time.ts';
import type { DatasetStore } from '../store/store.ts';

/** Further back no history of a demo reaches. */
const MOST_DAYS = 800;

/** Invents the calls of every whole day before `untilMs` that has requests by the hotline and no calls yet. */
export async function keepCalls(store: DatasetStore, seed: number, untilMs: number): Promise<void> {
  if (!store.requests.sources().includes(HOTLINE)) return;
  const to = toShanghaiDay(startOfShanghaiDay(untilMs));
  const known = new Set((await store.calls.totals({ toDay: to })).byDay.map(({ day }) => day));
  const from = toShanghaiDay(untilMs - MOST_DAYS * DAY_MS);
  const selection = await store.select({ source: HOTLINE, from, to });
  const { at, numerator } = await store.indicators.series('requests', selection, 'day');
  const days = at
    .map((start, index) => ({ day: toShanghaiDay(Date.parse(start)), requests: numerator[index]! }))
    .filter(({ day, requests }) => requests > 0 && !known.has(day));
  if (days.length > 0) await store.calls.put(inventCalls(days, seed));
}
