import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallCount } from '../../../geodata/model/call-count.ts';
import { AREA_LEVELS } from '../../../geodata/model/unit.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { makeRandom } from './random-requests.ts';
import { makeCityStore } from './test-store.ts';

const FIRST_MS = Date.parse('2026-09-01T00:00:00+08:00');
const DAY_MS = 86_400_000;
const DAYS = 60;
const ROOT = '520100';
const MINIMUM_SAMPLE = 30;

const dayOf = (index: number) =>
  new Date(FIRST_MS + index * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10);

/** Some days as a whole, some by hours, some both, of two hotlines. */
function someCalls(): CallCount[] {
  const random = makeRandom(5);
  const counts: CallCount[] = [];
  for (let index = 0; index < DAYS; index++) {
    for (const source of ['12345', '区热线']) {
      const hours = random() < 0.5 ? [-1] : [9, 14, 20];
      if (random() < 0.2) hours.push(-1);
      for (const hour of new Set(hours)) {
        const offered = Math.floor(random() * 40);
        counts.push({
          day: dayOf(index),
          hour,
          source,
          offered,
          answered: Math.floor(random() * (offered + 1)),
        });
      }
    }
  }
  return counts;
}

/** The slow obvious way: a day counts when it lies wholly in the period; its hours only where it is not given as a whole. */
function twin(counts: readonly CallCount[], fromMs: number, toMs: number, source: string | null) {
  let offered = 0;
  let answered = 0;
  for (const count of counts) {
    const startMs = Date.parse(`${count.day}T00:00:00+08:00`);
    if (startMs < fromMs || startMs + DAY_MS > toMs) continue;
    if (source !== null && count.source !== source) continue;
    const isDoubled =
      count.hour !== -1 &&
      counts.some((other) => other.day === count.day && other.source === count.source && other.hour === -1);
    if (isDoubled) continue;
    offered += count.offered;
    answered += count.answered;
  }
  return { offered, answered };
}

describe('the share of calls that are answered', () => {
  const calls = someCalls();
  let store: DatasetStore;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const toMs = FIRST_MS + DAYS * DAY_MS;
    ({ store, remove } = await makeCityStore({ seed: 1, length: 200, fromMs: FIRST_MS, toMs }));
  });
  afterAll(() => remove());

  it('is offered only where calls are known', async () => {
    const isOffered = () => store.indicators.definitions().some(({ id }) => id === 'answeredCallsRate');
    expect(isOffered()).toBe(false);
    await store.calls.put(calls);
    expect(isOffered()).toBe(true);
  });

  it('is what counting one by one gives, for the whole and for no part of it', async () => {
    const hour = fc.integer({ min: -30, max: DAYS * 24 + 30 });
    await fc.assert(
      fc.asyncProperty(hour, hour, fc.constantFrom(null, '12345'), async (a, b, source) => {
        const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b) + 1].map((at) => FIRST_MS + at * 3_600_000);
        const period = {
          from: new Date(fromMs!).toISOString(),
          to: new Date(toMs!).toISOString(),
          ...(source === null ? {} : { source }),
        };
        const { offered, answered } = twin(calls, fromMs!, toMs!, source);
        const value = offered < MINIMUM_SAMPLE ? null : Math.round((answered / offered) * 100_000) / 1000;
        for (const level of AREA_LEVELS) {
          const answer = await store.indicators.columns(
            'answeredCallsRate',
            level,
            await store.select(period),
          );
          expect(answer.total).toMatchObject({ numerator: answered, denominator: offered, value });
          const atRoot = answer.unitIds.indexOf(ROOT);
          expect(answer.denominator.reduce((sum, part) => sum + part, 0)).toBe(atRoot < 0 ? 0 : offered);
          expect(answer.total.outsideLevel).toBe(atRoot < 0 ? offered : 0);
        }
        const series = await store.indicators.series('answeredCallsRate', await store.select(period), 'week');
        expect(series.denominator.reduce((sum, part) => sum + part, 0)).toBe(offered);
        expect(series.numerator.reduce((sum, part) => sum + part, 0)).toBe(answered);
      }),
      { numRuns: 25 },
    );
  });

  it('is not known within a part, nor under a filter that calls cannot follow, nor by the hour', async () => {
    for (const filter of [{ within: '520113' }, { urgency: 1 }, { status: 'received' }]) {
      const selection = await store.select({ from: '2026-09-01', to: '2026-10-01', ...filter } as never);
      const answer = await store.indicators.columns('answeredCallsRate', undefined, selection);
      expect(answer.total).toMatchObject({ numerator: 0, denominator: 0, value: null });
    }
    const month = await store.select({ from: '2026-09-01', to: '2026-10-01' });
    await expect(store.indicators.series('answeredCallsRate', month, 'hour')).rejects.toThrow(/step=day/);
  });
});
