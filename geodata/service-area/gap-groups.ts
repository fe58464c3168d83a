import type { BarrierIndex } from '../network/barriers.ts';
import type { Homes } from './homes.ts';
import { type PointGrid, pointGrid } from './point-grid.ts';

/**
 * 150 m between two homes of one gap, in a straight line: the nearest that GB 50180-2018 (6.0.2) wants streets to lie to each
 * other, so homes further apart have a whole block between them and would not be served from one corner.
 */
export const GAP_JOIN_M = 150;

/** A third of the distance: homes of one cell are all near each other, and few cells lie between near and far. */
const CELL_DM = (GAP_JOIN_M * 10) / 3;

/** Homes of group g, ascending: `homes[first[g]]` … `homes[first[g + 1] - 1]`; groups are in the order of their first home. */
export interface GapGroups {
  count: number;
  first: Uint32Array;
  homes: Uint32Array;
}

/**
 * Single linkage: homes within `GAP_JOIN_M` of each other, with no barrier across the straight line between them, are of one group,
 * and so are those that a chain of such homes joins. `uncovered` are homes in ascending order. Cells whose homes are one
 * group already are passed over as a whole, so the work grows with the number of homes and not with that of their pairs.
 */
export function groupUncovered(homes: Homes, uncovered: Uint32Array, barriers: BarrierIndex): GapGroups {
  const grid = pointGrid(homes.x, homes.y, uncovered, CELL_DM);
  const forest: Forest = { parent: Uint32Array.from({ length: homes.count }, (_, h) => h) };
  const join = joiner(homes, barriers, forest);
  const inhabited = inhabitedCells(grid);
  const isWhole = new Uint8Array(grid.columns * grid.rows);
  for (const cell of inhabited) isWhole[cell] = joinWithin(grid, cell, forest, join);
  for (const [dx, dy] of neighbourSteps(grid.cellDm)) {
    for (const cell of inhabited) {
      const column = (cell % grid.columns) + dx;
      const row = Math.floor(cell / grid.columns) + dy;
      if (column < 0 || column >= grid.columns || row >= grid.rows) continue;
      joinBetween(grid, cell, row * grid.columns + column, isWhole, forest, join);
    }
  }
  return collect(uncovered, forest);
}

function inhabitedCells({ first }: PointGrid): Uint32Array {
  const found: number[] = [];
  for (let cell = 0; cell < first.length - 1; cell++) if (first[cell] < first[cell + 1]) found.push(cell);
  return Uint32Array.from(found);
}

interface Forest {
  parent: Uint32Array;
}

/** The smallest home of the group. */
function find({ parent }: Forest, start: number): number {
  let home = start;
  while (parent[home] !== home) {
    parent[home] = parent[parent[home]];
    home = parent[home];
  }
  return home;
}

/** Joins two homes if they are near enough and no barrier lies between; returns whether they are of one group then. */
type Join = (a: number, b: number) => boolean;

function joiner({ x, y }: Homes, barriers: BarrierIndex, forest: Forest): Join {
  const squaredMost = (GAP_JOIN_M * 10) ** 2;
  return (a, b) => {
    const dx = x[a] - x[b];
    const dy = y[a] - y[b];
    if (dx * dx + dy * dy > squaredMost) return false;
    const rootA = find(forest, a);
    const rootB = find(forest, b);
    if (rootA === rootB) return true;
    // From the lower home to the higher: a line that only touches a barrier may cross it in one direction and not in the other.
    const from = Math.min(a, b);
    const to = Math.max(a, b);
    if (barriers.crosses(x[from], y[from], x[to], y[to])) return false;
    forest.parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    return true;
  };
}

/** Joins the homes of one cell; returns 1 if they are one group now. */
function joinWithin({ first, items }: PointGrid, cell: number, forest: Forest, join: Join): number {
  const begin = first[cell];
  const end = first[cell + 1];
  // A chain settles most cells; only where a barrier breaks it every pair has to be tried.
  for (let i = begin + 1; i < end; i++) join(items[i - 1], items[i]);
  if (isOneGroup(items, begin, end, forest)) return 1;
  for (let i = begin; i < end; i++) for (let j = begin; j < i; j++) join(items[j], items[i]);
  return isOneGroup(items, begin, end, forest) ? 1 : 0;
}

function isOneGroup(items: Uint32Array, begin: number, end: number, forest: Forest): boolean {
  for (let i = begin + 1; i < end; i++) {
    if (find(forest, items[i]) !== find(forest, items[begin])) return false;
  }
  return true;
}

/** Half of the neighbours in reach (the other half finds this cell), nearest first, since they join most. */
function neighbourSteps(cellDm: number): [number, number][] {
  const most = Math.ceil((GAP_JOIN_M * 10) / cellDm);
  const steps: [number, number][] = [];
  for (let dy = 0; dy <= most; dy++) {
    for (let dx = dy === 0 ? 1 : -most; dx <= most; dx++) steps.push([dx, dy]);
  }
  return steps.sort((a, b) => a[0] ** 2 + a[1] ** 2 - b[0] ** 2 - b[1] ** 2);
}

function joinBetween(
  { first, items }: PointGrid,
  cell: number,
  other: number,
  isWhole: Uint8Array,
  forest: Forest,
  join: Join,
): void {
  const areWhole = isWhole[cell] === 1 && isWhole[other] === 1;
  if (areWhole && find(forest, items[first[cell]]) === find(forest, items[first[other]])) return;
  for (let i = first[cell]; i < first[cell + 1]; i++) {
    for (let j = first[other]; j < first[other + 1]; j++) {
      if (join(items[i], items[j]) && areWhole) return;
    }
  }
}

function collect(uncovered: Uint32Array, forest: Forest): GapGroups {
  const groupOfRoot = new Map<number, number>();
  // A root is the smallest home of its group, so groups are numbered in the order of their first home.
  for (const h of uncovered) if (find(forest, h) === h) groupOfRoot.set(h, groupOfRoot.size);
  const count = groupOfRoot.size;
  const first = new Uint32Array(count + 1);
  const groupOf = Uint32Array.from(uncovered, (h) => groupOfRoot.get(find(forest, h))!);
  for (const group of groupOf) first[group + 1]++;
  for (let g = 0; g < count; g++) first[g + 1] += first[g];
  const fill = first.slice(0, count);
  const homes = new Uint32Array(uncovered.length);
  uncovered.forEach((h, i) => {
    homes[fill[groupOf[i]]++] = h;
  });
  return { count, first, homes };
}
