import type { GatePolicy, WayKind } from '../model/walk-source.ts';
import type { CellSite } from './plan-build.ts';
import type { Layout } from './plan-layout.ts';
import type { Ring } from './plan-plane.ts';
import { type RowFrame, spanAt, toPlane } from './plan-rows.ts';
import type { Site } from './plan-site.ts';

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

/** Paths behind the rows, one that joins them, and the ways out to the streets. */
export function layInnerPaths(cell: CellSite, site: Site, layout: Layout, kind: Kind): void {
  const { walk, random } = cell.build;
  const { frame, turned, rows, spine } = layout;
  const wayKind: WayKind = kind.isHome && !kind.isVillage ? 'estatePath' : kind.isHome ? 'lane' : 'plaza';
  const joints: { node: number; u: number }[] = [];
  const tips: { node: number; u: number; v: number; du: number }[] = [];
  for (const { pathFromU, pathToU, pathV, hasPath } of rows) {
    if (!hasPath) continue;
    // On slanted ground the joining path gives way to the wall.
    const middleU = spine.at === 'middle' ? Math.max(pathFromU, Math.min(pathToU, spine.u)) : 0;
    const spineU = spine.at === 'middle' ? middleU : spine.at === 'west' ? pathFromU : pathToU;
    const joint = walk.node(...toPlane(frame, spineU, pathV));
    joints.push({ node: joint, u: spineU });
    // Between offices and shops the ground is open: one way through is enough.
    if (!kind.isHome) continue;
    const ends = [pathFromU, pathToU].filter((u) => Math.abs(u - spineU) > 1);
    const nodes = ends.map((u) => walk.node(...toPlane(frame, u, pathV)));
    walk.way(wayKind, nodes.length === 1 ? [joint, nodes[0]!] : [nodes[0]!, joint, nodes[1]!]);
    // A side gate lies where the row ends, on the side without the joining path.
    const end = ends.at(-1)!;
    tips.push({ node: nodes.at(-1)!, u: end, v: pathV, du: Math.sign(end - spineU) });
  }
  if (joints.length > 1)
    walk.way(
      wayKind,
      joints.map(({ node }) => node),
    );
  if (cell.build.isCutOff()) return;

  const ways: Exit[] = [];
  const swapped: Ring = [];
  for (let i = 0; i < turned.length; i += 2) swapped.push(turned[i + 1]!, turned[i]!);
  const south = joints[0]!;
  const north = joints.at(-1)!;
  const southSpan = spanAt(swapped, south.u);
  const northSpan = spanAt(swapped, north.u);
  if (southSpan) ways.push({ from: south.node, u: south.u, v: southSpan[0], du: 0, dv: -1, name: '南门' });
  if (northSpan) ways.push({ from: north.node, u: north.u, v: northSpan[1], du: 0, dv: 1, name: '北门' });
  random.shuffle(ways);
  const tip = tips[Math.floor(tips.length / 2)];
  const across = tip ? spanAt(turned, tip.v) : null;
  if (tip && across && (ways.length === 0 || (tips.length > 2 && random.next() < 0.5))) {
    const u = tip.du > 0 ? across[1] : across[0];
    ways.push({ from: tip.node, u, v: tip.v, du: tip.du, dv: 0, name: tip.du > 0 ? '东门' : '西门' });
  }
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
