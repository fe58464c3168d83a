import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import { STEP_DAYS, stepAfter, type TimeStep } from '../../geodata/model/time-step.ts';
import type { IndicatorColumns, IndicatorSteps } from '../../server/contract/indicators.ts';
import type { BinsAnswer } from '../../server/contract/requests.ts';
import { type ApiError, isAbort } from '../api/http.ts';
import { fetchIndicatorSteps } from '../api/indicators.ts';
import { fetchRequestBins } from '../api/requests.ts';
import { useIndicators } from './indicators.ts';
import { useLive } from './live.ts';
import { currentRequestFilter } from './request-filter.ts';
import { binsZoom } from './requests.ts';
import { toApiError } from './resource.ts';
import { useSelection } from './selection.ts';
import { useTimeAxis } from './time-axis.ts';
import { useUnits } from './units.ts';

/** Values of cells times steps in one answer: a second of the fastest playing for 10,000 cells, and it takes less than that to come. */
const PAIRS_PER_CALL = 160_000;
const FEWEST_STEPS_PER_CALL = 4;
const MOST_STEPS_PER_CALL = 52;
/** Steps of heat that are fetched ahead, and how many calls for them run at once. */
const HEAT_AHEAD = 12;
const HEAT_CALLS = 3;
/** What has failed is asked for again by itself, but not with every step. */
const RETRY_MS = 3000;
/** Answers that are kept for playing on and back: two years of weeks. */
const MOST_KEPT = 110;

/** What the map shows of one step. */
export type TimeFrame =
  | { kind: 'columns'; startMs: number; columns: IndicatorColumns }
  | { kind: 'bins'; startMs: number; bins: BinsAnswer };

/** The steps of the time axis as the map shows them: cells by indicator, or heat. Fetched when asked for, and ahead of the player. */
export const useTimeFrames = defineStore('timeFrames', () => {
  const selection = useSelection();
  const axis = useTimeAxis();
  const indicators = useIndicators();
  const units = useUnits();
  const live = useLive();

  const isHeat = computed(() => selection.map === 'heat');
  /** States of today and quantiles have no steps. */
  const isPlayable = computed(() => {
    const { current } = indicators;
    return isHeat.value || current === null || (current.family === 'requests' && current.kind !== 'quantile');
  });
  /** Everything that an answer depends on but its steps; null = there is nothing to ask. */
  const question = computed(() => {
    const wanted = currentRequestFilter();
    const step = selection.timeStep;
    const isShown = selection.map === 'grid' || isHeat.value;
    // Which steps are asked for together is known with the axis.
    const isKnown = axis.starts.length > 0;
    if (wanted === null || step === null || !isShown || !isKnown || !isPlayable.value) return null;
    const filter = { ...wanted.filter, within: undefined, from: undefined, to: undefined };
    return { dataset: wanted.dataset, filter, step, id: isHeat.value ? null : indicators.currentId };
  });
  const stepsPerCall = computed(() => {
    const cells = units.root === null ? 1 : units.cellIdsWithin(units.root.id).size;
    const steps = Math.floor(PAIRS_PER_CALL / Math.max(1, cells));
    return Math.min(MOST_STEPS_PER_CALL, Math.max(FEWEST_STEPS_PER_CALL, steps));
  });

  /** By the first step of each call. */
  const answers = new Map<number, IndicatorSteps | BinsAnswer>();
  const running = new Map<number, AbortController>();
  /** Grows with every answer and whenever all are thrown away: maps are not watched. */
  const arrivals = ref(0);
  const error = shallowRef<ApiError | null>(null);
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(retryTimer));

  watch(
    () => JSON.stringify([question.value, axis.starts[0], stepsPerCall.value]),
    () => {
      for (const controller of running.values()) controller.abort();
      running.clear();
      answers.clear();
      clearTimeout(retryTimer);
      retryTimer = undefined;
      error.value = null;
      arrivals.value += 1;
    },
    { flush: 'sync' },
  );

  /** Asks unless the answer is there or on its way. */
  async function fetchOnce(firstMs: number): Promise<void> {
    if (answers.has(firstMs) || running.has(firstMs) || retryTimer !== undefined) return;
    const controller = new AbortController();
    running.set(firstMs, controller);
    try {
      const answer = await loadFrom(firstMs, controller.signal);
      if (answer === null || running.get(firstMs) !== controller) return;
      answers.set(firstMs, answer);
      if (answers.size > MOST_KEPT) answers.delete(answers.keys().next().value as number);
      error.value = null;
    } catch (cause) {
      if (running.get(firstMs) !== controller || isAbort(cause)) return;
      error.value = toApiError(cause);
      retryTimer = setTimeout(() => {
        retryTimer = undefined;
        arrivals.value += 1;
      }, RETRY_MS);
    } finally {
      if (running.get(firstMs) === controller) {
        running.delete(firstMs);
        arrivals.value += 1;
      }
    }
  }

  /** The newest step ends with the data. */
  function endOfStep(startMs: number, step: TimeStep): number {
    const endMs = stepAfter(startMs, step);
    return axis.endMs > startMs ? Math.min(endMs, axis.endMs) : endMs;
  }

  /** The steps that are asked for together with one: of the list that is played, or it alone. */
  function callOf(startMs: number): { firstMs: number; lastMs: number; at: number } {
    const { starts } = axis;
    const index = starts.indexOf(startMs);
    if (index < 0) return { firstMs: startMs, lastMs: startMs, at: 0 };
    const at = index % stepsPerCall.value;
    const last = Math.min(starts.length, index - at + stepsPerCall.value) - 1;
    return { firstMs: starts[index - at], lastMs: starts[last], at };
  }

  /** What is asked for together, from its first step on; null = there is nothing to ask. */
  function loadFrom(firstMs: number, signal: AbortSignal): Promise<IndicatorSteps | BinsAnswer> | null {
    const asked = question.value;
    if (asked === null) return null;
    const { dataset, filter, step, id } = asked;
    const lastMs = isHeat.value ? firstMs : callOf(firstMs).lastMs;
    const span = { from: toShanghaiIso(firstMs), to: toShanghaiIso(endOfStep(lastMs, step)) };
    if (isHeat.value) {
      return fetchRequestBins(dataset, { ...filter, ...span, zoom: binsZoom(STEP_DAYS[step]) }, signal);
    }
    if (id === null) return null;
    return fetchIndicatorSteps(dataset, id, { ...filter, ...span, level: 'gridCell', step }, signal);
  }

  function fetchColumns(startMs: number): number {
    const { firstMs, lastMs } = callOf(startMs);
    if (question.value?.id != null) void fetchOnce(firstMs);
    return lastMs;
  }

  /** What has come in belongs to the newest step: asks again for the answer that holds the newest step; the old one is shown until the new one is there. */
  async function renewNewest(): Promise<void> {
    const asked = question.value;
    const newestMs = axis.starts.at(-1);
    if (asked === null || newestMs === undefined) return;
    void axis.renewBars();
    const firstMs = isHeat.value ? newestMs : callOf(newestMs).firstMs;
    if (!answers.has(firstMs) || running.has(firstMs)) return;
    const before = JSON.stringify(asked);
    try {
      const answer = await loadFrom(firstMs, new AbortController().signal);
      if (answer === null || JSON.stringify(question.value) !== before || !answers.has(firstMs)) return;
      answers.set(firstMs, answer);
      arrivals.value += 1;
    } catch {
      // What is on the map stays true of its time; the next beat asks again.
    }
  }
  // Beats are seconds apart, however much comes in.
  watch(
    () => live.beat,
    () => void renewNewest(),
  );

  function fetchHeat(startMs: number): void {
    if (question.value !== null && running.size < HEAT_CALLS) void fetchOnce(startMs);
  }

  return {
    question,
    isPlayable,
    arrivals,
    error,
    /** Asks for a step; with `isPlaying` for those that come after it as well. */
    prepare(startMs: number, isPlaying: boolean): void {
      const { starts } = axis;
      const index = starts.indexOf(startMs);
      const after = (from: number, count: number) => starts[(from + count) % starts.length];
      if (isHeat.value) {
        fetchHeat(startMs);
        if (!isPlaying || index < 0) return;
        const most = Math.min(HEAT_AHEAD, starts.length - 1);
        for (let ahead = 1; ahead <= most; ahead++) fetchHeat(after(index, ahead));
        return;
      }
      const lastMs = fetchColumns(startMs);
      if (isPlaying && index >= 0) fetchColumns(after(starts.indexOf(lastMs), 1));
    },
    /** What the map shows of a step; null until it is there. */
    frameAt(startMs: number): TimeFrame | null {
      if (isHeat.value) {
        const bins = answers.get(startMs) as BinsAnswer | undefined;
        return bins === undefined ? null : { kind: 'bins', startMs, bins };
      }
      const { firstMs, at } = callOf(startMs);
      const answer = answers.get(firstMs) as IndicatorSteps | undefined;
      const one = answer?.steps[at];
      if (answer === undefined || one === undefined) return null;
      return {
        kind: 'columns',
        startMs,
        columns: columnsOfStep(answer, one, endOfStep(startMs, answer.step)),
      };
    },
  };
});

/** A step as an answer of its own. */
function columnsOfStep(
  answer: IndicatorSteps,
  { at, total, ...columns }: IndicatorSteps['steps'][number],
  endMs: number,
): IndicatorColumns {
  const { indicatorId, level, within, unitIds, breaks, asOf } = answer;
  return {
    indicatorId,
    level,
    within,
    from: at,
    to: toShanghaiIso(endMs),
    unitIds,
    ...columns,
    breaks,
    total,
    compared: null,
    asOf,
  };
}
