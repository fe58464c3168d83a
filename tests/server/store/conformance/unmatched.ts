import { describe, expect, it } from 'vitest';
import type { UnmatchedRequest } from '../../../../geodata/import/unmatched-request.ts';
import { receivedRequests } from '../random-requests.ts';
import type { Same } from '../two-stores.ts';
import { FROM_MS, SLOW_MS, TO_MS } from './questions.ts';

/** Rows of imports that wait for a unit. */
export function keepUnmatched(same: Same): void {
  describe('rows without a unit', { timeout: SLOW_MS }, () => {
    it('are kept, renewed, listed, and gone once they are placed', async () => {
      const unmatched = (row: number, community: string): UnmatchedRequest => ({
        source: '12345',
        externalId: `lost-${row}`,
        createdAtMs: FROM_MS + row * 60_000,
        categoryCode: '111',
        unitCode: '',
        community,
        street: "o'brien 街道",
        district: '',
        point: row % 2 === 0 ? null : [106.6, 26.6],
        reason: row % 3 === 0 ? 'no-place' : 'unknown-place',
        candidates: [],
        life: {} as UnmatchedRequest['life'],
      });
      const rows = Array.from({ length: 30 }, (_, row) => unmatched(row, `社区${row}`));
      await same((store) => store.unmatched.put(rows));
      await same((store) => store.unmatched.put([unmatched(3, '别处'), unmatched(40, '新"社区')]));
      await same((store) => store.unmatched.page({ limit: 7, offset: 2 }));
      await same((store) =>
        store.unmatched.page({ source: '12345', reason: 'no-place', limit: 50, offset: 0 }),
      );
      await same((store) => store.unmatched.after(null, 5));
      await same((store) => store.unmatched.after({ source: '12345', externalId: 'lost-17' }, 5));
      await same((store) => store.unmatched.reasons());
      const placed = receivedRequests({
        seed: 31,
        length: 6,
        unitIds: ['520113001001001'],
        fromMs: FROM_MS,
        toMs: TO_MS,
      });
      await same((store) =>
        store.writer.insertRequests({
          ...placed,
          source: new Uint8Array(6),
          sources: ['12345'],
          externalId: [1, 2, 3, 4, 5, 6].map((row) => `lost-${row}`),
        }),
      );
      expect(await same((store) => store.unmatched.reasons())).toEqual([
        { reason: 'unknown-place', count: 17 },
        { reason: 'no-place', count: 8 },
      ]);
    });
  });
}
