import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowSupervision } from '../../../geodata/model/flow.ts';
import { requestStateOf } from '../../../geodata/model/request-events.ts';
import type { RequestColumns } from '../../../geodata/model/service-request.ts';
import { DAY_MS, parseInstant, toShanghaiIso } from '../../../geodata/model/time.ts';
import { SUPERVISION_COUNTS, type SupervisionCount } from '../../../server/contract/supervision.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { smallCity } from './small-city.ts';
import { makeCityStore } from './test-store.ts';

const FROM_MS = Date.parse('2026-11-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
const setting = (rectifyWithinDays: number): FlowSupervision => ({
  rectifyWithinDays,
  limitOrigin: { kind: 'ours', source: 'OneGrid' },
});

let store: DatasetStore;
let remove: () => Promise<void>;
let columns: RequestColumns;
const city = smallCity();

beforeAll(async () => {
  ({ store, remove, columns } = await makeCityStore({
    seed: 11,
    length: 3000,
    fromMs: FROM_MS,
    toMs: TO_MS,
  }));
});
afterAll(() => remove());

interface TwinRow {
  unitId: string;
  createdAtMs: number;
  counts: Record<SupervisionCount, boolean>;
}

/** Every 诉求 folded by the model and judged one by one. */
function twinRows(days: number): TwinRow[] {
  return Array.from({ length: columns.length }, (_, row) => {
    const state = requestStateOf(columns, row);
    const { rectifyOrderedAt: ordered, rectifiedAt, justifiedAt } = state;
    const stands = ordered !== null && rectifiedAt === null && justifiedAt === null;
    const isUp = stands && ordered + days * DAY_MS < store.asOfMs();
    return {
      unitId: columns.unitIds[columns.unit[row]!]!,
      createdAtMs: columns.createdAtMs[row]!,
      counts: {
        revisited: state.revisitSatisfied !== null,
        notSatisfied: state.revisitSatisfied === false,
        ordered: ordered !== null,
        rectified: rectifiedAt !== null,
        justified: justifiedAt !== null,
        open: stands && !isUp,
        unanswered: isUp,
        censured: state.censuredAt !== null,
      },
    };
  });
}

const parents = new Map(city.units.map(({ id, parentId }) => [id, parentId]));
function isInside(id: string | null, ancestor: string): boolean {
  return id !== null && (id === ancestor || isInside(parents.get(id)!, ancestor));
}

describe('supervision by unit', () => {
  it.each([
    ['520100', undefined, 7],
    ['520100', 'community', 2],
    ['520113', 'gridCell', 1],
    ['520114001000', 'community', 3],
  ] as const)('agrees with brute force in %s, level %s, %i days', async (within, level, days) => {
    for (const period of [
      { from: '2026-11-01', to: '2026-12-01' },
      { from: '2026-11-05', to: '2026-11-12' },
    ]) {
      const selection = await store.select({ within, ...period });
      const answer = await store.supervision.counts(selection, level, setting(days));
      const rows = twinRows(days).filter(
        ({ unitId, createdAtMs }) =>
          isInside(unitId, within) && createdAtMs >= selection.fromMs && createdAtMs < selection.toMs,
      );
      const count = (name: SupervisionCount, among: TwinRow[]) =>
        among.filter(({ counts }) => counts[name]).length;
      for (const name of SUPERVISION_COUNTS) {
        expect(answer.total[name], name).toBe(count(name, rows));
        expect(answer.columns[name]).toEqual(
          answer.unitIds.map((id) =>
            count(
              name,
              rows.filter(({ unitId }) => isInside(unitId, id)),
            ),
          ),
        );
        const inColumns = answer.columns[name].reduce((sum, value) => sum + value, 0);
        expect(answer.outsideLevel[name]).toBe(answer.total[name] - inColumns);
      }
      const { ordered, rectified, justified, open, unanswered } = answer.total;
      expect(rectified + justified + open + unanswered).toBe(ordered);
    }
  });

  it('counts something of everything', async () => {
    const selection = await store.select({ from: '2026-11-01', to: '2026-12-01' });
    const { total } = await store.supervision.counts(selection, 'gridCell', setting(1));
    for (const name of SUPERVISION_COUNTS) expect(total[name], name).toBeGreaterThan(0);
  });

  it('refuses a level that has no cells of its own', async () => {
    const selection = await store.select({});
    await expect(store.supervision.counts(selection, 'building', setting(7))).rejects.toThrow(/gridCell/);
  });
});

describe('orders of 整改', () => {
  it.each(['open', 'unanswered', 'answered'] as const)(
    'that are %s agree with brute force',
    async (state) => {
      const selection = await store.select({ from: '2026-11-01', to: '2026-12-01', within: '520113' });
      const { orders, numberMatched } = await store.supervision.orders(
        selection,
        { state, limit: 500 },
        setting(1),
      );
      const name = state === 'answered' ? null : state;
      const twin = twinRows(1).filter(
        ({ unitId, counts }) =>
          isInside(unitId, '520113') && (name ? counts[name] : counts.rectified || counts.justified),
      );
      expect(numberMatched).toBe(twin.length);
      expect(numberMatched).toBeGreaterThan(0);
      expect(orders.map(({ request }) => request.unitId).sort()).toEqual(
        twin.map(({ unitId }) => unitId).sort(),
      );
      const ordered = orders.map(({ orderedAt }) => orderedAt);
      expect(ordered).toEqual([...ordered].sort());
      for (const order of orders) {
        const dueMs = parseInstant(order.orderedAt)! + DAY_MS;
        expect(order).toMatchObject({ state, dueAt: toShanghaiIso(dueMs) });
        expect(order.overdueSeconds).toBe(state === 'unanswered' ? (store.asOfMs() - dueMs) / 1000 : 0);
        expect(order.rectifiedAt !== null || order.justifiedAt !== null).toBe(state === 'answered');
      }
    },
  );
});
