import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue';
import { getJson } from '../api/http.ts';
import { fetchIndicatorColumns } from '../api/indicators.ts';
import { fetchRuleHits } from '../api/rules.ts';
import { useIndicators } from '../stores/indicators.ts';
import { useLive } from '../stores/live.ts';
import { periodRange } from '../stores/period.ts';
import { currentRequestFilter } from '../stores/request-filter.ts';
import { useSelection } from '../stores/selection.ts';
import { formatSelection, type PeriodName } from '../stores/selection-url.ts';
import {
  BUILT_IN_PLAYLIST,
  type Playlist,
  parsePlaylist,
  playlistAddress,
  type WorstItem,
} from './playlist.ts';
import { roundOf, type Step, selectionOf } from './rounds.ts';
import { type WorstCell, worstCells } from './worst-cells.ts';

/** A cell sees some two requests a day: where the day has no sample that says anything, the week has to, then the month. */
const SAMPLE_PERIODS: PeriodName[] = ['24h', '7d', '30d'];
const WAIT_FOR_DATA_MS = 1000;

/** Runs a wall: reads the playlist anew each round, selects one picture after the other, and never stops. */
export function useRounds(wantedPlaylist: string | null) {
  const selection = useSelection();
  const indicators = useIndicators();
  const live = useLive();
  const steps = shallowRef<Step[]>([]);
  const index = ref(0);
  /** Why the built-in playlist is shown; null = the one that was asked for is shown. */
  const problem = ref<string | null>(null);
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Playlist = BUILT_IN_PLAYLIST;

  async function readPlaylist(): Promise<Playlist> {
    const address = playlistAddress(wantedPlaylist, window.location.origin);
    try {
      if (address === null) throw new Error('only a playlist of this server can be shown');
      last = parsePlaylist(await getJson<unknown>(address, controller.signal));
      problem.value = null;
    } catch (cause) {
      // While the server is away the wall goes on with what it last knew; only a broken file is worth a word.
      if (live.staleness !== 'offline') {
        problem.value = cause instanceof Error ? cause.message : String(cause);
        last = BUILT_IN_PLAYLIST;
      }
    }
    return last;
  }

  async function findWorst(item: WorstItem): Promise<{ cells: WorstCell[]; period: PeriodName }> {
    const none = { cells: [], period: SAMPLE_PERIODS[0] };
    const definition = indicators.definition(item.indicator);
    if (definition === null || live.periodEndMs === null) return none;
    try {
      const rules = await fetchRuleHits(selection.dataset, {}, controller.signal);
      for (const period of SAMPLE_PERIODS) {
        const columns = await fetchIndicatorColumns(
          selection.dataset,
          item.indicator,
          {
            ...currentRequestFilter(period)?.filter,
            within: undefined,
            level: 'gridCell',
            ...periodRange(period, live.periodEndMs),
          },
          controller.signal,
        );
        const cells = worstCells(columns, definition, null, item.count);
        if (cells.length > 0) return { cells: worstCells(columns, definition, rules, item.count), period };
        if (period === '30d') return { cells: worstCells(columns, definition, rules, item.count), period };
      }
    } catch {
      // The wall shows its other pictures; the next round asks again.
    }
    return none;
  }

  async function startRound(): Promise<void> {
    if (indicators.definitions.length === 0 || live.periodEndMs === null) {
      timer = setTimeout(() => void startRound(), WAIT_FOR_DATA_MS);
      return;
    }
    const playlist = await readPlaylist();
    const worst: { cells: WorstCell[]; period: PeriodName }[] = [];
    for (const item of playlist.items) if (item.kind === 'worst') worst.push(await findWorst(item));
    if (controller.signal.aborted) return;
    const round = roundOf(playlist, worst);
    // A playlist of nothing but worst cells on a day without any: the overview stays.
    steps.value = round.length > 0 ? round : roundOf({ items: BUILT_IN_PLAYLIST.items.slice(0, 1) }, []);
    show(0);
  }

  function show(at: number): void {
    index.value = at;
    const step = steps.value[at];
    selection.restore(formatSelection(selectionOf(step, selection.state)));
    timer = setTimeout(() => goOn(at + 1), step.seconds * 1000);
  }

  function goOn(at: number): void {
    // Another picture would need other figures: while the line is lost, the last one that is true stays.
    if (live.staleness === 'offline') timer = setTimeout(() => goOn(at), WAIT_FOR_DATA_MS);
    else if (at < steps.value.length) show(at);
    else void startRound();
  }

  onMounted(() => void startRound());
  onBeforeUnmount(() => {
    clearTimeout(timer);
    controller.abort();
  });

  return { steps, index, problem, step: computed<Step | null>(() => steps.value[index.value] ?? null) };
}
