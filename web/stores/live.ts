import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { JobState } from '../../server/contract/jobs.ts';
import type { LiveRequest } from '../../server/contract/live.ts';
import { fetchHealth } from '../api/datasets.ts';
import { type LiveState, openLive } from '../api/live.ts';
import { useSelection } from './selection.ts';

/** fresh · stale: older than 60 s · old: older than 5 min, values step back · offline: the line is lost. */
export type Staleness = 'fresh' | 'stale' | 'old' | 'offline';

const STALE_SECONDS = 60;
const OLD_SECONDS = 300;
/** Counts change with every request; figures on screen follow at most this often. */
const TICK_DEBOUNCE_MS = 4000;
/** A line that is lost for less than this is not shown as such: reconnecting takes a second. */
const OFFLINE_AFTER_MS = 5000;
const CLOCK_MS = 1000;

/** State of the live line, age of the data, and the beat at which figures are asked for anew. */
export const useLive = defineStore('live', () => {
  const selection = useSelection();
  const connection = ref<LiveState>('connecting');
  const asOfMs = ref<number | null>(null);
  const simulated = ref(false);
  /** Server's clock minus ours: the age of data must not depend on the wall's clock. */
  const skewMs = ref(0);
  const nowMs = ref(Date.now());
  const lostSinceMs = ref<number | null>(null);
  /** End of the named periods (epoch ms): moves when figures should be asked for anew. Null until the server has told. */
  const periodEndMs = ref<number | null>(null);
  /** Counts beats; resources whose question has no period watch it. */
  const beat = ref(0);
  const lastRequest = shallowRef<LiveRequest | null>(null);
  const lastJob = shallowRef<JobState | null>(null);
  /** Grows whenever somebody keeps, changes or deletes a scenario, or may have. */
  const scenarioBeat = ref(0);
  /** Grows whenever somebody blows a whistle or takes a step of one, or may have. */
  const whistleBeat = ref(0);
  let beatTimer: ReturnType<typeof setTimeout> | undefined;

  function noteAsOf(asOf: string): void {
    const ms = Date.parse(asOf);
    if (Number.isNaN(ms)) return;
    asOfMs.value = Math.max(asOfMs.value ?? 0, ms);
    periodEndMs.value ??= asOfMs.value;
  }

  function beatSoon(): void {
    if (beatTimer !== undefined) return;
    beatTimer = setTimeout(() => {
      beatTimer = undefined;
      periodEndMs.value = asOfMs.value;
      beat.value += 1;
    }, TICK_DEBOUNCE_MS);
  }

  watch(
    () => selection.dataset,
    (dataset, _old, onCleanup) => {
      asOfMs.value = null;
      periodEndMs.value = null;
      lastRequest.value = null;
      const controller = new AbortController();
      fetchHealth(dataset, controller.signal)
        .then((health) => {
          simulated.value = health.simulatedFeed;
          noteAsOf(health.asOf);
        })
        .catch(() => {
          // The line below tells the same by its state; the first heartbeat brings what is missing.
        });
      const end = openLive(dataset, {
        onState(state) {
          if (state === connection.value) return;
          connection.value = state;
          lostSinceMs.value = state === 'lost' ? Date.now() : null;
        },
        onRequest(event) {
          lastRequest.value = event;
          beatSoon();
        },
        onIndicators(event) {
          noteAsOf(event.asOf);
          beatSoon();
        },
        onHeartbeat(event) {
          simulated.value = event.simulated;
          skewMs.value = Date.parse(event.at) - Date.now();
          noteAsOf(event.asOf);
        },
        onJob(event) {
          lastJob.value = event;
        },
        onScenario() {
          scenarioBeat.value += 1;
        },
        onWhistle() {
          whistleBeat.value += 1;
        },
        onReset() {
          scenarioBeat.value += 1;
          whistleBeat.value += 1;
          beatSoon();
        },
      });
      onCleanup(() => {
        controller.abort();
        end();
      });
    },
    { immediate: true },
  );

  const clock = setInterval(() => {
    nowMs.value = Date.now();
  }, CLOCK_MS);
  onScopeDispose(() => {
    clearInterval(clock);
    clearTimeout(beatTimer);
  });

  const dataAgeSeconds = computed(() =>
    asOfMs.value === null
      ? null
      : Math.max(0, Math.floor((nowMs.value + skewMs.value - asOfMs.value) / 1000)),
  );

  const staleness = computed<Staleness>(() => {
    if (lostSinceMs.value !== null && nowMs.value - lostSinceMs.value > OFFLINE_AFTER_MS) return 'offline';
    const age = dataAgeSeconds.value;
    if (age === null || age <= STALE_SECONDS) return 'fresh';
    return age <= OLD_SECONDS ? 'stale' : 'old';
  });

  return {
    connection,
    scenarioBeat,
    whistleBeat,
    /** Time of the newest data, epoch ms. */
    asOfMs,
    simulated,
    /** The server's clock as we know it, epoch ms, once a second. */
    serverNowMs: computed(() => nowMs.value + skewMs.value),
    dataAgeSeconds,
    staleness,
    periodEndMs,
    beat,
    /** The newest event of the stream, for those who merge it into a list. */
    lastRequest,
    lastJob,
  };
});
