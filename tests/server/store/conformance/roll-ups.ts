import { describe, expect, it } from 'vitest';
import type { Same } from '../two-stores.ts';
import { SLOW_MS } from './questions.ts';

/** What is counted beforehand, against what is counted when asked. */
export function rollUp(same: Same): void {
  describe('roll-ups', { timeout: SLOW_MS }, () => {
    it('are the same, and so are the answers that they give', async () => {
      const ask = () =>
        same(async (store) => {
          const answers: unknown[] = [];
          for (const filter of [
            { from: '2026-08-01' },
            { within: '520113', category: '1', from: '2026-09-02' },
          ]) {
            const selection = await store.select(filter);
            for (const id of ['requests', 'satisfactionRate', 'meanResolveHours']) {
              for (const level of ['subdistrict', 'gridCell'] as const) {
                const { asOf: _asOf, ...answer } = await store.indicators.columns(id, level, selection);
                answers.push(answer);
              }
              const { asOf: _asOf, ...series } = await store.indicators.series(id, selection, 'day');
              answers.push(series);
            }
          }
          return answers;
        });
      const before = await ask();
      await same((store) => store.refreshRollUps());
      expect(await ask()).toEqual(before);
    });
  });
}
