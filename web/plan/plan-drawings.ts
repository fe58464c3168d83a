import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { MultiPolygonGeometry, Position } from '../../geodata/model/geometry.ts';
import { useSelection } from '../stores/selection.ts';
import { useServiceAreas } from '../stores/service-areas.ts';
import type { PlanQuestion } from './plan-client.ts';
import { usePlan } from './plan-store.ts';
import { formatShown, type PlanLayerName, parseShown, toggled } from './shown-layers.ts';
import type { DrawnCircle, PlanConfidence } from './worker/drawing-messages.ts';

/** A part of the map, degrees, and whether it is near enough for paths. */
export interface LookedAt {
  box: [west: number, south: number, east: number, north: number];
  isDetailed: boolean;
}

/**
 * What lies on the planner's map and beside its figures. Each drawing is asked of the engine only while it is shown, after the counts of the
 * same stations are there; while a station is in hand, only the bands of the others follow.
 */
export const usePlanDrawings = defineStore('plan-drawings', () => {
  const plan = usePlan();
  const selection = useSelection();
  const services = useServiceAreas();

  const shown = computed(() => parseShown(selection.show));
  const bands = shallowRef<readonly MultiPolygonGeometry[]>([]);
  /** Bands of the station in hand; of one just let go until it is part of all. */
  const heldBands = shallowRef<readonly MultiPolygonGeometry[]>([]);
  const streets = shallowRef<readonly Position[][][]>([]);
  const circles = shallowRef<readonly DrawnCircle[]>([]);
  const confidence = shallowRef<PlanConfidence | null>(null);
  const lookedAt = shallowRef<LookedAt | null>(null);
  const isDrawingBands = ref(false);
  /** Number of the newest question of each kind: older answers are not wanted any more. */
  const asked = new Map<PlanQuestion['type'], number>();

  /** Where the standing stations are drawn: on their sign, or where the plan has put them. */
  const places = computed<Position[]>(() =>
    plan.stations
      .filter(({ id }) => id !== plan.held?.id)
      .map(({ id, doors }) => {
        const today = services.stations.find((station) => station.id === id);
        const isMoved = plan.edits.moved[id] !== undefined;
        return today === undefined || isMoved ? doors[0] : (today.position as Position);
      }),
  );
  /** The circles that stand for the minutes that are looked at. */
  const comparisons = computed(() =>
    circles.value.filter(({ minutes }) => minutes === services.cutoffMinutes),
  );
  const doubtful = computed<ReadonlySet<string>>(
    () => new Set(confidence.value?.doubtful.map(({ unitId }) => unitId) ?? []),
  );

  function ask(question: PlanQuestion): void {
    const sequence = plan.ask(question);
    if (sequence !== null) asked.set(question.type, sequence);
  }

  onScopeDispose(
    plan.listen((answer) => {
      if (answer.type === 'frame' && plan.held !== null) heldBands.value = answer.bands;
      if (!('sequence' in answer) || asked.get(answer.type as PlanQuestion['type']) !== answer.sequence)
        return;
      if (answer.type === 'bands') {
        bands.value = answer.bands;
        isDrawingBands.value = false;
        if (plan.held === null) heldBands.value = [];
      } else if (answer.type === 'streets') streets.value = answer.lines;
      else if (answer.type === 'circles') circles.value = answer.circles;
      else if (answer.type === 'confidence') confidence.value = answer;
    }),
  );

  const isShown = (name: PlanLayerName): boolean => shown.value.has(name);
  /** Whose counts are there: null while none are. In hand a station has the first word, its own bands come before those of the others. */
  const drawn = computed(() => (plan.held !== null && plan.frame === null ? null : plan.standing));
  const rested = computed(() => (plan.held === null ? plan.standing : null));

  watch([drawn, () => isShown('bands')], ([standing, isWanted]) => {
    if (!isWanted) {
      asked.delete('bands');
      bands.value = [];
      isDrawingBands.value = false;
      if (plan.held === null) heldBands.value = [];
    } else if (standing !== null) {
      isDrawingBands.value = true;
      ask({ type: 'bands' });
    }
  });
  watch([rested, () => isShown('streets'), lookedAt], ([standing, isWanted, view]) => {
    if (!isWanted) streets.value = [];
    else if (standing !== null && view !== null) ask({ type: 'streets', ...view });
  });
  watch([rested, () => isShown('circles')], ([standing, isWanted]) => {
    if (!isWanted) circles.value = [];
    else if (standing !== null) ask({ type: 'circles', places: places.value });
  });
  // Said beside the figures whether it is drawn or not.
  watch(rested, (standing) => {
    if (standing !== null) ask({ type: 'confidence' });
  });

  return {
    shown,
    bands,
    heldBands,
    streets,
    comparisons,
    confidence,
    doubtful,
    lookedAt,
    isDrawingBands,
    isShown,
    toggle(name: PlanLayerName): void {
      selection.setShow(formatShown(toggled(shown.value, name)));
    },
  };
});
