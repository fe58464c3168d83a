import { budgetDm } from '../../geodata/network/walk-network.ts';
import type { Homes } from '../../geodata/service-area/homes.ts';
import { homeWeights } from '../../geodata/service-area/siting/cover-sets.ts';
import type { SitingBody } from '../contract/siting.ts';
import { invalidParameter, notFound, ProblemError } from '../errors.ts';
import type { OpenDataset } from '../open-dataset.ts';
import { type CityWalks, doorsOfAll } from '../store/city-walks.ts';
import { doorsOf } from '../store/stations.ts';
import type { DatasetStore, Scope } from '../store/store.ts';
import type { SitingInput } from './siting-messages.ts';

/** HiGHS is given a minute; then the gap is told instead of a proof. */
const EXACT_SECONDS = 60;

/**
 * The question with everything that only the open data set knows: weights, doors of stations, units.
 * @throws {ProblemError} 400 for what cannot be answered, 404 for an unknown unit, 409 without a network
 */
export async function sitingQuestion(
  { store, serviceAreas, manifest }: OpenDataset,
  body: SitingBody,
): Promise<SitingInput> {
  if (serviceAreas === null)
    throw new ProblemError(409, 'no-network', `The data set "${manifest.id}" has no street network.`);
  const { walks } = serviceAreas;
  const scope = await areaOf(store, body.within);
  const mustHave = (body.mustHave ?? []) as [number, number][];
  checkLimits(body, mustHave.length);
  checkOnNetwork(walks, mustHave);
  const { homes } = walks.files;
  const units = walks.unitsOf(scope);
  const stations = store.stations.list();
  const inside = new Set(scope.unitNos);
  return {
    folder: store.folder,
    stations: body.p,
    budget: body.budget ?? null,
    cutoffMinutes: body.cutoffMinutes,
    cutoffDm: budgetDm(body.cutoffMinutes, walks.traits().speedMps),
    units,
    ...(await weightsOf(store, scope, homes, units, body.weight)),
    variant: body.variant,
    keptDoors: body.keepExisting ? doorsOfAll(stations).doors : [],
    mustHave,
    places: (body.candidates as [number, number][] | undefined) ?? null,
    costs: body.costs ?? null,
    existing: body.keepExisting
      ? []
      : stations
          .filter(({ unitId }) => scope.everything || inside.has(store.units.no(unitId) ?? -1))
          .map((station) => ({ id: station.id, position: doorsOf(station)[0] })),
    exactSeconds: body.exact === true ? EXACT_SECONDS : null,
  };
}

async function areaOf(store: DatasetStore, within: string | undefined): Promise<Scope> {
  const scope = await store.units.scope(within);
  if (scope === null) {
    throw notFound('unknown-unit', `There is no unit "${within}" here; GET /api/units lists them.`);
  }
  if (scope.kind === 'unit' || scope.kind === 'overlay') return scope;
  throw invalidParameter('within', `"${scope.id}" is no area: give a unit from grid cell up, or an overlay`);
}

/** A must-have costs 1, like every place without a cost of its own. */
function checkLimits({ p, budget = Infinity, candidates, costs }: SitingBody, mustHaves: number): void {
  if (costs !== undefined && costs.length !== candidates?.length) {
    throw invalidParameter('costs', `give one for each of candidates (${candidates?.length ?? 0})`);
  }
  if (mustHaves > p) {
    throw new ProblemError(
      400,
      'must-haves-too-many',
      `mustHave: ${mustHaves} places must be there, p allows ${p}`,
      { extra: { parameter: 'mustHave' } },
    );
  }
  if (mustHaves > budget) {
    throw new ProblemError(
      400,
      'must-haves-too-dear',
      `mustHave: what must be there costs ${mustHaves}, the budget is ${budget}`,
      { extra: { parameter: 'budget' } },
    );
  }
}

function checkOnNetwork(walks: CityWalks, mustHave: [number, number][]): void {
  const off = walks.snap(mustHave).edge.findIndex((edge) => edge < 0);
  if (off < 0) return;
  throw new ProblemError(
    400,
    'off-network',
    `mustHave/${off}: [${mustHave[off]}] is farther than 80 m from every street; is it [longitude, latitude]?`,
    { extra: { parameter: `mustHave/${off}` } },
  );
}

async function weightsOf(
  store: DatasetStore,
  scope: Scope,
  homes: Homes,
  units: number[],
  by: SitingBody['weight'],
): Promise<Pick<SitingInput, 'weight' | 'weightOfHome'>> {
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
