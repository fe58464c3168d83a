import type { AreaLevel, CodeStatus } from '../model/unit.ts';
import type { PlanSpec } from './plan-spec.ts';

/** A unit before it has a place: one row per unit of the specification, parents before children. */
export interface UnitRow {
  id: string;
  parent: number;
  level: AreaLevel;
  name: string;
  codeStatus: CodeStatus;
}

/** Something that wants a share of the plane. A unit that lies on two banks is two nodes with the same `row`. */
export interface TerritoryNode {
  /** Index of the unit's row; -1 for a lake, which belongs to no unit. */
  row: number;
  /** In ordinary cells. */
  weight: number;
  children: TerritoryNode[];
  anchor: [number, number];
}

export interface Skeleton {
  rows: UnitRow[];
  root: TerritoryNode;
  cellCount: number;
}

/**
 * Lists every unit of the specification and builds the tree of claims on the plane.
 * @throws {RangeError} where a community has no cell or an id appears twice: no shape could be made for it.
 */
export function createSkeleton(spec: PlanSpec): Skeleton {
  const rows: UnitRow[] = [];
  const seen = new Set<string>();
  const add = (row: UnitRow): number => {
    if (seen.has(row.id)) throw new RangeError(`unit id ${row.id} appears twice in the specification`);
    seen.add(row.id);
    rows.push(row);
    return rows.length - 1;
  };
  const node = (row: number, children: TerritoryNode[], anchor: [number, number]): TerritoryNode => {
    if (children.length === 0)
      throw new RangeError(`unit ${rows[row]!.id} has no children in the specification`);
    return { row, children, anchor, weight: children.reduce((sum, child) => sum + child.weight, 0) };
  };
  const here: [number, number] = [0, 0];
  const city = add({ id: spec.id, parent: -1, level: 'city', name: spec.name, codeStatus: 'official' });
  const districts = spec.districts.map((district) => {
    const districtRow = add({ ...named(district), parent: city, level: 'district' });
    const subdistricts = district.subdistricts.map((subdistrict) => {
      const subdistrictRow = add({ ...named(subdistrict), parent: districtRow, level: 'subdistrict' });
      const communities = subdistrict.communities.map((community) => {
        const communityRow = add({ ...named(community), parent: subdistrictRow, level: 'community' });
        const cells: TerritoryNode[] = [];
        for (let number = 1; number <= community.gridCells; number++) {
          const row = add({
            id: `${community.id}${String(number).padStart(3, '0')}`,
            parent: communityRow,
            level: 'gridCell',
            name: `第${number}网格`,
            codeStatus: community.codeStatus,
          });
          cells.push({ row, weight: 1, children: [], anchor: here });
        }
        return node(communityRow, cells, here);
      });
      return node(subdistrictRow, communities, here);
    });
    return node(districtRow, subdistricts, district.anchor);
  });
  const root = node(city, districts, here);
  return { rows, root, cellCount: root.weight };
}

function named(spec: { id: string; name: string; codeStatus: CodeStatus }) {
  return { id: spec.id, name: spec.name, codeStatus: spec.codeStatus };
}
