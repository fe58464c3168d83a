import type { Map as MapLibreMap } from 'maplibre-gl';
import type { UnitRow } from '../../server/contract/units.ts';
import { outlineOpacities, type UnitState } from '../layers/area-style.ts';
import { AREA_LAYERS, type AreaLayer, SOURCE } from '../layers/layer-ids.ts';

/** The part of the tree of units that is asked about. */
export interface TreeView {
  rows: UnitRow[];
  isWithin(unitId: string, ancestorId: string): boolean;
}

/** The part of the map that is written to. */
export type StateTarget = Pick<MapLibreMap, 'setFeatureState' | 'getLayer' | 'setPaintProperty'>;

const NO_PAINT: UnitState = { fill: null, edge: null, pattern: 0, mark: 0 };

/**
 * Writes the state of units onto the map and remembers what is written, so that only differences travel: setting a state that
 * already stands would repaint whole tiles for nothing.
 */
export class UnitStates {
  private readonly map: StateTarget;
  private paint: ReadonlyMap<string, UnitState> = new Map();
  private readonly dimmed = new Set<string>();
  private selected: { id: string; layer: AreaLayer } | null = null;
  private hovered: { id: string; layer: AreaLayer } | null = null;

  constructor(map: StateTarget) {
    this.map = map;
  }

  /** Colours of the cells by id; cells that are missing lose theirs. */
  paintCells(states: ReadonlyMap<string, UnitState>): void {
    for (const [id, state] of states) {
      const before = this.paint.get(id);
      if (before !== undefined && isSamePaint(before, state)) continue;
      this.write('gridCell', id, { ...NO_PAINT, ...state });
    }
    for (const id of this.paint.keys()) {
      if (!states.has(id)) this.write('gridCell', id, NO_PAINT);
    }
    this.paint = new Map(states);
  }

  /** Dims every unit that neither lies in `scopeId` nor contains it; null dims nothing. */
  dimOutside(tree: TreeView, scopeId: string | null): void {
    for (const row of tree.rows) {
      if (!isAreaLayer(row.level)) continue;
      const dim = scopeId !== null && !tree.isWithin(row.id, scopeId) && !tree.isWithin(scopeId, row.id);
      if (dim === this.dimmed.has(row.id)) continue;
      if (dim) this.dimmed.add(row.id);
      else this.dimmed.delete(row.id);
      this.write(row.level, row.id, { dim });
      this.write('label', row.id, { dim });
    }
  }

  /** Draws the outline of the selected unit; the root and what is no area have none. */
  select(unit: { id: string; level: string } | null): void {
    this.selected = this.move(this.selected, unit, 'selected');
    this.showOutlines();
  }

  hover(unit: { id: string; level: string } | null): void {
    if (unit?.id === this.hovered?.id) return;
    this.hovered = this.move(this.hovered, unit, 'hover');
    this.showOutlines();
  }

  private move(
    before: { id: string; layer: AreaLayer } | null,
    unit: { id: string; level: string } | null,
    state: 'selected' | 'hover',
  ): { id: string; layer: AreaLayer } | null {
    if (before !== null) this.write(before.layer, before.id, { [state]: false });
    if (unit === null || !isAreaLayer(unit.level)) return null;
    this.write(unit.level, unit.id, { [state]: true });
    return { id: unit.id, layer: unit.level };
  }

  private showOutlines(): void {
    for (const { id, opacity } of outlineOpacities(
      this.selected?.layer ?? null,
      this.hovered?.layer ?? null,
    )) {
      if (this.map.getLayer(id) !== undefined) this.map.setPaintProperty(id, 'line-opacity', opacity);
    }
  }

  private write(sourceLayer: string, id: string, state: object): void {
    this.map.setFeatureState({ source: SOURCE.areas, sourceLayer, id }, state);
  }
}

function isSamePaint(left: UnitState, right: UnitState): boolean {
  return (
    left.fill === right.fill &&
    left.edge === right.edge &&
    left.pattern === right.pattern &&
    left.mark === right.mark
  );
}

function isAreaLayer(level: string): level is AreaLayer {
  return (AREA_LAYERS as readonly string[]).includes(level);
}
