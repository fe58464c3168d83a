import type { Homes } from '../../geodata/service-area/homes.ts';
import { homeWeights } from '../../geodata/service-area/siting/cover-sets.ts';
import type { SitingBody, SitingResult } from '../contract/siting.ts';
import type { Scope } from '../store/scope.ts';
import type { DatasetStore } from '../store/store.ts';

/** What homes weigh in a question; those outside of `units` (numbers of `Homes`) weigh nothing. */
export interface SitingWeights {
  weight: SitingResult['weight'];
  weightOfHome: Float64Array;
}

export async function sitingWeights(
  store: DatasetStore,
  scope: Scope,
  homes: Homes,
  units: number[],
  by: SitingBody['weight'],
): Promise<SitingWeights> {
  if (by === 'requests') {
    const cells = await store.cells.statistics(scope);
    const requestsOf = new Map(cells.map(({ unitId, requests30d }) => [unitId, requests30d]));
    return { weight: by, weightOfHome: sharedByResidents(homes, units, requestsOf) };
  }
  // An imported street map knows houses and no people.
  const isPeopleKnown = homes.residents.some((residents) => residents > 0);
  if (!isPeopleKnown) return { weight: 'buildings', weightOfHome: homeWeights(homes, 'homes', units) };
  return { weight: by, weightOfHome: homeWeights(homes, by, units) };
}

/** Requests are known no finer than by cell: each is shared among the homes of its cell, by residents, or alike where none are known. */
function sharedByResidents(homes: Homes, units: number[], requestsOf: Map<string, number>): Float64Array {
  const weights = new Float64Array(homes.count);
  for (const unit of units) {
    const requests = requestsOf.get(homes.unitIds[unit]) ?? 0;
    const begin = homes.firstHome[unit];
    const end = homes.firstHome[unit + 1];
    let residents = 0;
    for (let h = begin; h < end; h++) residents += homes.residents[h];
    for (let h = begin; h < end; h++) {
      weights[h] = requests * (residents > 0 ? homes.residents[h] / residents : 1 / (end - begin));
    }
  }
  return weights;
}
