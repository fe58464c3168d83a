import type { Station } from '../../geodata/model/station.ts';
import { plannedPlace, plannedStations, UNCHANGED_PLAN } from '../../geodata/model/station-plan.ts';
import { plannedGatePolicies } from '../../geodata/network/gate-policies.ts';
import { budgetDm } from '../../geodata/network/walk-network.ts';
import type { SiteCosts } from '../../geodata/service-area/siting/site-sources.ts';
import type { SitingBody } from '../contract/siting.ts';
import { invalidParameter, notFound, ProblemError } from '../errors.ts';
import type { OpenDataset } from '../open-dataset.ts';
import type { CityWalks } from '../store/city-walks.ts';
import type { Scope } from '../store/scope.ts';
import { doorsOf } from '../store/stations.ts';
import type { DatasetStore } from '../store/store.ts';
import type { SitingInput } from './siting-messages.ts';
import { roomsWithin } from './siting-rooms.ts';
import { sitingWeights } from './siting-weights.ts';

/** HiGHS is given a minute; then the gap is told instead of a proof. */
const EXACT_SECONDS = 60;

/**
 * The question with everything that only the open data set knows: weights, doors of stations, rooms, units.
 * @throws {ProblemError} 400 for what cannot be answered, 404 for an unknown unit, 409 without a network
 */
export async function sitingQuestion(
  { store, serviceAreas, manifest }: OpenDataset,
  body: SitingBody,
): Promise<SitingInput> {
  if (serviceAreas === null)
    throw new ProblemError(409, 'no-network', `The data set "${manifest.id}" has no street network.`);
  const { walks } = serviceAreas;
  const { network, homes } = walks.files;
  const scope = await areaOf(store, body.within);
  const mustHave = positions(body.mustHave).map(plannedPlace);
  const costs = costsOf(body);
  checkLimits(body, costs, mustHave.length);
  checkOnNetwork(walks, mustHave);
  const places = positions(body.candidates);
  const offered = new Set(body.sources ?? (body.candidates === undefined ? ['junctions'] : []));
  const rooms = offered.has('rooms') ? await roomsWithin(store, scope) : [];
  const units = walks.unitsOf(scope);
  const { kept, standing } = stationsOf(store, walks.counting(body.when).stations, scope, body);
  if (!offered.has('junctions') && places.length + rooms.length + standing.length + mustHave.length === 0) {
    throw new ProblemError(
      400,
      'no-candidates',
      'sources: there is no public building or school here; give candidates, or take junctions as well',
      { extra: { parameter: 'sources' } },
    );
  }
  const { weight, weightOfHome } = await sitingWeights(store, scope, homes, units, body.weight);
  const { speedMps, avoidSteps } = walks.traits(body.profile);
  const gates = body.plan?.gates ?? {};
  return {
    folder: store.folder,
    gatePolicy: Object.keys(gates).length === 0 ? null : plannedGatePolicies(network, gates),
    question: {
      stations: body.p,
      budget: body.budget ?? null,
      variant: body.variant,
      cutoffDm: budgetDm(body.cutoffMinutes, speedMps),
      avoidSteps,
      weightOfHome,
      keptDoors: kept.flatMap(({ doors }) => doors),
      sources: {
        junctionsNear: offered.has('junctions') ? units : null,
        places,
        placeCosts: body.costs ?? null,
        rooms: rooms.map(({ position }) => position),
        mustHave,
        standing,
        costs,
      },
    },
    cutoffMinutes: body.cutoffMinutes,
    weight,
    rooms,
    standingIds: standing.map(({ id }) => id),
    exactSeconds: body.exact === true ? EXACT_SECONDS : null,
  };
}

interface PlacedStation {
  id: string;
  doors: [number, number][];
}

/** Stations of the plan that stay, and today's that need not: what is new in the plan is decided already. */
function stationsOf(
  store: DatasetStore,
  counting: readonly Station[],
  scope: Scope,
  { plan = UNCHANGED_PLAN, keepExisting }: SitingBody,
): { kept: PlacedStation[]; standing: PlacedStation[] } {
  const today = counting.map((station) => ({ id: station.id, doors: doorsOf(station) }));
  const stations = plannedStations(today, plan);
  const inside = new Set(scope.unitNos);
  const isOpenToChoice = ({ id }: PlacedStation): boolean => {
    const station = keepExisting ? null : store.stations.get(id);
    return station !== null && (scope.everything || inside.has(store.units.no(station.unitId) ?? -1));
  };
  return {
    kept: stations.filter((station) => !isOpenToChoice(station)),
    standing: stations.filter(isOpenToChoice),
  };
}

function positions(list: number[][] | undefined): [number, number][] {
  return (list ?? []) as [number, number][];
}

function costsOf({ costOf = {} }: SitingBody): SiteCosts {
  return { built: costOf.built ?? 1, shared: costOf.shared ?? 1, kept: costOf.kept ?? 0 };
}

async function areaOf(store: DatasetStore, within: string | undefined): Promise<Scope> {
  const scope = await store.units.scope(within);
  if (scope === null) {
    throw notFound('unknown-unit', `There is no unit "${within}" here; GET /api/units lists them.`);
  }
  if (scope.kind === 'unit' || scope.kind === 'overlay') return scope;
  throw invalidParameter('within', `"${scope.id}" is no area: give a unit from grid cell up, or an overlay`);
}

function checkLimits(
  { p, budget = Infinity, candidates, costs }: SitingBody,
  { built }: SiteCosts,
  mustHaves: number,
): void {
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
  if (mustHaves * built > budget) {
    throw new ProblemError(
      400,
      'must-haves-too-dear',
      `mustHave: what must be there costs ${mustHaves * built}, the budget is ${budget}`,
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
