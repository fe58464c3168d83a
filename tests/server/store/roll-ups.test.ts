import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../geodata/model/time.ts';
import type { Driver } from '../../../server/store/driver.ts';
import { openDuckDb } from '../../../server/store/driver-duckdb.ts';
import { readBins } from '../../../server/store/request-bins.ts';
import { countByDay, countByUnit } from '../../../server/store/request-counts.ts';
import { DAY_NUMBER, dayNumber, dayStartMs } from '../../../server/store/request-days.ts';
import { COUNTER_NAMES, counterColumn } from '../../../server/store/request-measures.ts';
import { planRollUp, splitPeriod } from '../../../server/store/roll-up-plan.ts';
import { selectRequests } from '../../../server/store/select.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { StoreContext } from '../../../server/store/store-context.ts';
import { randomRequests, receivedRequests } from './random-requests.ts';
import { smallCity } from './small-city.ts';
import { makeTestStore } from './test-store.ts';

const FROM_MS = Date.parse('2026-09-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
const CELL = '520113001001001';

describe('a period', () => {
  it('falls into whole fresh days and the rest, without gap or overlap', () => {
    const stale = fc.uniqueArray(fc.integer({ min: 20_000, max: 20_030 }));
    const instant = fc.integer({ min: dayStartMs(19_998), max: dayStartMs(20_032) });
    fc.assert(
      fc.property(stale, instant, instant, (staleDays, a, b) => {
        const [fromMs, toMs] = a < b ? [a, b] : [b, a + 1];
        const { days, rest } = splitPeriod({ fromMs, toMs }, { staleDays: new Set(staleDays) });
        const pieces = [
          ...rest,
          ...days.map(([first, last]) => ({ fromMs: dayStartMs(first), toMs: dayStartMs(last + 1) })),
        ].sort((left, right) => left.fromMs - right.fromMs);
        expect(pieces[0]!.fromMs).toBe(fromMs);
        expect(pieces.at(-1)!.toMs).toBe(toMs);
        pieces.forEach((piece, index) => {
          expect(piece.toMs).toBeGreaterThan(piece.fromMs);
          if (index > 0) expect(piece.fromMs).toBe(pieces[index - 1]!.toMs);
        });
        for (const [first, last] of days) {
          for (let day = first; day <= last; day++) expect(staleDays).not.toContain(day);
        }
        // Every whole day that is not stale is answered by the roll-up.
        for (let day = dayNumber(fromMs); day <= dayNumber(toMs); day++) {
          const isWhole = dayStartMs(day) >= fromMs && dayStartMs(day + 1) <= toMs;
          const isIn = days.some(([first, last]) => day >= first && day <= last);
          expect(isIn).toBe(isWhole && !staleDays.includes(day));
        }
      }),
    );
  });
});

describe('roll-ups', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;
  let driver: Driver;
  let context: StoreContext;

  /** The same data, asked as if no day were rolled up. */
  function fromRequests(): StoreContext {
    const always = { has: () => true } as unknown as ReadonlySet<number>;
    return Object.assign(Object.create(StoreContext.prototype), context, {
      rollUps: { staleDays: always, revision: 0 },
      binCounts: { plan: () => null },
    });
  }

  /** Opens the store's file beside the store, which is closed for it. */
  async function reopen(folder: string): Promise<void> {
    await store.close();
    driver = await openDuckDb(`${folder}/store.duckdb`);
    context = await StoreContext.open(driver, Date.now);
  }

  beforeAll(async () => {
    const made = await makeTestStore();
    ({ store, remove } = made);
    const city = smallCity();
    await store.loadCity(city);
    const unitIds = city.units.map((unit) => unit.id);
    await store.loadRequests([
      randomRequests({ seed: 3, length: 5000, unitIds, fromMs: FROM_MS, toMs: TO_MS, sorted: false }),
    ]);
    // What comes after the load makes its days stale again: new rows, a step of an old one, a row that moves to another day.
    const late = (seed: number) =>
      receivedRequests({
        seed,
        length: 3,
        unitIds: [CELL],
        fromMs: TO_MS,
        toMs: TO_MS + 1,
        externalPrefix: 'late',
      });
    const { ids } = await store.writer.insertRequests(late(4));
    await store.writer.appendEvents([
      { requestId: ids[0]!, type: 'dispatched', atMs: TO_MS + 1000, actorRole: 'dispatcher', value: null },
    ]);
    await reopen(made.folder);
  });
  afterAll(async () => {
    await context.rollUps.close();
    await driver.close();
    await remove().catch(() => undefined);
  });

  it('keep every counter, each in a column of its own', async () => {
    for (const table of ['request_unit_days', 'request_area_days']) {
      const rows = await driver.query(`SELECT * FROM ${table} LIMIT 1`);
      expect(Object.keys(rows[0]!)).toEqual(expect.arrayContaining(COUNTER_NAMES.map(counterColumn)));
      expect(Object.keys(rows[0]!).filter((name) => !/_no$/.test(name))).toHaveLength(COUNTER_NAMES.length);
    }
  });

  it('leave the days that were touched to the requests, also after the store is opened again', () => {
    expect([...context.rollUps.staleDays]).toEqual([dayNumber(TO_MS)]);
  });

  it('answer what the requests answer, in every scope, period and filter that they take', async () => {
    const used = new Set<string>();
    let fromRollUps = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('520100', '520113', '520113001000', '520113001001', CELL, 'ov:one'),
        fc.constantFrom(undefined, '1', '2', '11', '111'),
        fc.constantFrom(undefined, '12345', '窗口'),
        fc.integer({ min: 0, max: 1900 }),
        fc.integer({ min: 1, max: 1900 }),
        fc.constantFrom('city', 'district', 'subdistrict', 'community', 'gridCell') as fc.Arbitrary<
          'city' | 'district' | 'subdistrict' | 'community' | 'gridCell'
        >,
        fc.shuffledSubarray(COUNTER_NAMES, { minLength: 1 }),
        async (within, category, source, fromHour, hours, level, names) => {
          const fromMs = FROM_MS + fromHour * 3_600_000;
          const selection = await selectRequests(context, {
            within,
            category,
            source,
            from: new Date(fromMs).toISOString(),
            to: new Date(fromMs + hours * 3_600_000).toISOString(),
          });
          const plain = fromRequests();
          for (const grouping of [{ by: 'day' }, { by: 'unit', level }] as const) {
            const plan = planRollUp(context, selection, grouping);
            if (plan) {
              used.add(`${plan.table} ${grouping.by}`);
              fromRollUps++;
            }
            expect(planRollUp(plain, selection, grouping)).toBeNull();
          }
          const days = (answer: Awaited<ReturnType<typeof countByDay>>) => {
            const sums = new Map<string, number>();
            answer.buckets.forEach((day, index) => {
              for (const name of names) {
                const key = `${day} ${name}`;
                sums.set(key, (sums.get(key) ?? 0) + answer.counts[name]![index]!);
              }
            });
            return [...sums].filter(([, count]) => count !== 0).sort();
          };
          expect(days(await countByDay(context, names, selection))).toEqual(
            days(await countByDay(plain, names, selection)),
          );
          const ofLevel = async (asked: StoreContext) => {
            const counts = await countByUnit(asked, names, selection, level);
            const ancestors = asked.memory.units.ancestorsAt(level);
            return names.map((name) => {
              const sums = new Map<number, number>();
              counts[name].forEach((count, no) => {
                sums.set(ancestors[no]!, (sums.get(ancestors[no]!) ?? 0) + count);
              });
              return [...sums].filter(([, count]) => count !== 0).sort();
            });
          };
          expect(await ofLevel(context)).toEqual(await ofLevel(plain));
        },
      ),
      { numRuns: 150 },
    );
    expect(used).toEqual(
      new Set([
        'request_unit_days day',
        'request_unit_days unit',
        'request_area_days day',
        'request_area_days unit',
      ]),
    );
    expect(fromRollUps).toBeGreaterThan(20);
  });

  it('of bins answer what the requests answer, in any period and on any zoom', async () => {
    let fromMonths = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 700, max: 1900 }),
        fc.integer({ min: 8, max: 17 }),
        fc.constantFrom(undefined, '520113', '520100'),
        async (fromHour, hours, zoom, within) => {
          const fromMs = FROM_MS + fromHour * 3_600_000;
          const selection = await selectRequests(context, {
            within,
            from: new Date(fromMs).toISOString(),
            to: new Date(fromMs + hours * 3_600_000).toISOString(),
          });
          if (context.binCounts.plan(selection)) fromMonths++;
          expect(await readBins(context, selection, zoom)).toEqual(
            await readBins(fromRequests(), selection, zoom),
          );
        },
      ),
      { numRuns: 60 },
    );
    expect(fromMonths).toBeGreaterThan(5);
  });

  it('are rolled up anew in days, and then no day is left to the requests', async () => {
    await context.rollUps.refresh();
    expect(context.rollUps.staleDays.size).toBe(0);
    const [row] = await driver.query('SELECT count(*) AS n FROM request_stale_days');
    expect(row!.n).toBe(0);
    const [sums] = await driver.query(
      `SELECT (SELECT sum(received) FROM request_unit_days) AS units, (SELECT sum(received) FROM request_area_days) AS areas,
         (SELECT count(*) FROM requests) AS requests`,
    );
    expect(sums).toEqual({ units: 5003, areas: 5003, requests: 5003 });
  });

  it('follow a unit to another street', async () => {
    const changed = await driver.transaction((session) => context.rollUps.markAll(session));
    context.rollUps.marked(changed);
    expect(context.rollUps.staleDays.size).toBe(changed.days.size);
    expect(changed.days.size).toBeGreaterThan((TO_MS - FROM_MS) / DAY_MS - 2);
  });

  it('of bins say what the requests say after some have moved and others have gone', async () => {
    await context.rollUps.refresh();
    const selection = await selectRequests(context, {
      from: new Date(FROM_MS).toISOString(),
      to: new Date(TO_MS).toISOString(),
    });
    const before = await readBins(context, selection, 13);
    for (const [day, change] of [
      [dayNumber(TO_MS) - 3, `UPDATE requests SET lon = lon + 0.01 WHERE lon IS NOT NULL`],
      [dayNumber(FROM_MS) + 3, 'DELETE FROM requests WHERE lon IS NULL'],
      [dayNumber(TO_MS), 'UPDATE requests SET lat = lat + 0.02 WHERE lat IS NOT NULL'],
    ] as const) {
      const days = new Set([day]);
      await driver.transaction(async (session) => {
        await session.execute(`${change} AND ${DAY_NUMBER} = ${day}`);
        await context.rollUps.mark(session, { days, placedDays: days });
      });
      context.rollUps.marked({ days, placedDays: days });
      for (const zoom of [11, 15]) {
        const answer = await readBins(context, selection, zoom);
        expect(answer).toEqual(await readBins(fromRequests(), selection, zoom));
        expect(answer).not.toEqual(before);
      }
    }
    await context.rollUps.refresh();
    expect(await readBins(context, selection, 13)).toEqual(await readBins(fromRequests(), selection, 13));
  });
});
