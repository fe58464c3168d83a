import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { useSelection } from './selection.ts';
import type { PlaySpeed } from './selection-url.ts';
import { useTimeAxis } from './time-axis.ts';
import { type TimeFrame, useTimeFrames } from './time-frames.ts';

/** The step of the time axis that is on the map, and the clock that goes from one to the next. After the last comes the first. */
export const useTimePlayer = defineStore('timePlayer', () => {
  const selection = useSelection();
  const axis = useTimeAxis();
  const frames = useTimeFrames();

  const isPlaying = computed(() => selection.playSpeed !== null);
  const playedMs = ref<number | null>(null);
  /** Start of the step that is on, epoch milliseconds; null = the map shows the period. */
  const currentMs = computed(() => {
    if (selection.timeStep === null) return null;
    return isPlaying.value ? (playedMs.value ?? axis.starts[0] ?? null) : selection.frameMs;
  });
  /** True while playing waits for the server. */
  const isWaiting = ref(false);

  /** What the map shows of the step that is on; the one before stays until it is there. */
  const frame = shallowRef<TimeFrame | null>(null);
  watch(
    [currentMs, () => frames.arrivals, () => frames.question],
    ([startMs, , question]) => {
      if (startMs === null || question === null) {
        frame.value = null;
        return;
      }
      frames.prepare(startMs, isPlaying.value);
      const known = frames.frameAt(startMs);
      const isOfOtherMap =
        frame.value !== null && (frame.value.kind === 'bins') !== (selection.map === 'heat');
      if (known !== null || isOfOtherMap) frame.value = known;
    },
    { immediate: true },
  );

  function step(): void {
    const { starts } = axis;
    if (starts.length === 0) return;
    const at = currentMs.value === null ? -1 : starts.indexOf(currentMs.value);
    const next = starts[(at + 1) % starts.length];
    frames.prepare(next, true);
    // The step that is on has to be seen before the next one comes.
    const isSeen = at < 0 || frame.value?.startMs === starts[at];
    isWaiting.value = !isSeen || frames.frameAt(next) === null;
    if (!isWaiting.value) playedMs.value = next;
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawing = 0;
  let dueMs = 0;
  /** One step a picture at most: a screen that draws slowly plays slowly, and skips nothing. */
  function schedule(speed: PlaySpeed): void {
    const nowMs = performance.now();
    // What was missed is not made up for by a rush.
    dueMs = Math.max(dueMs + 1000 / speed, nowMs);
    timer = setTimeout(() => {
      drawing = requestAnimationFrame(() => {
        step();
        schedule(speed);
      });
    }, dueMs - nowMs);
  }
  function halt(): void {
    clearTimeout(timer);
    cancelAnimationFrame(drawing);
    isWaiting.value = false;
  }
  watch(
    () => (frames.question === null ? null : selection.playSpeed),
    (speed) => {
      halt();
      if (speed === null) return;
      dueMs = performance.now();
      schedule(speed);
    },
    { immediate: true },
  );
  onScopeDispose(halt);

  return {
    currentMs,
    frame,
    isPlaying,
    isWaiting,
    /** From the step that is on, or from the first. */
    play(speed: PlaySpeed): void {
      playedMs.value = currentMs.value;
      selection.play(speed);
    },
    pause(): void {
      selection.setFrame(currentMs.value);
    },
    /** Back to the period. */
    leave(): void {
      selection.setFrame(null);
    },
    /** Halts at the step `count` away from the one that is on, around the ends. */
    go(count: number): void {
      const { starts } = axis;
      if (starts.length === 0) return;
      const from = currentMs.value === null ? -1 : starts.indexOf(currentMs.value);
      const at = from < 0 ? (count > 0 ? count - 1 : count) : from + count;
      selection.setFrame(starts[((at % starts.length) + starts.length) % starts.length]);
    },
  };
});
