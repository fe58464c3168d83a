import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classify } from '../../../geodata/indicators/classify.ts';
import { indicatorDefinition } from '../../../geodata/indicators/definitions.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { makeCityStore } from './test-store.ts';

describe('indicators step by step', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ store, remove } = await makeCityStore({
      seed: 7,
      length: 6000,
      fromMs: Date.parse('2026-08-01T00:00:00+08:00'),
      toMs: Date.parse('2026-11-20T12:00:00+08:00'),
      sorted: false,
    }));
  });
  afterAll(() => remove());

  it('columns of every step are those of a period as long as the step, on the breaks of its length', async () => {
    const period = { from: '2026-09-16T07:30:00+08:00', to: '2026-11-03T09:10:00+08:00' };
    for (const [step, filter, ids] of [
      ['month', {}, ['requests', 'requestsPer10k', 'satisfactionRate', 'meanResolveHours']],
      ['week', { within: '520113' }, ['requests', 'satisfactionRate']],
      ['week', { within: 'ov:one', urgency: 1 }, ['requests']],
      ['day', { within: '520113', from: '2026-10-18T06:00:00+08:00' }, ['requests', 'repeatRate']],
      ['hour', { from: '2026-11-01T22:30:00+08:00', category: '1' }, ['requests']],
    ] as const) {
      for (const id of ids) {
        for (const level of ['district', 'gridCell'] as const) {
          const selection = await store.select({ ...period, ...filter });
          const answer = await store.indicators.steps(id, level, selection, step);
          let counted = 0;
          for (const [index, one] of answer.steps.entries()) {
            const fromMs = Math.max(Date.parse(one.at), selection.fromMs);
            const next = answer.steps[index + 1];
            const toMs = next ? Date.parse(next.at) : selection.toMs;
            const alone = await store.indicators.columns(id, level, { ...selection, fromMs, toMs });
            expect(answer.unitIds).toEqual(alone.unitIds);
            expect(one.numerator).toEqual(alone.numerator);
            expect(one.denominator).toEqual(alone.denominator);
            expect(one.value).toEqual(alone.value);
            expect(one.total).toEqual(alone.total);
            const definition = indicatorDefinition(id)!;
            expect(one.classes).toEqual(
              one.numerator.map((count, slot) =>
                classify(definition, count, one.denominator[slot], answer.breaks),
              ),
            );
            counted += one.total.numerator;
          }
          const whole = await store.indicators.columns(id, level, selection);
          expect(counted).toBe(whole.total.numerator);
          expect(counted).toBeGreaterThan(0);
        }
      }
    }
    const weeks = await store.indicators.steps('requests', 'gridCell', await store.select({}), 'week');
    const month = await store.indicators.columns('requests', 'gridCell', await store.select({}));
    expect(weeks.breaks).toEqual(month.breaks.map((value) => Math.round(((value * 7) / 30) * 100) / 100));
  });

  it('steps are refused where they do not add up, or are too many, in words that help', async () => {
    const selection = await store.select({});
    for (const [id, reason] of [
      ['p90ResolveHours', /quantile/],
      ['residents', /state of today/],
      ['answeredCallsRate', /whole data set/],
    ] as const) {
      await expect(store.indicators.steps(id, 'gridCell', selection, 'week')).rejects.toMatchObject({
        code: 'unsupported-step',
        message: expect.stringMatching(reason),
      });
    }
    const ages = await store.select({ from: '1900-01-01', to: '2026-11-01' });
    await expect(store.indicators.steps('requests', 'gridCell', ages, 'day')).rejects.toMatchObject({
      code: 'too-many-steps',
    });
  });
});
