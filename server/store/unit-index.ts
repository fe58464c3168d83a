import { AREA_LEVELS, type AreaLevel, type Level, type Unit } from '../../geodata/model/unit.ts';

/** Units in memory, by surrogate key. The tree is walked by typed arrays, so that rolling up thousands of cells costs nothing. */
export class UnitIndex {
  /** By surrogate key. */
  readonly units: readonly Unit[];
  /** -1 = none. */
  readonly parentNos: Int32Array;
  /** Surrogate keys in code order, parents before children: a unit's descendants follow it without a gap. */
  readonly preorder: Int32Array;
  private readonly noById = new Map<string, number>();
  private readonly position: Int32Array;
  private readonly end: Int32Array;
  private readonly childNos: number[][];
  private readonly ancestorsByLevel = new Map<AreaLevel, Int32Array>();

  constructor(units: readonly Unit[]) {
    this.units = units;
    units.forEach((unit, no) => {
      this.noById.set(unit.id, no);
    });
    this.parentNos = Int32Array.from(units, (unit) =>
      unit.parentId === null ? -1 : (this.noById.get(unit.parentId) ?? -1),
    );
    this.childNos = units.map(() => []);
    const roots: number[] = [];
    for (let no = 0; no < units.length; no++) {
      if (this.parentNos[no] < 0) roots.push(no);
      else this.childNos[this.parentNos[no]].push(no);
    }
    for (const children of this.childNos) children.sort((a, b) => compareIds(units[a].id, units[b].id));
    roots.sort((a, b) => compareIds(units[a].id, units[b].id));
    this.preorder = new Int32Array(units.length);
    this.position = new Int32Array(units.length);
    this.end = new Int32Array(units.length);
    let next = 0;
    const visit = (no: number): void => {
      this.position[no] = next;
      this.preorder[next++] = no;
      for (const child of this.childNos[no]) visit(child);
      this.end[no] = next;
    };
    for (const root of roots) visit(root);
  }

  get size(): number {
    return this.units.length;
  }

  /** The widest unit; the first in code order where there are several. @throws in a store without units */
  root(): Unit {
    if (this.units.length === 0) throw new Error('the store has no units; load a city first');
    return this.units[this.preorder[0]];
  }

  no(id: string): number | null {
    return this.noById.get(id) ?? null;
  }

  get(id: string): Unit | null {
    const no = this.noById.get(id);
    return no === undefined ? null : this.units[no];
  }

  children(no: number): readonly number[] {
    return this.childNos[no];
  }

  /** The unit and everything under it, in code order (a view, not to be changed). */
  subtree(no: number): Int32Array {
    return this.preorder.subarray(this.position[no], this.end[no]);
  }

  /** Union of subtrees, each unit once, ascending by surrogate key. */
  union(nos: Iterable<number>): Int32Array {
    const inside = new Set<number>();
    for (const no of nos) for (const member of this.subtree(no)) inside.add(member);
    return Int32Array.from(inside).sort();
  }

  isInside(no: number, ancestorNo: number): boolean {
    return this.position[no] >= this.position[ancestorNo] && this.position[no] < this.end[ancestorNo];
  }

  /** From the root down to the unit itself. */
  path(no: number): number[] {
    const path: number[] = [];
    for (let current = no; current >= 0; current = this.parentNos[current]) path.unshift(current);
    return path;
  }

  /** Per surrogate key: the key of the ancestor (or itself) on the level, -1 where there is none. */
  ancestorsAt(level: AreaLevel): Int32Array {
    let column = this.ancestorsByLevel.get(level);
    if (!column) {
      column = new Int32Array(this.units.length).fill(-1);
      for (const no of this.preorder) {
        if (this.units[no].level === level) column[no] = no;
        else if (this.parentNos[no] >= 0) column[no] = column[this.parentNos[no]];
      }
      this.ancestorsByLevel.set(level, column);
    }
    return column;
  }

  /** Position of each unit in code order, for sorting answers. */
  codeOrder(no: number): number {
    return this.position[no];
  }
}

export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether the unit exists on the ISO day. */
export function isValidOn(row: { validFrom: string; validTo: string | null }, day: string): boolean {
  return row.validFrom <= day && (row.validTo === null || row.validTo > day);
}

export function isAreaLevel(level: Level): level is AreaLevel {
  return (AREA_LEVELS as readonly string[]).includes(level);
}
