/** Worker thread of siting-job.ts: the quick answer, then the proven one. It is ended from outside to cancel it. */
import { parentPort, workerData } from 'node:worker_threads';
import highs from 'highs';
import { planeLat, planeLon } from '../../geodata/network/plane.ts';
import { MAX_OFF_STREET_M, snapPoints } from '../../geodata/network/snap.ts';
import {
  type Candidates,
  joinCandidates,
  junctionCandidates,
  placeCandidates,
  unsnappedCandidates,
} from '../../geodata/service-area/siting/candidates.ts';
import { buildCoverSets, type CoverSets, cellGroups } from '../../geodata/service-area/siting/cover-sets.ts';
import { placeForEquity } from '../../geodata/service-area/siting/equity.ts';
import {
  type ExactProgress,
  type MipSolver,
  solveEquityExactly,
  solveExactly,
} from '../../geodata/service-area/siting/exact-solve.ts';
import { placeStations } from '../../geodata/service-area/siting/greedy-swap.ts';
import {
  coveredWeight,
  gapOf,
  type SitingProblem,
} from '../../geodata/service-area/siting/siting-problem.ts';
import type { SitingPlace, SitingResult } from '../contract/siting.ts';
import { type NetworkFiles, readNetworkFiles } from '../store/network-files.ts';
import type { Choice, SitingInput, SitingMessage } from './siting-messages.ts';

/** One junction at most a block of 100 m, and no more than 1,000: what the quick answer takes well under a second for. */
const JUNCTION_SPACING_DM = 1000;
const MOST_JUNCTIONS = 1000;
/** Share of the walks, and of the quick answer with them, in the time of the whole. */
const WALKS_SHARE = 0.6;
const QUICK_SHARE = 0.3;

const STEPS = {
  walks: '候选点步行范围 Walks to the candidates',
  quick: '选址 Choosing places',
  exact: '求证最优 Proving the optimum',
};

const input = workerData as SitingInput;
const quickEnd = input.exactSeconds === null ? 1 : QUICK_SHARE;

try {
  await answer();
} catch (error) {
  post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
}

async function answer(): Promise<void> {
  const begun = performance.now();
  const files = await readNetworkFiles(input.folder);
  if (files === null) throw new Error('the data set has no street network');
  const lists = candidateLists(files);
  const candidates = joinCandidates(Object.values(lists));
  const covers = coverSetsOf(files, candidates);
  const problem = problemOf(covers, lists);
  const describe = (chosen: Iterable<number>): SitingPlace[] => placesOf(files, lists, problem, chosen);

  post({ kind: 'progress', progress: quickEnd * WALKS_SHARE, step: STEPS.quick });
  const quick = quickChoice(problem, describe);
  const result: SitingResult = {
    ...quick.choice,
    variant: input.variant,
    weight: input.weight,
    cutoffMinutes: input.cutoffMinutes,
    totalWeight: covers.totalWeight,
    keptWeight: covers.keptWeight,
    unreachableWeight: covers.unreachableWeight,
    candidateCount: candidates.count,
    unsnappedCandidates: input.places === null ? [] : Array.from(unsnappedCandidates(lists.places)),
    seconds: (performance.now() - begun) / 1000,
    exact: null,
  };
  if (input.exactSeconds === null) {
    post({ kind: 'done', result });
    return;
  }
  const begin: SitingResult['exact'] = {
    state: 'running',
    elapsedSeconds: 0,
    value: null,
    bound: null,
    gap: null,
  };
  post({ kind: 'progress', progress: quickEnd, step: STEPS.exact, result: { ...result, exact: begin } });
  post({ kind: 'done', result: await exactResult(problem, quick, describe, result, input.exactSeconds) });
}

interface Lists {
  mustHave: Candidates;
  places: Candidates;
  existing: Candidates;
}

/** In the order of the candidates' numbers. */
function candidateLists({ network, homes }: NetworkFiles): Lists {
  const at = (positions: readonly [number, number][], kind: 'parcel' | 'room') =>
    placeCandidates(network, kind, Float64Array.from(positions.flat()));
  const near = { homes, units: input.units };
  return {
    mustHave: at(input.mustHave, 'parcel'),
    places:
      input.places === null
        ? junctionCandidates(network, { spacingDm: JUNCTION_SPACING_DM, near, most: MOST_JUNCTIONS })
        : at(input.places, 'parcel'),
    existing: at(
      input.existing.map(({ position }) => position),
      'room',
    ),
  };
}

function coverSetsOf({ network, homes }: NetworkFiles, candidates: Candidates): CoverSets {
  const keptDoors = snapPoints(network, Float64Array.from(input.keptDoors.flat()), {
    maxDistanceM: MAX_OFF_STREET_M,
  });
  let toldAt = 0;
  const covers = buildCoverSets(network, homes, candidates, {
    cutoffDm: input.cutoffDm,
    weightOfHome: input.weightOfHome,
    keptDoors,
    groups: input.variant === 'equity' ? cellGroups(homes) : undefined,
    onProgress: (share) => {
      if (performance.now() - toldAt < 200) return;
      toldAt = performance.now();
      post({ kind: 'progress', progress: quickEnd * WALKS_SHARE * share, step: STEPS.walks });
    },
  });
  // Null only for a search that is cancelled from inside, which nobody can here.
  return covers!;
}

function problemOf(covers: CoverSets, { mustHave }: Lists): SitingProblem {
  const cost = new Float64Array(covers.candidateCount).fill(1);
  input.costs?.forEach((one, i) => {
    cost[mustHave.count + i] = one;
  });
  return {
    covers,
    stations: input.stations,
    budget: input.budget ?? undefined,
    cost,
    mustHave: Array.from({ length: mustHave.count }, (_, c) => c),
  };
}

interface Quick {
  choice: Choice;
  chosen: Uint32Array;
}

function quickChoice(problem: SitingProblem, describe: (chosen: Iterable<number>) => SitingPlace[]): Quick {
  const placement = placeStations(problem)!;
  if (input.variant === 'coverage') {
    const { chosen, covered, bound, provenGap } = placement;
    const choice = {
      places: describe(chosen),
      covered,
      bound,
      provenGap,
      worstShare: null,
      worstShareBound: null,
    };
    return { chosen, choice };
  }
  const { chosen, covered, worstShare, worstShareBound } = placeForEquity(problem)!;
  const choice = {
    places: describe(chosen),
    covered,
    bound: placement.bound,
    provenGap: gapOf(covered, placement.bound),
    worstShare: numberOrNull(worstShare),
    worstShareBound: numberOrNull(worstShareBound),
  };
  return { chosen, choice };
}

async function exactResult(
  problem: SitingProblem,
  quick: Quick,
  describe: (chosen: Iterable<number>) => SitingPlace[],
  result: SitingResult,
  timeLimitSeconds: number,
): Promise<SitingResult> {
  const solver: MipSolver = await highs();
  const begun = performance.now();
  const exactAt = (
    state: 'running' | 'optimal' | 'timeLimit',
    value: number,
    bound: number,
  ): SitingResult['exact'] => ({
    state,
    elapsedSeconds: (performance.now() - begun) / 1000,
    value: numberOrNull(value),
    bound: numberOrNull(bound),
    gap: Number.isFinite(value) && Number.isFinite(bound) ? gapOf(value, bound) : null,
  });
  const options = {
    timeLimitSeconds,
    start: quick.chosen,
    knownBound: quick.choice.bound,
    onProgress: ({ elapsedSeconds, value, bound }: ExactProgress) =>
      post({
        kind: 'progress',
        progress: QUICK_SHARE + (1 - QUICK_SHARE) * Math.min(1, elapsedSeconds / timeLimitSeconds),
        step: STEPS.exact,
        result: { ...result, exact: exactAt('running', value, bound) },
      }),
  };
  if (input.variant === 'equity') {
    const found = solveEquityExactly(solver, problem, options);
    const state = found.status === 'optimal' ? 'optimal' : 'timeLimit';
    return {
      ...result,
      places: describe(found.chosen),
      covered: found.covered,
      provenGap: gapOf(found.covered, result.bound),
      worstShare: numberOrNull(found.worstShare),
      worstShareBound: numberOrNull(found.worstShareBound),
      exact: exactAt(state, found.worstShare, found.worstShareBound),
    };
  }
  const { chosen, covered, bound, gap, status } = solveExactly(solver, problem, options);
  const state = status === 'optimal' ? 'optimal' : 'timeLimit';
  return {
    ...result,
    places: describe(chosen),
    covered,
    bound,
    provenGap: gap,
    exact: exactAt(state, covered, bound),
  };
}

/** The chosen in the order to build them: must-haves, then each that adds most to those before it (ties: the lower number). */
function placesOf(
  files: NetworkFiles,
  lists: Lists,
  { covers, mustHave = [] }: SitingProblem,
  chosen: Iterable<number>,
): SitingPlace[] {
  const all = [...chosen];
  const left = new Set(all.sort((a, b) => a - b));
  const order: number[] = [];
  const places: SitingPlace[] = [];
  let covered = 0;
  while (left.size > 0) {
    const among = mustHave.find((c) => left.has(c));
    let next = -1;
    let reached = -1;
    for (const c of among === undefined ? left : [among]) {
      const value = coveredWeight(covers, [...order, c]);
      if (value <= reached) continue;
      next = c;
      reached = value;
    }
    const others = all.filter((c) => c !== next);
    places.push({
      ...placeOf(files, lists, next),
      adds: reached - covered,
      alone: coveredWeight(covers, all) - coveredWeight(covers, others),
    });
    left.delete(next);
    order.push(next);
    covered = reached;
  }
  return places;
}

function placeOf(
  { network }: NetworkFiles,
  { mustHave, places }: Lists,
  c: number,
): Pick<SitingPlace, 'position' | 'kind' | 'index' | 'stationId'> {
  const isMustHave = c < mustHave.count;
  if (isMustHave) return { position: input.mustHave[c], kind: 'mustHave', index: c, stationId: null };
  const place = c - mustHave.count;
  if (place >= places.count) {
    const { id, position } = input.existing[place - places.count];
    return { position, kind: 'station', index: -1, stationId: id };
  }
  if (input.places !== null)
    return { position: input.places[place], kind: 'place', index: place, stationId: null };
  const node = places.source[place];
  const position = [
    planeLon(network.plane, network.nodeX[node]),
    planeLat(network.plane, network.nodeY[node]),
  ];
  return { position, kind: 'junction', index: -1, stationId: null };
}

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function post(message: SitingMessage): void {
  parentPort?.postMessage(message);
}
