import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { Position } from '../../geodata/model/geometry.ts';
import {
  changesAnything,
  formatStationPlan,
  isNewStation,
  parseStationPlan,
  plannedStations,
  type StationPlan,
} from '../../geodata/model/station-plan.ts';
import type { GatePolicy } from '../../geodata/model/walk-source.ts';
import type { PlanCount } from '../../geodata/service-area/what-if.ts';
import type { OpeningTime } from '../../server/contract/service-areas.ts';
import { useDatasets } from '../stores/datasets.ts';
import { useSelection } from '../stores/selection.ts';
import type { Walker } from '../stores/selection-url.ts';
import { CUTOFFS_MINUTES, useServiceAreas } from '../stores/service-areas.ts';
import { useUnits } from '../stores/units.ts';
import { PlanClient, type PlanQuestion } from './plan-client.ts';
import { nextStationId, putStation, removeStation, restoreStation, setGate } from './plan-edits.ts';
import { beginHistory, redo, step, undo } from './plan-history.ts';
import type { PlanAnswer, PlanFrame, PlanNetwork, PlannedStation, PlanStanding } from './worker/messages.ts';

/** The station in hand; `from` is where it stood, null for a new one. */
export interface HeldStation {
  id: string;
  from: Position | null;
  /** Where the hand is; null before it is over the map. */
  over: Position | null;
}

/** Why nothing can be planned. */
export interface PlanFailure {
  code: string;
  message: string;
}

/**
 * A plan of stations: what it changes (in the address, so that a plan is a link), who it reaches (counted by the engine in a thread of its own),
 * and the station in hand.
 */
export const usePlan = defineStore('plan', () => {
  const selection = useSelection();
  const datasets = useDatasets();
  const services = useServiceAreas();
  const units = useUnits();

  const history = shallowRef(beginHistory<StationPlan>(parseStationPlan(selection.plan ?? '')));
  const network = shallowRef<PlanNetwork | null>(null);
  const progress = ref<{ share: number; step: string } | null>(null);
  const failure = shallowRef<PlanFailure | null>(null);
  const standing = shallowRef<PlanStanding | null>(null);
  const frame = shallowRef<PlanFrame | null>(null);
  const held = shallowRef<HeldStation | null>(null);
  /** A new station waits for the next click on the map. */
  const isAdding = ref(false);
  /** Nothing is on the street where a station was let go. */
  const wasOffStreet = ref(false);
  let client: PlanClient | null = null;
  const listeners = new Set<(answer: PlanAnswer) => void>();
  /** Let go, while the count of where it was let go is still on its way. */
  let isDropping = false;

  const edits = computed(() => history.value.present);
  const walker = computed<Walker>(() => selection.walker ?? 'adult');
  const when = computed<OpeningTime>(() => selection.when ?? 'anytime');
  const cutoffIndex = computed(() => Math.max(0, CUTOFFS_MINUTES.indexOf(services.cutoffMinutes)));
  const today = computed<PlannedStation[]>(() =>
    services.stations.map(({ id, doors, hours }) => ({ id, doors: doors as Position[], hours })),
  );
  const stations = computed(() => plannedStations(today.value, edits.value));
  /** Grid cells (and coarser units of homes) of the selected unit; null = everybody. */
  const scopeIds = computed<string[] | null>(() => {
    const unit = units.selected;
    if (unit === null || unit.id === units.root?.id) return null;
    return [unit.id, ...units.cellIdsWithin(unit.id)];
  });
  const counts = computed<PlanCount[] | null>(() => frame.value?.counts ?? standing.value?.counts ?? null);
  const opening = computed(() => {
    const dataset = datasets.current;
    if (dataset === null || services.stations.length === 0) return null;
    return {
      dataset: selection.dataset,
      version: dataset.version,
      walker: walker.value,
      adultSpeedMps: dataset.walkSpeedMps,
      cutoffsMinutes: CUTOFFS_MINUTES,
    };
  });

  /** Loads the engine and keeps it until the returned function is called. */
  function open(): () => void {
    services.isWanted = true;
    services.isPlanning = true;
    const stopOpening = watch(() => JSON.stringify(opening.value), begin, { immediate: true });
    const stopPlacing = watch([stations, when, network], placeAll);
    const stopLooking = watch([scopeIds, cutoffIndex], ([ids, cutoff]) => {
      putDown();
      client?.look(ids, cutoff);
    });
    const stopReading = watch(
      () => selection.plan,
      (text) => {
        if ((text ?? '') !== formatStationPlan(edits.value))
          history.value = beginHistory(parseStationPlan(text ?? ''));
      },
    );
    return () => {
      for (const stop of [stopOpening, stopPlacing, stopLooking, stopReading]) stop();
      putDown();
      client?.close();
      client = null;
      network.value = null;
      standing.value = null;
      services.isWanted = false;
      services.isPlanning = false;
    };
  }

  function begin(): void {
    client?.close();
    client = null;
    network.value = null;
    frame.value = null;
    failure.value = null;
    if (opening.value === null) return;
    progress.value = { share: 0, step: 'network' };
    client = new PlanClient(opening.value, receive);
  }

  function receive(answer: PlanAnswer): void {
    if (answer.type === 'progress') progress.value = { share: answer.share, step: answer.step };
    else if (answer.type === 'failed') {
      progress.value = null;
      failure.value = { code: answer.code, message: answer.message };
    } else if (answer.type === 'ready') {
      progress.value = null;
      client?.look(scopeIds.value, cutoffIndex.value);
      network.value = answer;
    } else if (answer.type === 'standing') {
      standing.value = answer;
      frame.value = null;
    } else if (answer.type === 'frame' && held.value !== null) {
      frame.value = answer;
      if (isDropping && client?.isNewest(answer)) settle();
    }
    for (const listener of listeners) listener(answer);
  }

  function placeAll(): void {
    if (network.value === null || held.value !== null) return;
    client?.place(today.value, { stations: stations.value, gates: edits.value.gates, when: when.value });
  }

  function commit(next: StationPlan): void {
    history.value = step(history.value, next);
    write();
  }

  function write(): void {
    selection.setPlan(changesAnything(edits.value) ? formatStationPlan(edits.value) : null);
  }

  function placeOf(id: string): Position | null {
    return stations.value.find((station) => station.id === id)?.doors[0] ?? null;
  }

  function grab(id: string): void {
    isAdding.value = false;
    wasOffStreet.value = false;
    held.value = { id, from: placeOf(id), over: placeOf(id) };
    client?.grab(isNewStation(id) && held.value.from === null ? null : id);
    if (held.value.from !== null) client?.move(held.value.from);
  }

  function hold(position: Position | null): void {
    if (held.value === null) return;
    held.value = { ...held.value, over: position };
    client?.move(position);
  }

  /** Lets go: the station stays on the street under it, or goes back where no street is near. */
  function drop(): void {
    if (held.value === null) return;
    isDropping = true;
    if (frame.value !== null && client?.isNewest(frame.value)) settle();
  }

  function settle(): void {
    const { value: station } = held;
    isDropping = false;
    if (station === null) return;
    const place = frame.value?.snapped?.position ?? null;
    wasOffStreet.value = place === null;
    held.value = null;
    if (place === null) placeAll();
    else commit(putStation(edits.value, station.id, place));
  }

  /** Puts the station in hand back where it was. */
  function putDown(): void {
    isAdding.value = false;
    isDropping = false;
    if (held.value === null) return;
    held.value = null;
    frame.value = null;
    placeAll();
  }

  return {
    edits,
    walker,
    when,
    network,
    progress,
    failure,
    standing,
    frame,
    held,
    isAdding,
    wasOffStreet,
    counts,
    cutoffIndex,
    stations,
    scopeIds,
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
    hasEdits: computed(() => changesAnything(edits.value)),
    open,
    placeOf,
    grab,
    hold,
    drop,
    putDown,
    /** The next click on the map is a new station. */
    add(): void {
      putDown();
      isAdding.value = true;
    },
    /** Takes a new station in hand there. */
    addAt(position: Position): void {
      grab(nextStationId(edits.value));
      hold(position);
    },
    remove: (id: string) => commit(removeStation(edits.value, id)),
    restore: (id: string) => commit(restoreStation(edits.value, id)),
    /** Moves a station without a hand, by keys or by a list. */
    put(id: string, position: Position): void {
      commit(putStation(edits.value, id, position));
    },
    undo(): void {
      history.value = undo(history.value);
      write();
    },
    redo(): void {
      history.value = redo(history.value);
      write();
    },
    retry: begin,
    /** Asks the engine something beside the plan itself; null while it is not there. The answer comes to those who `listen`. */
    ask: (question: PlanQuestion): number | null =>
      client === null || network.value === null ? null : client.ask(question),
    /** Every answer of the engine, until the returned function is called. */
    listen(listener: (answer: PlanAnswer) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Takes changes over as one step that can be taken back. */
    commit,
    setWhen: (choice: OpeningTime) => selection.setWhen(choice === 'anytime' ? null : choice),
    /** Lets others through a gate from now on; the policy of today takes the change back. */
    setGate: (gate: { key: string; policy: GatePolicy }, policy: GatePolicy) =>
      commit(setGate(edits.value, gate.key, policy === gate.policy ? null : policy)),
    /** Lets a gate be as it is today; also one that the network does not know any more. */
    forgetGate: (key: string) => commit(setGate(edits.value, key, null)),
    setWalker: (choice: Walker) => selection.setWalker(choice === 'adult' ? null : choice),
  };
});
