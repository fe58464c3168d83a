import { describe, expect, it } from 'vitest';
import { syntheticCase } from '../../../geodata/cases/synthetic.ts';
import { canonicalHash } from '../../../geodata/demo-city/canonical-hash.ts';
import { generateCity } from '../../../geodata/demo-city/city.ts';
import { populateCity } from '../../../geodata/demo-city/populate-city.ts';
import { createRandom } from '../../../geodata/demo-city/random.ts';
import { generateRequests } from '../../../geodata/demo-city/requests.ts';
import type { CityData } from '../../../geodata/model/city-data.ts';
import { chessboardPlan } from './chessboard-plan.ts';

const NOW_MS = Date.parse('2026-11-20T14:32:08+08:00');
const SIZE = { districts: 1, subdistricts: 2, communities: 4, gridCells: 24 };

function hashOf(seed: number, nowMs: number, make: (seed: number) => CityData): string {
  const city = make(seed);
  return canonicalHash(city, generateRequests(city, { seed, nowMs, total: 3_000 }));
}

function ruledCity(seed: number): CityData {
  const spec = syntheticCase(SIZE);
  const plan = chessboardPlan(spec);
  return { ...plan, ...populateCity(plan, spec, createRandom(seed)), crosswalk: [] };
}

const wholeCity = (seed: number) => generateCity(syntheticCase(SIZE), { seed });

describe('canonical export', () => {
  it('is the same for the same seed and now, and another for another seed or now', () => {
    const first = hashOf(1, NOW_MS, wholeCity);
    expect(hashOf(1, NOW_MS, wholeCity)).toBe(first);
    expect(hashOf(2, NOW_MS, wholeCity)).not.toBe(first);
    expect(hashOf(1, NOW_MS + 1_000, wholeCity)).not.toBe(first);
  });

  it('of people and requests on a ruled city keeps its golden value', () => {
    expect(hashOf(1, NOW_MS, ruledCity)).toMatchInlineSnapshot(
      `"6f63980711eefd21fb5463114dbe4dcdef0de5a7c81cd43a703586a3bd5403e5"`,
    );
  });

  it('of a whole small city keeps its golden value', () => {
    expect(hashOf(1, NOW_MS, wholeCity)).toMatchInlineSnapshot(
      `"b3e8c99d411ee8499fc905ace1a3b99ea1a6e2d92f2adfd11d43f25fe7db16aa"`,
    );
  });
});
