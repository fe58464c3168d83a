import { candidateColumn, demandColumn, WORST_COLUMN } from './model-lp.ts';
import { SitingError } from './siting-error.ts';
import type { SitingProblem } from './siting-problem.ts';

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
  run(callbacks: { 4?: (event: MipSolutionEvent) => undefined; 6?: (event: MipEvent) => undefined }): {
    readonly modelStatus: number;
  };
  getSolution(): { readonly colValue: Float64Array };
  dispose(): void;
}

/** Of channel 4, `mipImprovingSolution`: a better choice than all before, a value for each column. */
export interface MipSolutionEvent {
  readonly data: { readonly mip_solution?: Float64Array };
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

/** `optimal`: proven · `timeLimit`, `cancelled`: the best so far, with the gap that is left. */
export type ExactStatus = 'optimal' | 'timeLimit' | 'cancelled';

/** Often enough for a bar and a clock. */
const PROGRESS_SECONDS = 0.2;

export interface ModelRun {
  chosen: number[];
  bound: number;
  status: ExactStatus;
}

export interface RunOptions {
  timeLimitSeconds: number;
  isCancelled?: () => boolean;
}

/** What the solver tells while it runs; `incumbent`: a choice that is new. */
export interface RunProgress {
  elapsedSeconds: number;
  bound: number;
  incumbent: number[] | null;
}

/**
 * Solves a model in LP format, beginning from a choice. `startWorst`: value of the column of the worst share in the start, where the
 * model has one. Throws `SitingError`, `solver-failed`.
 */
export function runModel(
  solver: MipSolver,
  problem: SitingProblem,
  text: string,
  start: number[],
  startWorst: number | null,
  options: RunOptions,
  onProgress: (now: RunProgress) => void,
): ModelRun {
  const model = solver.createModel({ format: 'lp', data: text });
  try {
    model.options.set({
      output_flag: false,
      time_limit: options.timeLimitSeconds,
      // The default of 1e-4 would call 100 missing people in a million “optimal”.
      mip_rel_gap: 0,
    });
    const columns = columnsOf(model, problem, start, startWorst);
    model.setSolution(columns);
    const chosenIn = (values: Float64Array): number[] => {
      const chosen: number[] = [];
      for (let c = 0; c < problem.covers.candidateCount; c++)
        if (values[columns.indices[c]] > 0.5) chosen.push(c);
      return chosen;
    };
    let toldSeconds = 0;
    let incumbent: number[] | null = null;
    const { modelStatus } = model.run({
      4({ data }) {
        if (data.mip_solution) incumbent = chosenIn(data.mip_solution);
        return undefined;
      },
      // The channel of progress is silent when the log is off; this one says the same, but very often.
      6(event) {
        const { running_time: elapsedSeconds = 0, mip_dual_bound } = event.data;
        if (elapsedSeconds >= toldSeconds + PROGRESS_SECONDS) {
          toldSeconds = elapsedSeconds;
          onProgress({ elapsedSeconds, bound: mip_dual_bound ?? Infinity, incumbent });
          incumbent = null;
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
    const chosen = chosenIn(model.getSolution().colValue);
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
