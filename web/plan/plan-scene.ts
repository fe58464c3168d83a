import type { Point } from 'geojson';
import type { Map as MapLibreMap, MapMouseEvent, MapTouchEvent } from 'maplibre-gl';
import { computed, defineComponent, onScopeDispose, watch, watchEffect } from 'vue';
import { ABOVE_FILLS, LAYER } from '../layers/layer-ids.ts';
import {
  PLAN_LAYER,
  PLAN_SOURCE,
  type PlanStationSign,
  planFillLayers,
  planGaps,
  planLinks,
  plannedCellStates,
  planSignLayers,
  planStations,
  planWalks,
  type StationState,
} from '../layers/plan.ts';
import { BANDS_SOURCE, bandFillLayers, bandLineLayers, planBands } from '../layers/plan-bands.ts';
import { GATES_LAYER, GATES_SOURCE, type GateSign, planGateLayers, planGates } from '../layers/plan-gates.ts';
import {
  OVERLAY_SOURCE,
  overCellLayers,
  overlayLineLayers,
  planCircles,
  planStreets,
} from '../layers/plan-overlays.ts';
import { useMap } from '../map/map-handle.ts';
import { useSceneLayers } from '../scenes/use-scene-layers.ts';
import { CUTOFFS_MINUTES, useServiceAreas } from '../stores/service-areas.ts';
import { useGates } from './gates-store.ts';
import { usePlanDrawings } from './plan-drawings.ts';
import { usePlanFocus } from './plan-focus.ts';
import { usePlanNearest } from './plan-nearest.ts';
import { usePlanPanels } from './plan-panels.ts';
import { usePlan } from './plan-store.ts';
import { useSitingScene } from './siting/siting-scene.ts';
import { useLookedAt } from './use-looked-at.ts';

/** Half the width of a finger's or a pointer's aim around a station, CSS pixels. */
const AIM_PX = 12;

/** 规划台 on the map: who is reached, the gaps, and stations that can be taken in hand. */
export const PlanScene = defineComponent({
  name: 'PlanScene',
  setup() {
    const handle = useMap();
    const plan = usePlan();
    const services = useServiceAreas();
    const focus = usePlanFocus();
    const gates = useGates();
    const panels = usePlanPanels();
    const drawings = usePlanDrawings();
    const nearest = usePlanNearest();

    const cells = computed(() => {
      const { standing } = plan;
      if (standing === null) return null;
      const { unitIds, peopleOfUnit: people, peopleWithin } = standing;
      return plannedCellStates(
        handle.theme.value,
        { unitIds, people, covered: peopleWithin[plan.cutoffIndex] },
        drawings.isShown('cells'),
        drawings.isShown('confidence') ? drawings.doubtful : new Set(),
      );
    });
    watchEffect(() => {
      if (cells.value !== null) handle.paint.value = cells.value;
    });

    const heldPosition = computed(() => plan.frame?.snapped?.position ?? plan.held?.over ?? null);
    const signs = computed<PlanStationSign[]>(() => {
      const { edits, held } = plan;
      const closed = new Set(plan.standing?.closed);
      const stateOf = (id: string): StationState => (edits.moved[id] === undefined ? 'same' : 'moved');
      const standing = plan.stations
        .filter(({ id }) => id !== held?.id)
        .map(({ id, doors }): PlanStationSign => {
          const shown = services.stations.find((station) => station.id === id);
          const isMoved = edits.moved[id] !== undefined;
          return {
            id,
            position: shown === undefined || isMoved ? doors[0] : shown.position,
            state: shown === undefined ? 'added' : stateOf(id),
            isClosed: closed.has(id),
          };
        });
      const removed = services.stations
        .filter(({ id }) => edits.removed.includes(id))
        .map(({ id, position }): PlanStationSign => ({ id, position, state: 'removed', isClosed: false }));
      const inHand: PlanStationSign[] =
        held === null || heldPosition.value === null
          ? []
          : [{ id: held.id, position: heldPosition.value, state: 'held', isClosed: closed.has(held.id) }];
      return [...removed, ...standing, ...inHand];
    });
    const links = computed(() => {
      const moved = Object.entries(plan.edits.moved).flatMap(([id, to]) => {
        const from = services.stations.find((station) => station.id === id)?.position;
        return from === undefined || id === plan.held?.id ? [] : [{ from, to }];
      });
      const { held } = plan;
      return held === null || held.from === null || heldPosition.value === null
        ? moved
        : [...moved, { from: held.from, to: heldPosition.value }];
    });

    const gateSigns = computed<GateSign[]>(() => {
      const areShown = gates.isWanted || drawings.isShown('gates');
      return gates.all.flatMap((gate): GateSign[] => {
        const isChosen = gate.key === gates.chosenKey;
        const isChanged = gates.isChanged(gate);
        const { key, position } = gate;
        return areShown || isChosen || isChanged
          ? [{ key, position, policy: gates.policyOf(gate), isChanged, isChosen }]
          : [];
      });
    });

    useSceneLayers(
      handle,
      {
        [BANDS_SOURCE.standing]: () => planBands(drawings.bands),
        [BANDS_SOURCE.held]: () => planBands(drawings.heldBands),
        [OVERLAY_SOURCE.streets]: () => planStreets(drawings.streets),
        [OVERLAY_SOURCE.circles]: () => planCircles(drawings.comparisons),
        [PLAN_SOURCE.gaps]: () =>
          planGaps(drawings.isShown('gaps') ? (plan.standing?.gaps ?? []) : [], focus.gapId.value),
        [GATES_SOURCE]: () => planGates(gateSigns.value),
        [PLAN_SOURCE.links]: () => planLinks(links.value),
        [PLAN_SOURCE.walk]: () =>
          planWalks(
            nearest.answer?.home?.position ?? null,
            nearest.stations.map(({ line }) => line),
          ),
        [PLAN_SOURCE.stations]: () => planStations(signs.value),
      },
      () => [
        {
          beforeId: ABOVE_FILLS,
          layers: [
            ...bandFillLayers(handle.theme.value, drawings.isShown('cells')),
            ...overCellLayers(handle.theme.value),
            ...planFillLayers(),
          ],
        },
        {
          beforeId: LAYER.building,
          layers: [
            ...overlayLineLayers(handle.theme.value, handle.unitPx.value, CUTOFFS_MINUTES.length),
            ...bandLineLayers(handle.theme.value, handle.unitPx.value, drawings.isShown('cells')),
            ...planGateLayers(handle.theme.value, handle.unitPx.value),
            ...planSignLayers(handle.theme.value, handle.unitPx.value),
          ],
        },
      ],
    );

    useSitingScene();
    useStationHand();
    useLookedAt((view) => {
      drawings.lookedAt = view;
    });
    // Near enough a click means the building and not the cell around it, unless a station was meant.
    for (const layer of [LAYER.building, LAYER.roof])
      handle.signs.set(layer, (id) => {
        if (!focus.isOnStation.value) focus.buildingId.value = id;
      });
    // A click on a sign is about the sign, not about the cell beneath.
    handle.signs.set(PLAN_LAYER.station, (id) => {
      focus.stationId.value = id;
    });
    for (const layer of [GATES_LAYER.all, GATES_LAYER.changed])
      handle.signs.set(layer, (key) => {
        if (focus.isOnStation.value) return;
        gates.chosenKey = key;
        panels.open('gates');
      });
    onScopeDispose(() => {
      for (const layer of [
        PLAN_LAYER.station,
        LAYER.building,
        LAYER.roof,
        GATES_LAYER.all,
        GATES_LAYER.changed,
      ])
        handle.signs.delete(layer);
    });
    return () => null;
  },
});

/** Takes stations in hand with the pointer: press on one and drag, or press anywhere while a new one is wanted. */
function useStationHand(): void {
  const handle = useMap();
  const plan = usePlan();
  const focus = usePlanFocus();
  let isDown = false;
  let wasDragged = false;

  function stationAt(map: MapLibreMap, event: MapMouseEvent | MapTouchEvent): string | null {
    if (map.getLayer(PLAN_LAYER.station) === undefined) return null;
    const { x, y } = event.point;
    const hits = map.queryRenderedFeatures(
      [
        [x - AIM_PX, y - AIM_PX],
        [x + AIM_PX, y + AIM_PX],
      ],
      { layers: [PLAN_LAYER.station] },
    );
    // Signs overlap where stations are near each other: the nearest is meant, and one that is given up only where there is no other.
    const aimed = hits.map(({ geometry, properties }) => {
      const at = map.project((geometry as Point).coordinates as [number, number]);
      const isRemoved = properties.state === 'removed';
      return {
        id: String(properties.id),
        away: Math.hypot(at.x - x, at.y - y) + (isRemoved ? 2 * AIM_PX : 0),
      };
    });
    aimed.sort((a, b) => a.away - b.away);
    return aimed[0]?.id ?? null;
  }

  function onDown(event: MapMouseEvent | MapTouchEvent): void {
    if (plan.network === null) return;
    if (plan.isAdding) {
      event.preventDefault();
      isDown = true;
      handle.isGripped.value = true;
      plan.addAt([event.lngLat.lng, event.lngLat.lat]);
      return;
    }
    const id = stationAt(event.target, event);
    focus.isOnStation.value = id !== null;
    if (id === null) return;
    // Keeps the map from being dragged along.
    event.preventDefault();
    focus.stationId.value = id;
    if (plan.edits.removed.includes(id)) return;
    isDown = true;
    wasDragged = false;
  }

  function onMove(event: MapMouseEvent | MapTouchEvent): void {
    const { lng, lat } = event.lngLat;
    if (!isDown) {
      if (plan.network !== null && event.type === 'mousemove') {
        const isOver = plan.isAdding || stationAt(event.target, event) !== null;
        if (isOver) event.target.getCanvas().style.cursor = plan.isAdding ? 'crosshair' : 'grab';
      }
      return;
    }
    if (plan.held === null && focus.stationId.value !== null) {
      wasDragged = true;
      handle.isGripped.value = true;
      plan.grab(focus.stationId.value);
    }
    event.target.getCanvas().style.cursor = 'grabbing';
    plan.hold([lng, lat]);
  }

  function onUp(): void {
    if (!isDown) return;
    isDown = false;
    // The click of this very press comes right after.
    setTimeout(() => {
      handle.isGripped.value = false;
    });
    if (plan.held === null) return;
    if (wasDragged || plan.held.from === null) plan.drop();
    else plan.putDown();
  }

  watch(
    handle.map,
    (map, _before, onCleanup) => {
      if (map === null) return;
      map.on('mousedown', onDown);
      map.on('touchstart', onDown);
      map.on('mousemove', onMove);
      map.on('touchmove', onMove);
      onCleanup(() => {
        map.off('mousedown', onDown);
        map.off('touchstart', onDown);
        map.off('mousemove', onMove);
        map.off('touchmove', onMove);
      });
    },
    { immediate: true },
  );
  // Let go anywhere, over a panel as well.
  window.addEventListener('mouseup', onUp);
  window.addEventListener('touchend', onUp);
  onScopeDispose(() => {
    window.removeEventListener('mouseup', onUp);
    window.removeEventListener('touchend', onUp);
  });
}
