import { describe, expect, it } from 'vitest';
import { TIME_STEPS, type TimeStep } from '../../../../geodata/model/time-step.ts';
import { LEVELS } from '../../../../geodata/model/unit.ts';
import type { IndicatorSeries } from '../../../../server/contract/indicators.ts';
import type { Same } from '../two-stores.ts';
import { FILTERS, SLOW_MS } from './questions.ts';

/** Every indicator by unit, by step and by both. */
export function askIndicators(same: Same): void {
  describe('indicators', { timeout: SLOW_MS }, () => {
    it('every indicator on every level, within everything', async () => {
      const definitions = await same((store) => store.indicators.definitions());
      expect(definitions.length).toBeGreaterThan(10);
      for (const { id } of [...definitions, { id: 'nothing' }]) {
        for (const level of [undefined, ...LEVELS]) {
          await same(async (store) => store.indicators.columns(id, level, await store.select({})));
        }
        for (const filter of FILTERS) {
          await same(async (store) => store.indicators.columns(id, undefined, await store.select(filter)));
        }
      }
    });

    it('every indicator by unit and step, with filters and in parts', async () => {
      const definitions = await same((store) => store.indicators.definitions());
      for (const { id } of definitions) {
        for (const step of TIME_STEPS) {
          for (const level of ['gridCell', 'subdistrict', 'building'] as const) {
            for (const filter of [
              { from: '2026-10-10', to: '2026-11-02' },
              {
                within: '520113',
                from: '2026-09-30T15:00',
                to: '2026-10-04T03:30',
                category: '1',
                urgency: 0,
              },
            ]) {
              await same(async (store) =>
                store.indicators.steps(id, level, await store.select(filter), step),
              );
            }
          }
        }
      }
    });

    it('every indicator over time in every step', async () => {
      const steps: (TimeStep | undefined)[] = [undefined, 'hour', 'day', 'week', 'month'];
      const definitions = await same((store) => store.indicators.definitions());
      let filled = 0;
      for (const { id } of definitions) {
        for (const step of steps) {
          for (const filter of [
            {},
            { within: '520113', from: '2026-09-03', to: '2026-10-17', category: '1' },
          ]) {
            const series = await same<IndicatorSeries>(async (store) =>
              store.indicators.series(id, await store.select(filter), step),
            );
            if (series.numerator?.some((count) => count > 0)) filled++;
          }
        }
      }
      expect(filled).toBeGreaterThan(definitions.length);
    });
  });
}
