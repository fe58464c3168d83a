/** Worker thread of siting-job.ts: the quick answer, then the proven one. It is ended from outside to cancel it. */
import { parentPort, workerData } from 'node:worker_threads';
import highs from 'highs';
import { streetLandmarks } from '../../geodata/import/shift-landmarks.ts';
import { shiftSuspicion } from '../../geodata/import/shift-suspicion.ts';
import type { WalkNetwork } from '../../geodata/network/walk-network.ts';
import { solveEquityExactly, solveExactly } from '../../geodata/service-area/siting/exact-solve.ts';
import {
  choiceOf,
  type PreparedSiting,
  prepareSiting,
  quickSiting,
  type SitingChoice,
  totalsOf,
} from '../../geodata/service-area/siting/quick-siting.ts';
import type { ExactStatus, MipSolver } from '../../geodata/service-area/siting/run-model.ts';
import { gapOf } from '../../geodata/service-area/siting/siting-problem.ts';
import type { SitingPlace, SitingResult } from '../contract/siting.ts';
import { readNetworkFiles } from '../store/network-files.ts';
import type { SitingInput, SitingMessage } from './siting-messages.ts';

/** Share of the walks, and of the quick answer with them, in the time of the whole. */
const WALKS_SHARE = 0.6;
const QUICK_SHARE = 0.3;
const TOLD_EVERY_MS = 200;

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
  const { homes } = files;
  const network = { ...files.network, gatePolicy: input.gatePolicy ?? files.network.gatePolicy };
  let toldAt = 0;
  const prepared = prepareSiting(network, homes, input.question, {
    onProgress: (share) => {
      if (performance.now() - toldAt < TOLD_EVERY_MS) return;
      toldAt = performance.now();
      post({ kind: 'progress', progress: quickEnd * WALKS_SHARE * share, step: STEPS.walks });
    },
  });
  post({ kind: 'progress', progress: quickEnd * WALKS_SHARE, step: STEPS.quick });
  const { chosen, choice } = quickSiting(prepared);
  const { unsnappedPlaces, ...totals } = totalsOf(prepared);
  const result: SitingResult = {
    ...told(choice),
    ...totals,
    variant: input.question.variant,
    weight: input.weight,
    cutoffMinutes: input.cutoffMinutes,
    reconsideredStationIds: input.standingIds,
    unsnappedCandidates: unsnappedPlaces,
    suspectedSystem: suspectedSystem(network),
    seconds: (performance.now() - begun) / 1000,
    exact: null,
  };
  if (input.exactSeconds === null) post({ kind: 'done', result });
  else post({ kind: 'done', result: await exactResult(prepared, chosen, result, input.exactSeconds) });
}

/** Given places that would fit the streets far better in another system than the WGS 84 they are taken for. */
function suspectedSystem(network: WalkNetwork): SitingResult['suspectedSystem'] {
  const { places } = input.question.sources;
  const suspicion = shiftSuspicion(streetLandmarks(network), places, 'wgs84')?.suspected;
  return suspicion === undefined || suspicion === 'wgs84' ? null : suspicion;
}

async function exactResult(
  prepared: PreparedSiting,
  start: Uint32Array,
  quick: SitingResult,
  timeLimitSeconds: number,
): Promise<SitingResult> {
  const begun = performance.now();
  const isEquity = prepared.question.variant === 'equity';
  const quickBound = (isEquity ? quick.worstShareBound : quick.bound) ?? Infinity;
  const at = (
    state: 'running' | 'optimal' | 'timeLimit',
    chosen: Iterable<number>,
    value: number,
    solverBound: number,
  ): SitingResult => {
    const bound = Math.max(value, Math.min(solverBound, quickBound));
    const isKnown = Number.isFinite(value) && Number.isFinite(bound);
    return {
      ...quick,
      ...told(choiceOf(prepared, chosen, bound)),
      exact: {
        state,
        elapsedSeconds: (performance.now() - begun) / 1000,
        value: isKnown ? value : null,
        bound: isKnown ? bound : null,
        gap: isKnown ? gapOf(value, bound) : null,
      },
    };
  };
  const postRunning = (result: SitingResult, elapsedSeconds: number): void => {
    const share = Math.min(1, elapsedSeconds / timeLimitSeconds);
    post({
      kind: 'progress',
      progress: QUICK_SHARE + (1 - QUICK_SHARE) * share,
      step: STEPS.exact,
      result,
    });
  };
  postRunning(
    at('running', start, (isEquity ? quick.worstShare : quick.covered) ?? Number.NaN, quickBound),
    0,
  );
  const solver: MipSolver = await highs();
  const options = {
    timeLimitSeconds,
    start,
    knownBound: quick.bound ?? undefined,
    onProgress: (now: { elapsedSeconds: number; chosen: readonly number[]; value: number; bound: number }) =>
      postRunning(at('running', now.chosen, now.value, now.bound), now.elapsedSeconds),
  };
  if (isEquity) {
    const found = solveEquityExactly(solver, prepared.problem, options);
    return at(stateOf(found.status), found.chosen, found.worstShare, found.worstShareBound);
  }
  const found = solveExactly(solver, prepared.problem, options);
  return at(stateOf(found.status), found.chosen, found.covered, found.bound);
}

function stateOf(status: ExactStatus): 'optimal' | 'timeLimit' {
  return status === 'optimal' ? 'optimal' : 'timeLimit';
}

/** A choice in the words of the contract. */
function told(choice: SitingChoice): Omit<SitingChoice, 'places'> & { places: SitingPlace[] } {
  return {
    ...choice,
    places: choice.places.map(({ index, ...place }) => {
      const room = place.kind === 'room' ? input.rooms[index] : null;
      return {
        ...place,
        index: place.kind === 'place' || place.kind === 'mustHave' ? index : -1,
        stationId: place.kind === 'station' ? input.standingIds[index] : null,
        buildingId: room?.buildingId ?? null,
        name: room?.name ?? null,
      };
    }),
  };
}

function post(message: SitingMessage): void {
  parentPort?.postMessage(message);
}
