import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CityData } from '../../../geodata/model/city-data.ts';
import type { AreaLevel } from '../../../geodata/model/unit.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { makeCityStore } from './test-store.ts';

const FROM_MS = Date.parse('2026-08-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
const LENGTH = 6000;

describe('indicators of what is there today', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;
  let city: CityData;

  beforeAll(async () => {
    ({ store, remove, city } = await makeCityStore({
      seed: 7,
      length: LENGTH,
      fromMs: FROM_MS,
      toMs: TO_MS,
      sorted: false,
    }));
  });
  afterAll(() => remove());

  it('an overlay counts a member once, however often it is inside', async () => {
    // ov:one holds a community and one of its own cells; ov:one and ov:two share a cell of another community.
    const overlay = await store.indicators.columns(
      'residents',
      'gridCell',
      await store.select({ within: 'ov:one' }),
    );
    expect(overlay.unitIds).toHaveLength(4);
    const people = city.units.filter((unit) => overlay.unitIds.includes(unit.id));
    expect(overlay.total.numerator).toBe(people.reduce((sum, unit) => sum + unit.residents, 0));
  });

  it('states of today are counted in cells and rolled up', async () => {
    const selection = await store.select({});
    const columnsOf = (id: string, level: AreaLevel) => store.indicators.columns(id, level, selection);
    const covered = await columnsOf('organizationCoverageRate', 'city');
    // 8 cells with a branch of their own, 8 under a joint one, of 24.
    expect([covered.numerator, covered.denominator, covered.from]).toEqual([[16], [24], null]);
    const workers = await columnsOf('gridWorkersPerCell', 'district');
    expect(workers.numerator).toEqual([8, 8]);
    const inRange = await columnsOf('householdsInRangeRate', 'gridCell');
    expect(inRange.numerator).toEqual(
      city.units
        .filter((unit) => unit.level === 'gridCell')
        .map((unit) => (unit.households >= 300 && unit.households <= 500 ? 1 : 0)),
    );
    expect((await columnsOf('stationCoverageRate', 'gridCell')).classes.every((index) => index === -2)).toBe(
      true,
    );
  });

  it('a walking network that is wired in speaks for stations', async () => {
    const cells = city.units.filter((unit) => unit.level === 'gridCell');
    store.setCellCoverage(() => ({
      unitIds: cells.map((unit) => unit.id),
      walkMinutes: cells.map(() => 7),
      coveredResidents: cells.map(() => 30),
      residents: cells.map(() => 60),
      nearestStationIds: cells.map(() => 'st-520113001001'),
      cutoffMinutes: 15,
      asOf: store.asOf(),
    }));
    const answer = await store.indicators.columns('stationCoverageRate', 'district', await store.select({}));
    expect(answer.value).toEqual([50, 50]);
    const [first] = await store.cells.statistics((await store.units.scope('520113001001'))!);
    expect([first.walkMinutes, first.nearestStationId, first.stationIds]).toEqual([
      7,
      'st-520113001001',
      ['st-520113001001'],
    ]);
  });

  it('cells carry the numbers of the indicators', async () => {
    const scope = (await store.units.scope('520113'))!;
    const statistics = await store.cells.statistics(scope);
    const selection = await store.select({ within: '520113' });
    for (const [id, field] of [
      ['requestsPer10k', 'requestsPer10k'],
      ['acceptedOnTimeRate', 'acceptedOnTimeRate'],
      ['arrivedOnTimeRate', 'arrivedOnTimeRate'],
      ['satisfactionRate', 'satisfactionRate'],
    ] as const) {
      const answer = await store.indicators.columns(id, 'gridCell', selection);
      expect(statistics.map((cell) => cell.unitId)).toEqual(answer.unitIds);
      expect(statistics.map((cell) => cell[field])).toEqual(answer.value);
    }
    expect(statistics.map((cell) => cell.branchIds.length)).toContain(1);
  });
});
