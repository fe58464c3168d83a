import type { WayKind } from '../model/walk-source.ts';
import type { Crossing } from './plan-crossings.ts';
import type { Mesh } from './plan-mesh.ts';
import { createStreetNames } from './plan-names.ts';
import { type Partition, ROAD_CLASS, type RoadClass } from './plan-partition.ts';
import { FACE_USE, type FaceUse } from './plan-settle.ts';
import { heading } from './plan-shapes.ts';
import { isStreet, type WalkBuilder } from './plan-walk.ts';
import type { Random } from './random.ts';

const WAY_KIND: Record<RoadClass, WayKind> = {
  [ROAD_CLASS.arterial]: 'arterial',
  [ROAD_CLASS.secondary]: 'secondary',
  [ROAD_CLASS.collector]: 'collector',
  [ROAD_CLASS.lane]: 'lane',
  [ROAD_CLASS.riverBank]: 'collector',
  [ROAD_CLASS.railBank]: 'lane',
  [ROAD_CLASS.outline]: 'lane',
};

/** Two streets that meet end to end within this angle are one street. */
const STRAIGHT_ON = (18 * Math.PI) / 180;
/** Zebra crossings at collectors, underpasses at lanes: where the last crossing is farther back than this. */
const CROSSING_AFTER_M = { collector: 320, lane: 520 };

/** Stretch of one line with one character: atoms `first` up to `last`. */
export interface StreetRun {
  line: number;
  first: number;
  last: number;
  kind: WayKind;
}

/** Names per line; streets that go straight on across a junction or a bridge share theirs. */
export function nameStreets(
  mesh: Mesh,
  partition: Partition,
  crossings: readonly Crossing[],
  random: Random,
): string[] {
  const root = partition.lines.map((_, i) => i);
  const find = (i: number): number => {
    while (root[i] !== i) {
      root[i] = root[root[i]!]!;
      i = root[i]!;
    }
    return i;
  };
  const ends: { corner: number; line: number; angle: number }[] = [];
  for (const { id, roadClass } of partition.lines) {
    const first = mesh.lineStart[id]!;
    const last = mesh.lineStart[id + 1]! - 1;
    if (roadClass > ROAD_CLASS.lane || last < first) continue;
    ends.push({ corner: mesh.from[first]!, line: id, angle: heading(mesh, first) });
    ends.push({ corner: mesh.to[last]!, line: id, angle: heading(mesh, ~last) });
  }
  const join = (corner: number, group: { line: number; angle: number }[]) => {
    for (let a = 0; a < group.length; a++)
      for (let b = a + 1; b < group.length; b++) {
        const one = group[a]!;
        const other = group[b]!;
        if (corner >= 0 && partition.lines[one.line]!.roadClass !== partition.lines[other.line]!.roadClass)
          continue;
        const turn = Math.abs(Math.PI - (Math.abs(one.angle - other.angle) % (2 * Math.PI)));
        if (turn < STRAIGHT_ON) root[find(one.line)] = find(other.line);
      }
  };
  const byCorner = new Map<number, { line: number; angle: number }[]>();
  for (const end of ends) {
    const list = byCorner.get(end.corner);
    if (list) list.push(end);
    else byCorner.set(end.corner, [end]);
  }
  for (const [corner, group] of byCorner) if (group.length > 1) join(corner, group);
  for (const { left, right, roadClass } of crossings) {
    const across = [...(byCorner.get(left) ?? []), ...(byCorner.get(right) ?? [])];
    join(
      -1,
      across.filter(({ line }) => partition.lines[line]!.roadClass === roadClass),
    );
  }
  const names = createStreetNames(random);
  const byRoot = new Map<number, string>();
  return partition.lines.map(({ id, roadClass }) => {
    if (roadClass === ROAD_CLASS.outline || roadClass === ROAD_CLASS.railBank) return '';
    if (roadClass === ROAD_CLASS.lane && random.next() < 0.5) return '';
    const key = find(id);
    let name = byRoot.get(key);
    if (name === undefined) {
      if (roadClass === ROAD_CLASS.riverBank) name = `滨河${byRoot.size % 2 === 0 ? '东' : '西'}路`;
      else
        name = names.next(
          roadClass === ROAD_CLASS.arterial ? 'arterial' : roadClass === ROAD_CLASS.lane ? 'lane' : 'street',
        );
      byRoot.set(key, name);
    }
    return name;
  });
}

/** Lines cut into stretches of one kind: streets, and footpaths where a lesser line runs between two faces of a hill or a park. */
export function streetRuns(mesh: Mesh, partition: Partition, uses: readonly FaceUse[]): StreetRun[] {
  const runs: StreetRun[] = [];
  for (const { id, roadClass } of partition.lines) {
    let run: StreetRun | null = null;
    for (let atom = mesh.lineStart[id]!; atom < mesh.lineStart[id + 1]!; atom++) {
      if (!isStreet(mesh, partition, atom)) {
        run = null;
        continue;
      }
      const kind: WayKind = inHills(mesh, uses, atom, roadClass) ? 'footpath' : WAY_KIND[roadClass];
      if (run !== null && run.kind === kind) run.last = atom + 1;
      else {
        run = { line: id, first: atom, last: atom + 1, kind };
        runs.push(run);
      }
    }
  }
  return runs;
}

/** Whether a line is lost in a hill that lies on both sides of it. */
export function inHills(mesh: Mesh, uses: readonly FaceUse[], atom: number, roadClass: RoadClass): boolean {
  if (roadClass !== ROAD_CLASS.collector && roadClass !== ROAD_CLASS.lane) return false;
  return uses[mesh.left[atom]!] === FACE_USE.hill && uses[mesh.right[atom]!] === FACE_USE.hill;
}

/** Streets, the crossings of arterials and the ways over rivers and under railways. */
export function layStreets(
  mesh: Mesh,
  partition: Partition,
  walk: WalkBuilder,
  runs: readonly StreetRun[],
  crossings: readonly Crossing[],
  names: readonly string[],
): void {
  for (const { line, first, last, kind } of runs) walk.street(first, last, kind, names[line]!);
  crossArterials(mesh, partition, walk, runs);
  for (const { corridor, left, right } of crossings) {
    const kind = corridor.kind === 'river' ? 'bridge' : 'underpass';
    walk.join(kind, left, right, '');
  }
}

function crossArterials(
  mesh: Mesh,
  partition: Partition,
  walk: WalkBuilder,
  runs: readonly StreetRun[],
): void {
  const side = new Int8Array(mesh.cornerCount).fill(9);
  const arterials = new Uint8Array(mesh.cornerCount);
  for (const { vertices, roadClass } of partition.lines)
    for (const vertex of vertices) {
      if (roadClass === ROAD_CLASS.arterial) arterials[vertex]!++;
      else if (roadClass <= ROAD_CLASS.lane) side[vertex] = Math.min(side[vertex]!, roadClass);
      else if (roadClass === ROAD_CLASS.riverBank)
        side[vertex] = Math.min(side[vertex]!, ROAD_CLASS.secondary);
    }
  const done = new Set<number>();
  for (const { first, last, kind } of runs) {
    if (kind !== 'arterial') continue;
    let since = CROSSING_AFTER_M.collector;
    for (let atom = first; atom <= last; atom++) {
      const corner = atom < last ? mesh.from[atom]! : mesh.to[atom - 1]!;
      const collector = side[corner] === ROAD_CLASS.collector && since >= CROSSING_AFTER_M.collector;
      const lane = side[corner] === ROAD_CLASS.lane && since >= CROSSING_AFTER_M.lane;
      if (done.has(corner)) since = 0;
      else if (arterials[corner]! > 1 || side[corner]! <= ROAD_CLASS.secondary || collector || lane) {
        walk.crossAt(corner, lane);
        done.add(corner);
        since = 0;
      }
      if (atom < last)
        since += Math.hypot(
          mesh.x[mesh.to[atom]!]! - mesh.x[mesh.from[atom]!]!,
          mesh.y[mesh.to[atom]!]! - mesh.y[mesh.from[atom]!]!,
        );
    }
  }
}
