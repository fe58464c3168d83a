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
      `"88c80b082f83508a573cc234970acd2ce4685bda380605769e9e637d2ef5cf2b"`,
    );
  });

  it('of a whole small city keeps its golden value', () => {
    expect(hashOf(1, NOW_MS, wholeCity)).toMatchInlineSnapshot(
      `"8b7739e55d4e7f2af78e7be238747877f2fd4a72bdf22048121ea96c9a449e44"`,
    );
  });
});
