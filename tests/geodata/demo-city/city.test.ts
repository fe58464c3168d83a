import { booleanPointInPolygon } from '@turf/turf';
import { beforeAll, describe, expect, it } from 'vitest';
import { getCase } from '../../../geodata/cases/case-registry.ts';
import { keepsPromise } from '../../../geodata/cases/figure-promise.ts';
import { BarrierIndex } from '../../../geodata/demo-city/barrier-index.ts';
import { generateCity } from '../../../geodata/demo-city/city.ts';
import { generateRequests } from '../../../geodata/demo-city/requests.ts';
import type { CityData } from '../../../geodata/model/city-data.ts';
import { countsOf } from './count-twin.ts';

let city: CityData;
const steps: string[] = [];
beforeAll(() => {
  let last = 0;
  city = generateCity(getCase('wudang'), {
    seed: 1,
    onProgress: (done, step) => {
      expect(done).toBeGreaterThanOrEqual(last);
      last = done;
      steps.push(step);
    },
  });
}, 60_000);

describe('a whole demo city', () => {
  it('keeps every figure of the ledger that can be counted in it', () => {
    for (const { probe, ...figure } of city.figures) {
      if (!probe) continue;
      const counts = countsOf(city, probe.address.replace('/api/units/', ''));
      const measured = counts[probe.pointer.replace('/counts/', '')] ?? 0;
      expect(keepsPromise(figure, measured), `${figure.id} promises ${figure.value}, found ${measured}`).toBe(
        true,
      );
    }
    expect(steps.length).toBeGreaterThan(5);
  });

  it('puts stations into buildings of their cell that strangers can reach', () => {
    const buildings = new Map(city.buildings.map((building) => [building.position.join(), building]));
    for (const station of city.stations) {
      const building = buildings.get(station.position.join());
      expect(building?.unitId).toBe(station.unitId);
      expect(building?.estateId).toBeNull();
    }
  });

  it('assigns some communities to a station beyond a river or railway', () => {
    const barriers = new BarrierIndex(city.walk.barriers);
    const units = new Map(city.units.map((unit) => [unit.id, unit]));
    const beyond = city.stations.flatMap((station) =>
      station.assignedUnitIds.filter((id) => {
        const unit = units.get(id)!;
        return (
          unit.level === 'community' &&
          !station.unitId.startsWith(id) &&
          barriers.liesBetween(station.position, unit.center)
        );
      }),
    );
    expect(beyond.length).toBeGreaterThanOrEqual(1);
  });

  it('has every point of a request inside the cell it is counted in', () => {
    const nowMs = Date.parse('2026-11-20T14:32:08+08:00');
    for (const columns of generateRequests(city, { seed: 1, nowMs, total: 10_000 })) {
      for (let row = 0; row < columns.length; row++) {
        const [lon, lat] = [columns.lon[row]!, columns.lat[row]!];
        if (Number.isNaN(lon)) continue;
        const shape = city.shapes.get(columns.unitIds[columns.unit[row]!]!)!;
        if (!booleanPointInPolygon([lon, lat], shape)) throw new Error(`row ${row} lies outside its cell`);
      }
    }
  });
});
