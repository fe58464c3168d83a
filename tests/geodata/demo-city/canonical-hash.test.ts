import { describe, expect, it } from 'vitest';
import { GUANSHANHU_FLOW } from '../../../geodata/cases/flows/flow-guanshanhu.ts';
import { syntheticCase } from '../../../geodata/cases/synthetic.ts';
import { canonicalHash } from '../../../geodata/demo-city/canonical-hash.ts';
import { generateCity } from '../../../geodata/demo-city/city.ts';
import { populateCity } from '../../../geodata/demo-city/populate-city.ts';
import { createRandom } from '../../../geodata/demo-city/random.ts';
import { generateRequests } from '../../../geodata/demo-city/requests.ts';
import { withWhistles } from '../../../geodata/demo-city/whistles.ts';
import type { CityData } from '../../../geodata/model/city-data.ts';
import type { WhistleHistory } from '../../../geodata/model/whistle.ts';
import { chessboardPlan } from './chessboard-plan.ts';

const NOW_MS = Date.parse('2026-11-20T14:32:08+08:00');
const SIZE = { districts: 1, subdistricts: 2, communities: 4, gridCells: 24 };

function hashOf(seed: number, nowMs: number, make: (seed: number) => CityData): string {
  const city = make(seed);
  const whistles: WhistleHistory[] = [];
  const requests = generateRequests(city, { seed, nowMs, total: 3_000 });
  const options = { seed, nowMs, flow: GUANSHANHU_FLOW, firstRequestId: 1 };
  return canonicalHash(city, withWhistles(city, requests, options, whistles), whistles);
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
      `"7a7bdce93bf2c85a5a143b50e28d372f4e638faf085967e1cb32206699ccbf89"`,
    );
  });

  it('of a whole small city keeps its golden value', () => {
    expect(hashOf(1, NOW_MS, wholeCity)).toMatchInlineSnapshot(
      `"f4e5be90aafeda8174a07351b0d66482508dc4a52b49ecd4ba42d2801449bbbf"`,
    );
  });
});
