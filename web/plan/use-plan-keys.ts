import { onScopeDispose } from 'vue';
import type { Position } from '../../geodata/model/geometry.ts';
import { useMap } from '../map/map-handle.ts';
import { usePlanFocus } from './plan-focus.ts';
import { usePlan } from './plan-store.ts';

/** One step of an arrow key, CSS pixels of the map; with Shift ten times as far. */
const STEP_PX = 4;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Here keys have a meaning of their own, undo as well; a choice that was just made by radio or checkbox can be taken back. */
const TYPED_INTO =
  'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, dialog, [role="dialog"]';

/** Undo and redo, and the chosen station by arrow keys: held while they are pressed, let go by Enter, put back by Escape. */
export function usePlanKeys(): void {
  const plan = usePlan();
  const focus = usePlanFocus();
  const handle = useMap();

  function nudge([dx, dy]: readonly [number, number], steps: number): boolean {
    const map = handle.map.value;
    const id = plan.held?.id ?? focus.stationId.value;
    if (map === null || id === null || plan.network === null) return false;
    const at = plan.held?.over ?? plan.placeOf(id);
    if (at === null) return false;
    if (plan.held === null) plan.grab(id);
    const point = map.project(at);
    const { lng, lat } = map.unproject([point.x + dx * steps * STEP_PX, point.y + dy * steps * STEP_PX]);
    plan.hold([lng, lat] satisfies Position);
    return true;
  }

  function onKey(event: KeyboardEvent): void {
    const element = event.target instanceof HTMLElement ? event.target : null;
    if (element?.closest(TYPED_INTO) != null) return;
    const hasCommand = event.ctrlKey || event.metaKey;
    if (hasCommand && event.key.toLowerCase() === 'z') {
      if (event.shiftKey) plan.redo();
      else plan.undo();
    } else if (hasCommand && event.key.toLowerCase() === 'y') plan.redo();
    // Arrows belong to the choice that has them.
    else if (element?.closest('input') != null) return;
    else if (event.key in ARROWS) {
      if (!nudge(ARROWS[event.key], event.shiftKey ? 10 : 1)) return;
    } else if (event.key === 'Enter' && plan.held !== null) plan.drop();
    else if (event.key === 'Escape' && (plan.held !== null || plan.isAdding)) plan.putDown();
    else if (event.key === 'Escape' && focus.buildingId.value !== null) focus.buildingId.value = null;
    else if (event.key === 'Delete' && focus.stationId.value !== null && plan.held === null)
      plan.remove(focus.stationId.value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  window.addEventListener('keydown', onKey, { capture: true });
  onScopeDispose(() => window.removeEventListener('keydown', onKey, { capture: true }));
}
