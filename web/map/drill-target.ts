import type { UnitRow } from '../../server/contract/units.ts';

/** The part of the tree of units that is asked about. */
export interface PathTree {
  path(unitId: string): UnitRow[];
}

/**
 * The unit that a click on a cell selects: one level below the selected unit on the way to the cell. Outside of the selected
 * unit it is the neighbour on the same level, so one moves sideways without going up first. Null where nothing would change.
 */
export function drillTarget(tree: PathTree, selectedId: string, cellId: string): UnitRow | null {
  const path = tree.path(cellId);
  const at = path.findIndex((unit) => unit.id === selectedId);
  if (at !== -1) return path[at + 1] ?? null;
  const depth = tree.path(selectedId).length - 1;
  return path[Math.min(depth, path.length - 1)] ?? null;
}
