import { describe, it } from 'vitest';
import { ORDER_STATES } from '../../../../server/contract/supervision.ts';
import type { Same } from '../two-stores.ts';
import { WITHIN } from './questions.ts';

/** 督办 of what was written before. */
export function askSupervision(same: Same): void {
  describe('supervision', () => {
    it('counts and orders', async () => {
      const setting = { rectifyWithinDays: 2, limitOrigin: { kind: 'ours' as const, source: 'OneGrid' } };
      for (const within of WITHIN) {
        for (const level of ['gridCell', 'district', undefined, 'building'] as const) {
          await same(async (store) =>
            store.supervision.counts(await store.select({ within, from: '2026-08-01' }), level, setting),
          );
        }
      }
      for (const state of ORDER_STATES) {
        const page = { state, limit: 30, offset: 2 };
        await same(async (store) =>
          store.supervision.orders(await store.select({ from: '2026-08-01' }), page, setting),
        );
      }
    });
  });
}
