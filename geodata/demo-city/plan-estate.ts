import type { GatePolicy, WayKind } from '../model/walk-source.ts';
import type { CellSite } from './plan-build.ts';
import type { Ring } from './plan-plane.ts';
import { type Row, type RowFrame, spanAt, toPlane } from './plan-rows.ts';
import type { Site } from './plan-site.ts';

interface Layout {
  frame: RowFrame;
  /** The ground in frame coordinates. */
  turned: Ring;
  rows: Row[];
  spineU: number;
}

interface Kind {
  isHome: boolean;
  isVillage: boolean;
  gated: boolean;
  estateId: string | null;
}

/** A third of the gated estates let strangers in at the main gate only; a few nowhere. */
const MAIN_GATE_ONLY_SHARE = 0.33;
const RESIDENTS_ONLY_SHARE = 0.04;
/** Back gates that were locked for good. */
const LOCKED_SHARE = 0.06;

/** Paths behind the rows, one that joins them, a way around, and the ways out to the streets. */
export function layInnerPaths(cell: CellSite, site: Site, layout: Layout, kind: Kind): void {
  const { walk, random } = cell.build;
  const { frame, turned, rows, spineU } = layout;
  const wayKind: WayKind = kind.isHome && !kind.isVillage ? 'estatePath' : kind.isHome ? 'lane' : 'plaza';
  const at = (u: number, v: number) => walk.node(...toPlane(frame, u, v));
  const west = rows.map((row) => at(row.pathFromU, row.pathV));
  const middle = rows.map((row) => at(spineU, row.pathV));
  const east = rows.map((row) => at(row.pathToU, row.pathV));
  rows.forEach((_, r) => {
    walk.way(wayKind, [west[r]!, middle[r]!, east[r]!]);
  });
  if (rows.length > 1) walk.way(wayKind, middle);
  if (rows.length > 1 && kind.isHome) {
    walk.way(wayKind, west);
    if (rows.length < 6) walk.way(wayKind, east);
  }
  if (cell.build.isCutOff()) return;

  const swapped: Ring = [];
  for (let i = 0; i < turned.length; i += 2) swapped.push(turned[i + 1]!, turned[i]!);
  const span = spanAt(swapped, spineU);
  if (span === null) return;
  const ways: Exit[] = [
    { from: middle[0]!, u: spineU, v: span[0], du: 0, dv: -1, name: '南门' },
    { from: middle.at(-1)!, u: spineU, v: span[1], du: 0, dv: 1, name: '北门' },
  ];
  const side = Math.floor(rows.length / 2);
  const across = spanAt(turned, rows[side]!.pathV);
  if (across !== null && (rows.length > 2 || !kind.gated)) {
    if (random.next() < 0.5)
      ways.push({ from: west[side]!, u: across[0], v: rows[side]!.pathV, du: -1, dv: 0, name: '西门' });
    else ways.push({ from: east[side]!, u: across[1], v: rows[side]!.pathV, du: 1, dv: 0, name: '东门' });
  }
  random.shuffle(ways);
  leave(cell, site, frame, ways, wayKind, kind);
}

interface Exit {
  from: number;
  u: number;
  v: number;
  du: number;
  dv: number;
  name: string;
}

function leave(
  cell: CellSite,
  site: Site,
  frame: RowFrame,
  ways: Exit[],
  wayKind: WayKind,
  kind: Kind,
): void {
  const { walk, random } = cell.build;
  const draw = random.next();
  let isMain = true;
  for (const { from, u, v, du, dv, name } of ways) {
    const [x, y] = toPlane(frame, u, v);
    const [dx, dy] = toPlane(frame, du, dv);
    // From just inside the wall, lest a wall on the block's very edge be missed.
    const street = walk.meetStreet(site.face, x - dx * 0.5, y - dy * 0.5, dx, dy);
    if (street < 0) continue;
    if (!kind.gated) {
      walk.way(wayKind, [from, street]);
      continue;
    }
    const gate = walk.node(x, y);
    walk.way(wayKind, [from, gate, street]);
    walk.gate(gate, policyOf(draw, isMain, random.next()), kind.estateId, isMain ? '大门' : name);
    isMain = false;
  }
}

function policyOf(estateDraw: number, isMain: boolean, gateDraw: number): GatePolicy {
  if (estateDraw < RESIDENTS_ONLY_SHARE) return 'residents';
  if (isMain) return 'open';
  if (gateDraw < LOCKED_SHARE) return 'closed';
  return estateDraw < RESIDENTS_ONLY_SHARE + MAIN_GATE_ONLY_SHARE ? 'residents' : 'open';
}
