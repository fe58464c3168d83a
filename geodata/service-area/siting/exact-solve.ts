import { reachableOfGroup } from './equity.ts';
import {
  candidateColumn,
  demandColumn,
  WORST_COLUMN,
  writeCoverModel,
  writeEquityModel,
} from './model-lp.ts';
import { SitingError } from './siting-error.ts';
import { coveredWeight, gapOf, limitsOf, type SitingProblem, toleranceOf } from './siting-problem.ts';
import { roundedBound } from './upper-bound.ts';

/**
 * What is used of a loaded HiGHS (`highs` 1.15: `await loadHighs()`), which the caller brings. Its model is kept open instead of
 * `highs.solve(text)` because that one tells neither the bound when the time is over nor anything before the end.
 */
export interface MipSolver {
  createModel(source: { format: 'lp'; data: string }): MipModel;
}

export interface MipModel {
  readonly options: { set(values: Readonly<Record<string, boolean | number | string>>): unknown };
  readonly info: { get(name: string): number | bigint };
  getColByName(name: string): number;
  setSolution(solution: { indices: Int32Array; values: Float64Array }): unknown;
  run(callbacks: { 6?: (event: MipEvent) => undefined }): { readonly modelStatus: number };
  getSolution(): { readonly colValue: Float64Array };
  dispose(): void;
}

/** Of channel 6, `mipInterrupt`. */
export interface MipEvent {
  readonly data: {
    readonly running_time?: number;
    readonly mip_primal_bound?: number;
    readonly mip_dual_bound?: number;
  };
  interrupt(): void;
}

/** `kHighsModelStatus…` of the HiGHS C API. */
const MODEL_STATUS = { optimal: 7, timeLimit: 13, interrupted: 17 } as const;
/** `kHighsSolutionStatusFeasible`. */
const FEASIBLE = 2;

export interface ExactOptions {
  /** Default 60. Reading the model and a first relaxation cannot be cut short: a large model may take a little longer. */
  timeLimitSeconds?: number;
  /** A choice to begin from, usually that of `placeStations`; never made worse. */
  start?: Iterable<number>;
  /** An upper bound already proven for the covered weight; not used in the equity variant. */
  knownBound?: number;
  /** Called now and then while the solver runs, at times only after seconds; it holds its thread for all that time. */
  onProgress?: (now: ExactProgress) => void;
  /**
   * Asked as seldom; must answer from what the solver's own thread can see (a shared flag, a clock). To stop at once, run the solver
   * in a worker and end the worker.
   */
  isCancelled?: () => boolean;
}

export interface ExactProgress {
  elapsedSeconds: number;
  /** Best value and bound so far; -Infinity and Infinity before the first. In the equity variant of the worst share, then of the weight. */
  value: number;
  bound: number;
}

/** `optimal`: proven · `timeLimit`, `cancelled`: the best so far, with the gap that is left. */
export type ExactStatus = 'optimal' | 'timeLimit' | 'cancelled';

export interface ExactPlacement {
  /** Ascending. */
  chosen: Uint32Array;
  covered: number;
  bound: number;
  /** `(bound - covered) / bound`. */
  gap: number;
  status: ExactStatus;
}

/** The proven optimum of greatest cover, or how far it got. Throws `SitingError`; `solver-failed` where the solver gives no answer. */
export function solveExactly(
  solver: MipSolver,
  problem: SitingProblem,
  options: ExactOptions = {},
): ExactPlacement {
  const { covers } = problem;
  const start = startOf(problem, options.start);
  if (covers.demandCount === 0) return coverResult(problem, start, 0, 'optimal', options);
  const startValue = coveredWeight(covers, start);
  const run = runModel(solver, problem, writeCoverModel(problem), start, null, {
    ...options,
    onProgress: (now) =>
      options.onProgress?.({
        elapsedSeconds: now.elapsedSeconds,
        value: Math.max(now.value, startValue),
        bound: Math.min(now.bound, options.knownBound ?? Infinity),
      }),
  });
  const isBetter = coveredWeight(covers, run.chosen) >= startValue;
  return coverResult(problem, isBetter ? run.chosen : start, run.bound, run.status, options);
}

function coverResult(
  problem: SitingProblem,
  chosen: number[],
  solverBound: number,
  status: ExactStatus,
  options: ExactOptions,
): ExactPlacement {
  const { covers } = problem;
  const covered = coveredWeight(covers, chosen);
  // A solver that is stopped early may know no bound yet; nobody covers more than all that can be covered.
  const everybody = covers.weight.reduce((sum, weight) => sum + weight, 0);
  const proven = status === 'optimal' ? covered : roundedBound(covers, Math.min(solverBound, everybody));
  const bound = Math.max(covered, Math.min(proven, options.knownBound ?? Infinity));
  const isProven = bound - covered <= toleranceOf(covers);
  return {
    chosen: Uint32Array.from(chosen),
    covered,
    bound,
    gap: gapOf(covered, bound),
    status: isProven ? 'optimal' : status,
  };
}

export interface ExactEquity {
  /** Ascending. */
  chosen: Uint32Array;
  /** Worst share among the groups that a candidate can change; NaN where there is none. */
  worstShare: number;
  worstShareBound: number;
  /** Weight covered, the greatest with that worst share if `status` is `optimal`. */
  covered: number;
  /** Of both steps together. */
  status: ExactStatus;
}

/** The greatest worst share, then the greatest cover that keeps it. Groups that no candidate can change are left out. */
export function solveEquityExactly(
  solver: MipSolver,
  problem: SitingProblem,
  options: ExactOptions = {},
): ExactEquity {
  const { covers } = problem;
  const start = startOf(problem, options.start);
  const startWorst = worstShareOf(problem, start);
  if (Number.isNaN(startWorst)) {
    const { chosen, covered, status } = solveExactly(solver, problem, options);
    return { chosen, covered, status, worstShare: Number.NaN, worstShareBound: Number.NaN };
  }
  const begun = performance.now();
  const first = runModel(solver, problem, writeEquityModel(problem), start, startWorst, options);
  const best = worstShareOf(problem, first.chosen) >= startWorst ? first.chosen : start;
  const worstShare = worstShareOf(problem, best);
  const isProven = first.status === 'optimal';
  const result = (chosen: number[], status: ExactStatus): ExactEquity => ({
    chosen: Uint32Array.from(chosen),
    worstShare: worstShareOf(problem, chosen),
    worstShareBound: isProven ? worstShare : Math.max(worstShare, Math.min(1, first.bound)),
    covered: coveredWeight(covers, chosen),
    status,
  });
  if (!isProven) return result(best, first.status);
  const left = (options.timeLimitSeconds ?? DEFAULT_TIME_LIMIT_SECONDS) - (performance.now() - begun) / 1000;
  if (left <= 0) return result(best, 'timeLimit');
  const second = runModel(solver, problem, writeEquityModel(problem, worstShare), best, null, {
    ...options,
    timeLimitSeconds: left,
  });
  const isBetter = coveredWeight(covers, second.chosen) >= coveredWeight(covers, best);
  return result(isBetter ? second.chosen : best, second.status);
}

function worstShareOf(problem: SitingProblem, chosen: readonly number[]): number {
  const { covers } = problem;
  const covered = covers.groupKept.slice();
  const isCovered = new Uint8Array(covers.demandCount);
  for (const c of chosen) {
    for (let i = covers.firstDemand[c]; i < covers.firstDemand[c + 1]; i++) isCovered[covers.demand[i]] = 1;
  }
  for (let d = 0; d < covers.demandCount; d++) {
    if (isCovered[d] !== 0 && covers.groupOfDemand[d] >= 0)
      covered[covers.groupOfDemand[d]] += covers.weight[d];
  }
  let worst = Number.NaN;
  reachableOfGroup(covers).forEach((reachable, group) => {
    const share = covered[group] / covers.groupTotal[group];
    if (reachable > 0 && !(share >= worst)) worst = share;
  });
  return worst;
}

const DEFAULT_TIME_LIMIT_SECONDS = 60;
/** Often enough for a bar and a clock. */
const PROGRESS_SECONDS = 0.2;

/** The choice to begin from: the given one if it keeps the limits, else the must-haves alone. */
function startOf(problem: SitingProblem, start: Iterable<number> | undefined): number[] {
  const limits = limitsOf(problem);
  const chosen = [...new Set(start ?? [])].sort((a, b) => a - b);
  const cost = chosen.reduce((sum, c) => sum + limits.cost[c], 0);
  const isWithin = chosen.length <= limits.stations && cost <= limits.budget;
  return isWithin && limits.mustHave.every((c) => chosen.includes(c)) ? chosen : limits.mustHave;
}

interface ModelRun {
  chosen: number[];
  bound: number;
  status: ExactStatus;
}

/** `startWorst`: value of the column of the worst share in the start, where the model has one. */
function runModel(
  solver: MipSolver,
  problem: SitingProblem,
  text: string,
  start: number[],
  startWorst: number | null,
  options: ExactOptions,
): ModelRun {
  const model = solver.createModel({ format: 'lp', data: text });
  try {
    model.options.set({
      output_flag: false,
      time_limit: options.timeLimitSeconds ?? DEFAULT_TIME_LIMIT_SECONDS,
      // The default of 1e-4 would call 100 missing people in a million “optimal”.
      mip_rel_gap: 0,
    });
    const columns = columnsOf(model, problem, start, startWorst);
    model.setSolution(columns);
    let toldSeconds = 0;
    const { modelStatus } = model.run({
      // The channel of progress is silent when the log is off; this one says the same, but very often.
      6(event) {
        const { running_time: elapsedSeconds = 0, mip_primal_bound, mip_dual_bound } = event.data;
        if (elapsedSeconds >= toldSeconds + PROGRESS_SECONDS) {
          toldSeconds = elapsedSeconds;
          options.onProgress?.({
            elapsedSeconds,
            value: mip_primal_bound ?? -Infinity,
            bound: mip_dual_bound ?? Infinity,
          });
        }
        if (options.isCancelled?.()) event.interrupt();
        return undefined;
      },
    });
    const status = statusOf(modelStatus);
    if (status === null)
      throw new SitingError('solver-failed', `the solver ended with model status ${modelStatus}`);
    if (Number(model.info.get('primal_solution_status')) !== FEASIBLE)
      return { chosen: start, bound: Infinity, status };
    const { colValue } = model.getSolution();
    const chosen: number[] = [];
    for (let c = 0; c < problem.covers.candidateCount; c++)
      if (colValue[columns.indices[c]] > 0.5) chosen.push(c);
    return { chosen, bound: Number(model.info.get('mip_dual_bound')), status };
  } finally {
    model.dispose();
  }
}

function statusOf(modelStatus: number): ExactStatus | null {
  if (modelStatus === MODEL_STATUS.optimal) return 'optimal';
  if (modelStatus === MODEL_STATUS.timeLimit) return 'timeLimit';
  return modelStatus === MODEL_STATUS.interrupted ? 'cancelled' : null;
}

/** Candidates' columns first, in their order. A complete start: a partial one would first be completed by a search of its own. */
function columnsOf(
  model: MipModel,
  problem: SitingProblem,
  start: number[],
  startWorst: number | null,
): { indices: Int32Array; values: Float64Array } {
  const { covers } = problem;
  const isChosen = new Uint8Array(covers.candidateCount);
  for (const c of start) isChosen[c] = 1;
  const indices: number[] = [];
  const values: number[] = [];
  const put = (name: string, value: number): void => {
    indices.push(model.getColByName(name));
    values.push(value);
  };
  for (let c = 0; c < covers.candidateCount; c++) put(candidateColumn(c), isChosen[c]);
  for (let d = 0; d < covers.demandCount; d++) {
    const around = covers.candidate.subarray(covers.firstCandidate[d], covers.firstCandidate[d + 1]);
    if (around.length > 1) put(demandColumn(d), around.some((c) => isChosen[c] !== 0) ? 1 : 0);
  }
  if (startWorst !== null) put(WORST_COLUMN, startWorst);
  return { indices: Int32Array.from(indices), values: Float64Array.from(values) };
}
