import { worstGroupOf } from './equity.ts';
import { writeCoverModel, writeEquityModel } from './model-lp.ts';
import { type ExactStatus, type MipSolver, type RunOptions, runModel } from './run-model.ts';
import { coveredWeight, gapOf, limitsOf, type SitingProblem, toleranceOf } from './siting-problem.ts';
import { roundedBound } from './upper-bound.ts';

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
  /** Best value and bound so far: of the covered weight, or in the equity variant of the worst share (NaN where there is none). */
  value: number;
  bound: number;
  /** The choice that attains the value, ascending. */
  chosen: readonly number[];
}

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
  const atMost = Math.min(everybody(problem), options.knownBound ?? Infinity);
  const best = bestChoice(start, (chosen) => coveredWeight(covers, chosen));
  const run = runModel(
    solver,
    problem,
    writeCoverModel(problem),
    start,
    null,
    limitsOfRun(options),
    (now) => {
      if (now.incumbent !== null) best.offer(now.incumbent);
      options.onProgress?.({
        elapsedSeconds: now.elapsedSeconds,
        value: best.value,
        bound: Math.max(best.value, Math.min(now.bound, atMost)),
        chosen: best.chosen,
      });
    },
  );
  best.offer(run.chosen);
  return coverResult(problem, best.chosen, run.bound, run.status, options);
}

/** Nobody covers more than all that can be covered. */
function everybody({ covers }: SitingProblem): number {
  return covers.weight.reduce((sum, weight) => sum + weight, 0);
}

interface BestChoice {
  chosen: number[];
  value: number;
  /** Takes a choice that is better than the best so far. */
  offer(chosen: number[]): void;
}

function bestChoice(start: number[], worthOf: (chosen: number[]) => number): BestChoice {
  return {
    chosen: start,
    value: worthOf(start),
    offer(chosen) {
      const value = worthOf(chosen);
      if (!(value > this.value)) return;
      this.chosen = chosen;
      this.value = value;
    },
  };
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
  // A solver that is stopped early may know no bound yet.
  const atMost = Math.min(solverBound, everybody(problem));
  const proven = status === 'optimal' ? covered : roundedBound(covers, atMost);
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
  const startWorst = worstGroupOf(covers, start).share;
  if (Number.isNaN(startWorst)) {
    const { chosen, covered, status } = solveExactly(solver, problem, options);
    return { chosen, covered, status, worstShare: Number.NaN, worstShareBound: Number.NaN };
  }
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1000;
  const fairest = bestChoice(start, (chosen) => worstGroupOf(covers, chosen).share);
  const limits = limitsOfRun(options);
  const first = runModel(solver, problem, writeEquityModel(problem), start, startWorst, limits, (now) => {
    if (now.incumbent !== null) fairest.offer(now.incumbent);
    const bound = Math.max(fairest.value, Math.min(1, now.bound));
    options.onProgress?.({ elapsedSeconds: seconds(), value: fairest.value, bound, chosen: fairest.chosen });
  });
  fairest.offer(first.chosen);
  const worstShare = fairest.value;
  const isProven = first.status === 'optimal';
  const result = (chosen: number[], status: ExactStatus): ExactEquity => ({
    chosen: Uint32Array.from(chosen),
    worstShare: worstGroupOf(covers, chosen).share,
    worstShareBound: isProven ? worstShare : Math.max(worstShare, Math.min(1, first.bound)),
    covered: coveredWeight(covers, chosen),
    status,
  });
  if (!isProven) return result(fairest.chosen, first.status);
  const left = limits.timeLimitSeconds - seconds();
  if (left <= 0) return result(fairest.chosen, 'timeLimit');
  const widest = bestChoice(fairest.chosen, (chosen) => coveredWeight(covers, chosen));
  const model = writeEquityModel(problem, worstShare);
  const rest = { ...limits, timeLimitSeconds: left };
  const second = runModel(solver, problem, model, fairest.chosen, null, rest, (now) => {
    if (now.incumbent !== null) widest.offer(now.incumbent);
    // The worst share is proven by now: what is left to find is who else can be covered with it.
    options.onProgress?.({
      elapsedSeconds: seconds(),
      value: worstShare,
      bound: worstShare,
      chosen: widest.chosen,
    });
  });
  widest.offer(second.chosen);
  return result(widest.chosen, second.status);
}

const DEFAULT_TIME_LIMIT_SECONDS = 60;

function limitsOfRun(options: ExactOptions): RunOptions {
  return { ...options, timeLimitSeconds: options.timeLimitSeconds ?? DEFAULT_TIME_LIMIT_SECONDS };
}
/** The choice to begin from: the given one if it keeps the limits, else the must-haves alone. */
function startOf(problem: SitingProblem, start: Iterable<number> | undefined): number[] {
  const limits = limitsOf(problem);
  const chosen = [...new Set(start ?? [])].sort((a, b) => a - b);
  const cost = chosen.reduce((sum, c) => sum + limits.cost[c], 0);
  const isWithin = chosen.length <= limits.stations && cost <= limits.budget;
  return isWithin && limits.mustHave.every((c) => chosen.includes(c)) ? chosen : limits.mustHave;
}
