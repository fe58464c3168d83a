import { describe, it } from 'vitest';
import type { Same } from '../two-stores.ts';
import { SLOW_MS } from './questions.ts';

/** Calls to a hotline. */
export function countCalls(same: Same): void {
  describe('calls', { timeout: SLOW_MS }, () => {
    it('by day and source', async () => {
      const counts = Array.from({ length: 60 }, (_, index) => ({
        day: `2026-11-${String(1 + (index % 20)).padStart(2, '0')}`,
        hour: index < 40 ? 8 + Math.floor(index / 20) : -1,
        source: index % 4 === 0 ? '12345' : "o'brien",
        offered: 100 + index,
        answered: 90 + (index % 7),
      }));
      await same((store) => store.calls.put(counts));
      await same((store) => store.calls.put([{ ...counts[0]!, answered: 3 }]));
      await same((store) => store.calls.totals({}));
      await same((store) =>
        store.calls.totals({ fromDay: '2026-11-03', toDay: '2026-11-09', source: '12345' }),
      );
    });
  });
}
