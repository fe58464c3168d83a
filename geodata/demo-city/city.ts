import type { CaseSpec } from '../cases/case-spec.ts';
import type { CityData } from '../model/city-data.ts';
import { planCity } from './plan-city.ts';
import { populateCity } from './populate-city.ts';
import { createRandom } from './random.ts';

export interface GenerateCityOptions {
  seed: number;
  /** `done` 0…1 and what is being made. */
  onProgress?: (done: number, step: string) => void;
}

/** Share of the plan in the time; organizations, posts and stations take the rest. */
const PLAN_SHARE = 0.85;

/**
 * A whole demo city but its 诉求: geometry, walking network, organizations, posts, stations, programmes and the ledger of the
 * case. The same case and seed give the same city.
 * @throws {RangeError} where a count of the case cannot be met.
 */
export function generateCity(spec: CaseSpec, { seed, onProgress }: GenerateCityOptions): CityData {
  const plan = planCity(spec, {
    seed,
    onProgress: (done, step) => onProgress?.(done * PLAN_SHARE, step),
  });
  onProgress?.(PLAN_SHARE, '组织与人员 Organizations and people');
  const population = populateCity(plan, spec, createRandom(seed).stream('population'));
  onProgress?.(1, '组织与人员 Organizations and people');
  return { ...plan, ...population, crosswalk: [] };
}
