import type { DistrictProfile } from '../cases/case-spec.ts';
import type { Overlay } from '../model/overlay.ts';
import type { Unit } from '../model/unit.ts';
import { type CityIndex, nearness, unitsUnder } from './populate-index.ts';

/** 商圈, 创建点 and other groupings. Commercial districts lie where shops and offices stand thickest in their street. */
export function populateOverlays(index: CityIndex, profile: DistrictProfile): Overlay[] {
  const taken = new Set<string>();
  return profile.overlays.map(({ id, kind, name, members }) => {
    if ('unitIds' in members) return { id, kind, name, memberUnitIds: members.unitIds };
    const free = unitsUnder(index, members.cellsInSubdistrict, 'gridCell').filter(
      (cell) => !taken.has(cell.id),
    );
    const memberUnitIds = busiestNeighbours(index, free, members.cells).map((cell) => cell.id);
    for (const cellId of memberUnitIds) taken.add(cellId);
    return { id, kind, name, memberUnitIds };
  });
}

/** The busiest cell and those nearest to it, in code order. */
function busiestNeighbours(index: CityIndex, cells: Unit[], count: number): Unit[] {
  const middle = [...cells].sort(
    (a, b) => businessOf(index, b.id) - businessOf(index, a.id) || (a.id < b.id ? -1 : 1),
  )[0];
  if (!middle) return [];
  return [...cells]
    .sort(
      (a, b) =>
        nearness(a.center, middle.center) - nearness(b.center, middle.center) || (a.id < b.id ? -1 : 1),
    )
    .slice(0, count)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Floors of shops and offices in a cell. */
export function businessOf(index: CityIndex, cellId: string): number {
  let floors = 0;
  for (const building of index.buildings.get(cellId) ?? []) {
    if (building.kind === 'shop' || building.kind === 'office') floors += building.floors;
  }
  return floors;
}
