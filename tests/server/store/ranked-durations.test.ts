import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Unit } from '../../../geodata/model/unit.ts';
import { DurationCountsInMemory } from '../../../server/store/duration-counts.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { randomRequests, receivedRequests } from './random-requests.ts';
import { smallCity } from './small-city.ts';
import { openTwoStores, type TwoStores } from './two-stores.ts';

const STARTING_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FROM_MS = Date.parse('2026-06-10T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
const CELL = '520113001001001';
const city = smallCity();

type Id = 'p90ResolveHours' | 'medianResolveHours';
type Level = 'city' | 'district' | 'subdistrict';

interface Question {
  id: Id;
  level: Level;
  within: string;
  fromMs: number;
  toMs: number;
  category?: string;
  source?: string;
}

describe('quantiles from counts of durations', () => {
  let stores: TwoStores;
  const read = vi.spyOn(DurationCountsInMemory.prototype, 'read');

  const select = (
    store: DatasetStore,
    { within, fromMs, toMs, category, source }: Omit<Question, 'level' | 'id'>,
  ) =>
    store.select({
      within,
      category,
      source,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
    });

  /** Quantile and size of the sample of each unit and of the scope. */
  async function ask(store: DatasetStore, question: Question): Promise<Record<string, [number, number]>> {
    const selection = await select(store, question);
    const answer = await store.indicators.columns(question.id, question.level, selection);
    const pairs: Record<string, [number, number]> = {};
    answer.unitIds.forEach((unitId, slot) => {
      pairs[unitId] = [answer.numerator[slot]!, answer.denominator[slot]!];
    });
    pairs.whole = [answer.total.numerator, answer.total.denominator];
    const inLevel = answer.denominator.reduce((sum, size) => sum + size, 0);
    expect(answer.total.outsideLevel).toBe(answer.total.denominator - inLevel);
    return pairs;
  }

  /** The same, each unit by itself, ranked by the database: cells are more than the counts know. */
  async function askRanked(
    store: DatasetStore,
    question: Question,
  ): Promise<Record<string, [number, number]>> {
    const { id, level, within } = question;
    const { units } = city;
    const parentOf = new Map(units.map((unit) => [unit.id, unit.parentId]));
    const isInside = (unit: Unit): boolean => {
      for (let at: string | null = unit.id; at !== null; at = parentOf.get(at)!)
        if (at === within) return true;
      return false;
    };
    const before = read.mock.calls.length;
    const pairs: Record<string, [number, number]> = {};
    const own = units.filter((unit) => unit.level === level && isInside(unit)).map(({ id }) => id);
    for (const unitId of [...own, 'whole']) {
      const selection = await select(store, { ...question, within: unitId === 'whole' ? within : unitId });
      const { total } = await store.indicators.columns(id, 'gridCell', selection);
      pairs[unitId] = [total.numerator, total.denominator];
    }
    expect(read.mock.calls.length).toBe(before);
    return pairs;
  }

  async function expectRanked(question: Question): Promise<void> {
    const answer = await stores.same((store) => ask(store, question));
    expect(answer).toEqual(await stores.same((store) => askRanked(store, question)));
  }

  beforeAll(async () => {
    stores = await openTwoStores();
    await stores.same(async (store) => {
      await store.loadCity(city);
      const unitIds = city.units.map((unit) => unit.id);
      await store.loadRequests([
        randomRequests({
          seed: 8,
          length: 4000,
          unitIds,
          fromMs: FROM_MS,
          toMs: TO_MS,
          externalPrefix: 'old',
        }),
      ]);
    });
    // A database of its own is started for it.
  }, STARTING_MS);
  afterAll(async () => {
    read.mockRestore();
    await stores.remove();
  });

  it('are those of the ranked requests, on every level, in any period and with filters', async () => {
    let fromCounts = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          id: fc.constantFrom<Id>('p90ResolveHours', 'medianResolveHours'),
          level: fc.constantFrom<Level>('city', 'district', 'subdistrict'),
          within: fc.constantFrom('520100', '520100', '520113', '520114', '520113001000'),
          category: fc.constantFrom(undefined, undefined, undefined, '1'),
          source: fc.constantFrom(undefined, undefined, undefined, '12345'),
        }),
        fc.integer({ min: -200, max: 2900 }),
        fc.integer({ min: 1, max: 4200 }),
        fc.boolean(),
        async (question, fromHour, hours, isWhole) => {
          const unit = isWhole ? 24 : 1;
          const fromMs = FROM_MS + Math.floor(fromHour / unit) * unit * HOUR_MS;
          const toMs = fromMs + Math.ceil(hours / unit) * unit * HOUR_MS;
          const before = read.mock.calls.length;
          await stores.same((store) => ask(store, { ...question, fromMs, toMs }));
          const isCounted =
            question.category === undefined &&
            question.source === undefined &&
            question.within.length === 6 &&
            toMs - fromMs >= 14 * DAY_MS;
          // Each of the two engines counts; what was answered before is not asked again.
          if (!isCounted) expect(read.mock.calls.length).toBe(before);
          else if (read.mock.calls.length > before) fromCounts++;
          await expectRanked({ ...question, fromMs, toMs });
        },
      ),
      { numRuns: 60 },
    );
    expect(fromCounts).toBeGreaterThan(10);
  });

  it('begin and end anywhere in a month', async () => {
    for (const [from, to] of [
      ['2026-07-01T00:00', '2026-10-01T00:00'],
      ['2026-07-02T00:00', '2026-09-30T00:00'],
      ['2026-07-30T07:11', '2026-09-02T23:59'],
      ['2026-07-03T12:00', '2026-07-29T00:30'],
      ['2026-07-04T00:00', '2026-07-19T00:00'],
      ['2026-07-14T00:00', '2026-07-31T23:00'],
      ['2020-01-01T00:00', '2030-01-01T00:00'],
      ['2019-01-01T00:00', '2019-03-01T00:00'],
    ]) {
      const period = { fromMs: Date.parse(`${from}:00+08:00`), toMs: Date.parse(`${to}:00+08:00`) };
      for (const level of ['city', 'subdistrict'] as const) {
        await expectRanked({ id: 'p90ResolveHours', level, within: '520100', ...period });
      }
    }
  });

  const half: Question = {
    id: 'p90ResolveHours',
    level: 'subdistrict',
    within: '520100',
    fromMs: FROM_MS + 3 * HOUR_MS,
    toMs: TO_MS + DAY_MS,
  };

  it('follow what is written, at once', async () => {
    let last = await stores.same((store) => ask(store, half));
    const expectChanged = async () => {
      const answer = await stores.same((store) => ask(store, half));
      expect(answer).not.toEqual(last);
      expect(answer).toEqual(await stores.same((store) => askRanked(store, half)));
      last = answer;
    };
    for (const seed of [1, 2, 3, 1.5, 2.5]) {
      const received = (externalPrefix: string, fromMs: number) =>
        receivedRequests({
          seed,
          // Few enough to leave days between them as they are.
          length: 6,
          unitIds: [CELL],
          externalPrefix,
          fromMs,
          toMs: fromMs + 9 * DAY_MS,
        });
      const ids = await stores.same(
        async (store) =>
          (await store.writer.insertRequests(received(`new${seed}-`, TO_MS - seed * 20 * DAY_MS))).ids,
      );
      await stores.same(async (store) => {
        const at = (step: number) => TO_MS - seed * 20 * DAY_MS + 9 * DAY_MS + step * 7 * HOUR_MS;
        const steps = ['dispatched', 'accepted', 'arrived', 'handling', 'resolved'] as const;
        await store.writer.appendEvents(
          ids.flatMap((requestId) =>
            steps.map((type, step) => ({
              requestId,
              type,
              atMs: at(step),
              actorRole: 'gridWorker',
              value: null,
            })),
          ),
        );
      });
      await expectChanged();
    }
    // The same requests once more, all of them elsewhere, at another time and with other lives.
    const unitIds = ['520114001001001', '520113002001001'];
    await stores.same((store) =>
      store.writer.insertRequests(
        randomRequests({
          seed: 9,
          length: 900,
          unitIds,
          fromMs: FROM_MS,
          toMs: TO_MS,
          externalPrefix: 'old',
        }),
      ),
    );
    await expectChanged();
    for (const days of [20, 70, 140]) {
      await expectRanked({
        ...half,
        id: 'medianResolveHours',
        level: 'district',
        toMs: FROM_MS + days * DAY_MS,
      });
    }
  });

  it('are asked for again where a commit comes in between', async () => {
    await stores.same(async (store) => {
      const question = { ...half, fromMs: half.fromMs + HOUR_MS };
      const columns = randomRequests({
        seed: 10,
        length: 300,
        unitIds: [CELL],
        externalPrefix: 'between',
        fromMs: FROM_MS + 30 * DAY_MS,
        toMs: FROM_MS + 31 * DAY_MS,
      });
      read.mockImplementationOnce(async function (this: DurationCountsInMemory, context, plan) {
        const parts = await this.read(context, plan);
        await store.writer.insertRequests(columns);
        return parts;
      });
      const before = read.mock.calls.length;
      const answer = await ask(store, question);
      // The one that was disturbed reads twice by itself.
      expect(read.mock.calls.length).toBe(before + 3);
      expect(answer).toEqual(await askRanked(store, question));
    });
  });

  it('follow a cell to another street', async () => {
    const moved = city.units.find(({ id }) => id === '520113001001')!;
    const before = await stores.same((store) => ask(store, half));
    moved.parentId = '520114002000';
    await stores.same((store) => store.upsertCity({ units: [moved] }));
    await expectRanked(half);
    expect(await stores.same((store) => ask(store, half))).not.toEqual(before);
  });
});
