import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { onScopeDispose, watch } from 'vue';
import { LAYER } from '../layers/layer-ids.ts';
import { useSelection } from '../stores/selection.ts';
import { useUnits } from '../stores/units.ts';
import { cameraOf } from './camera.ts';
import { drillTarget } from './drill-target.ts';
import type { MapHandle } from './map-handle.ts';

/** The pointer and the keys on the map: a click drills, Escape goes up, a hand that moves the map writes the camera into the address. */
export function useMapPointer(handle: MapHandle, interactive: () => boolean): void {
  const selection = useSelection();
  const units = useUnits();
  let frame = 0;

  function cellAt(map: MapLibreMap, event: MapMouseEvent): string | null {
    if (map.getLayer(LAYER.cellFill) === undefined) return null;
    const [cell] = map.queryRenderedFeatures(event.point, { layers: [LAYER.cellFill] });
    return cell === undefined ? null : String(cell.properties.id);
  }

  function buildingAt(map: MapLibreMap, event: MapMouseEvent): { id: string; unitId: string } | null {
    const layers = [LAYER.roof, LAYER.building].filter((id) => map.getLayer(id) !== undefined);
    if (layers.length === 0) return null;
    const [building] = map.queryRenderedFeatures(event.point, { layers });
    if (building === undefined) return null;
    return { id: String(building.properties.id), unitId: String(building.properties.unitId) };
  }

  /** A sign on top (a station, an alarm) has its own click. */
  function signAt(map: MapLibreMap, event: MapMouseEvent): (() => void) | null {
    const layers = [...handle.signs.keys()].filter((id) => map.getLayer(id) !== undefined);
    if (layers.length === 0) return null;
    const [sign] = map.queryRenderedFeatures(event.point, { layers });
    const act = sign === undefined ? undefined : handle.signs.get(sign.layer.id);
    return act === undefined ? null : () => act(String(sign.properties.id));
  }

  function onClick(event: MapMouseEvent): void {
    if (units.tree === null || units.selected === null || handle.isGripped.value) return;
    const map = event.target;
    const sign = signAt(map, event);
    if (sign !== null) {
      sign();
      return;
    }
    const building = units.selected.level === 'gridCell' ? buildingAt(map, event) : null;
    if (building !== null && building.unitId === units.selected.id) {
      selection.drill(building.id);
      return;
    }
    const cellId = building?.unitId ?? cellAt(map, event);
    if (cellId === null) return;
    const target = drillTarget(units.tree, units.selected.id, cellId);
    if (target !== null && target.id !== units.selected.id) selection.drill(target.id);
  }

  function onMove(event: MapMouseEvent): void {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const map = handle.map.value;
      if (map === null || map.isMoving()) return;
      const cellId = cellAt(map, event);
      map.getCanvas().style.cursor = cellId === null ? '' : 'pointer';
      handle.hovered.value = cellId === null ? null : { cellId, x: event.point.x, y: event.point.y };
    });
  }

  function onLeave(): void {
    cancelAnimationFrame(frame);
    handle.hovered.value = null;
  }

  function onMoveEnd(event: { target: MapLibreMap; originalEvent?: unknown }): void {
    if (event.originalEvent !== undefined) selection.setCamera(cameraOf(event.target));
  }

  function onKey(event: KeyboardEvent): void {
    const element = event.target instanceof HTMLElement ? event.target : null;
    const isTyping = element?.closest('input, textarea, select, [role="dialog"]') != null;
    if (event.key !== 'Escape' || event.defaultPrevented || isTyping || !interactive()) return;
    const isBuilding = selection.unitId !== null && units.get(selection.unitId) === null;
    const above = isBuilding ? (units.selected?.id ?? null) : (units.selected?.parentId ?? null);
    if (above !== null && (isBuilding || units.get(above) !== null)) selection.drill(above);
  }

  watch(
    handle.map,
    (map, _before, onCleanup) => {
      if (map === null) return;
      map.on('click', onClick);
      map.on('mousemove', onMove);
      map.on('mouseout', onLeave);
      map.on('moveend', onMoveEnd);
      onCleanup(() => {
        map.off('click', onClick);
        map.off('mousemove', onMove);
        map.off('mouseout', onLeave);
        map.off('moveend', onMoveEnd);
      });
    },
    { immediate: true },
  );
  window.addEventListener('keydown', onKey);
  onScopeDispose(() => {
    cancelAnimationFrame(frame);
    window.removeEventListener('keydown', onKey);
  });
}
