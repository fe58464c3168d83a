import type { UnitRow } from '../../server/contract/units.ts';

/** The units of a data set with their order, for walking up and down without asking the server. */
export class UnitTree {
  readonly rows: UnitRow[];
  readonly root: UnitRow | null;
  private readonly byId = new Map<string, UnitRow>();
  private readonly childrenOf = new Map<string, UnitRow[]>();
  private readonly cellsOf = new Map<string, Set<string>>();

  /** `rows` in code order, as the server lists them. The root is the first row whose parent is not among them. */
  constructor(rows: UnitRow[]) {
    this.rows = rows;
    for (const row of rows) this.byId.set(row.id, row);
    for (const row of rows) {
      if (row.parentId === null) continue;
      const siblings = this.childrenOf.get(row.parentId);
      if (siblings === undefined) this.childrenOf.set(row.parentId, [row]);
      else siblings.push(row);
    }
    this.root = rows.find((row) => row.parentId === null || !this.byId.has(row.parentId)) ?? null;
  }

  get(unitId: string): UnitRow | null {
    return this.byId.get(unitId) ?? null;
  }

  /** Direct children in code order. */
  children(unitId: string): UnitRow[] {
    return this.childrenOf.get(unitId) ?? [];
  }

  /** From the root down to the unit itself; empty where the unit is unknown. */
  path(unitId: string): UnitRow[] {
    const path: UnitRow[] = [];
    for (
      let row = this.get(unitId);
      row !== null;
      row = row.parentId === null ? null : this.get(row.parentId)
    ) {
      path.unshift(row);
    }
    return path;
  }

  /** True where `unitId` is `ancestorId` or lies in it. */
  isWithin(unitId: string, ancestorId: string): boolean {
    for (
      let row = this.get(unitId);
      row !== null;
      row = row.parentId === null ? null : this.get(row.parentId)
    ) {
      if (row.id === ancestorId) return true;
    }
    return false;
  }

  /** Ids of the cells inside a unit (the unit itself where it is a cell). Kept after the first walk. */
  cellIdsWithin(unitId: string): Set<string> {
    const known = this.cellsOf.get(unitId);
    if (known !== undefined) return known;
    const cells = new Set<string>();
    const open = [unitId];
    while (open.length > 0) {
      const id = open.pop() as string;
      if (this.get(id)?.level === 'gridCell') cells.add(id);
      for (const child of this.children(id)) open.push(child.id);
    }
    this.cellsOf.set(unitId, cells);
    return cells;
  }
}
