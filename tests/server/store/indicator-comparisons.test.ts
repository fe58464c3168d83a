import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyChange } from '../../../geodata/indicators/compare-periods.ts';
import { indicatorDefinition } from '../../../geodata/indicators/definitions.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { makeCityStore } from './test-store.ts';

const FROM_MS = Date.parse('2026-08-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
const LENGTH = 6000;

describe('indicators beside those of another period', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ store, remove } = await makeCityStore({
      seed: 7,
      length: LENGTH,
      fromMs: FROM_MS,
      toMs: TO_MS,
      sorted: false,
    }));
  });
  afterAll(() => remove());

  it('are compared with the period before, and with the same days of another year', async () => {
    const now = await store.select({ within: '520113', from: '2026-10-01', to: '2026-11-01' });
    const before = await store.select({ within: '520113', from: '2026-09-01', to: '2026-10-01' });
    for (const id of ['requests', 'satisfactionRate', 'p90ResolveHours']) {
      const answer = await store.indicators.columns(id, 'gridCell', now, 'previous');
      const earlier = await store.indicators.columns(id, 'gridCell', before);
      expect(answer.compared).toMatchObject({
        comparison: 'previous',
        from: earlier.from,
        to: earlier.to,
        numerator: earlier.numerator,
        denominator: earlier.denominator,
        value: earlier.value,
        total: { numerator: earlier.total.numerator, value: earlier.total.value },
      });
      const [value, past] = [answer.total.value!, earlier.total.value!];
      expect(answer.compared?.total.change).toBeCloseTo(
        id === 'satisfactionRate' ? value - past : (100 * (value - past)) / past,
        1,
      );
      const series = await store.indicators.series(id, now, 'day', 'previous');
      expect(series.compared).toEqual({
        comparison: 'previous',
        ...(({ at, numerator, denominator, value: values }) => ({
          at,
          numerator,
          denominator,
          value: values,
        }))(await store.indicators.series(id, before, 'day')),
      });
    }
    const lastYear = await store.indicators.columns('requests', 'district', now, 'lastYear');
    expect(lastYear.compared).toMatchObject({
      from: '2025-10-01T00:00:00+08:00',
      numerator: [0],
      change: [null],
    });
    expect((await store.indicators.columns('residents', 'district', now, 'previous')).compared).toBeNull();
  });

  it('a period may be compared with any other that is as long, by its first day', async () => {
    const now = await store.select({ from: '2026-10-10', to: '2026-10-17' });
    const then = await store.select({ from: '2026-08-19', to: '2026-08-26' });
    const answer = await store.indicators.columns('requests', 'gridCell', now, '2026-08-19');
    const earlier = await store.indicators.columns('requests', 'gridCell', then);
    expect(answer.compared).toMatchObject({
      comparison: '2026-08-19',
      from: earlier.from,
      to: earlier.to,
      numerator: earlier.numerator,
    });
    expect(answer.compared!.changeClasses).toEqual(
      answer.numerator.map((numerator, slot) =>
        classifyChange(
          indicatorDefinition('requests')!,
          { numerator, denominator: 1 },
          { numerator: earlier.numerator[slot], denominator: 1 },
        ),
      ),
    );
    await expect(store.indicators.columns('requests', 'city', now, '2026-02-31')).rejects.toMatchObject({
      code: 'invalid-date',
    });
  });
});
