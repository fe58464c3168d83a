import {
  type GatePolicy,
  WAY_FLAGS,
  WAY_KINDS,
  type WalkGate,
  type WalkSource,
  type WayKind,
} from '../model/walk-source.ts';
import { exitFrom } from './plan-exit.ts';
import type { Mesh } from './plan-mesh.ts';
import { type Partition, ROAD_CLASS } from './plan-partition.ts';
import type { PlaneProjection } from './plan-plane.ts';
import { heading } from './plan-shapes.ts';

/** Pavements of an arterial run this far from its middle. */
const PAVEMENT_M = 17;
/** A path that would meet its street nearer to a corner than this goes to the corner. */
const CORNER_SHARE_M = 6;

interface Attachment {
  distance: number;
  node: number;
}

/**
 * Collects the walking network. Streets are one line in the middle, but arterials have a pavement on each side and are crossed
 * only where `crossAt` says. Corners of the mesh become one node, or one for every sector between arterials.
 */
export class WalkBuilder {
  private readonly mesh: Mesh;
  private readonly projection: PlaneProjection;
  private readonly divided: Uint8Array;
  private readonly nodeX: number[] = [];
  private readonly nodeY: number[] = [];
  private readonly wayStart: number[] = [0];
  private readonly wayNodes: number[] = [];
  private readonly wayKind: number[] = [];
  private readonly wayFlags: number[] = [];
  private readonly wayNames: string[] = [];
  private readonly gates: WalkGate[] = [];
  private readonly barriers: WalkSource['barriers'] = [];
  /** Nodes at both ends of an atom, on its left and right: 4 per atom (from left, from right, to left, to right). */
  private readonly ends: Int32Array;
  /** Paths that meet a pavement or street: key 2·atom for the left or only side, 2·atom + 1 for the right. */
  private readonly attachments = new Map<number, Attachment[]>();
  /** Per corner: the nodes of its sectors in order around it, where there is more than one. */
  private readonly sectors = new Map<number, number[]>();

  constructor(mesh: Mesh, partition: Partition, projection: PlaneProjection) {
    this.mesh = mesh;
    this.projection = projection;
    this.divided = new Uint8Array(mesh.atomCount);
    for (let atom = 0; atom < mesh.atomCount; atom++)
      if (isCovered(mesh, atom) && partition.lines[mesh.line[atom]!]!.roadClass === ROAD_CLASS.arterial)
        this.divided[atom] = 1;
    this.ends = new Int32Array(mesh.atomCount * 4).fill(-1);
    this.makeCorners(partition);
  }

  node(x: number, y: number): number {
    this.nodeX.push(x);
    this.nodeY.push(y);
    return this.nodeX.length - 1;
  }

  get nodeCount(): number {
    return this.nodeX.length;
  }

  way(kind: WayKind, nodes: readonly number[], name = '', flags = 0): void {
    for (const node of nodes) this.wayNodes.push(node);
    this.wayStart.push(this.wayNodes.length);
    this.wayKind.push(WAY_KINDS.indexOf(kind));
    this.wayFlags.push(flags);
    this.wayNames.push(name);
  }

  gate(node: number, policy: GatePolicy, estateId: string | null, name: string): void {
    this.gates.push({ node, policy, estateId, name });
  }

  /** @param ring plane metres, flat. */
  barrier(kind: 'water' | 'railway' | 'wall', ring: readonly number[], closed: boolean): void {
    const line: number[] = [];
    for (let i = 0; i < ring.length; i += 2)
      line.push(this.projection.toLon(ring[i]!), this.projection.toLat(ring[i + 1]!));
    if (closed) line.push(line[0]!, line[1]!);
    this.barriers.push({ kind, line });
  }

  /**
   * Joins a path that leaves a block in a direction to the street it meets.
   * @returns the node on the street, or -1 where the way leads out of the city.
   */
  meetStreet(face: number, x: number, y: number, dx: number, dy: number): number {
    const exit = exitFrom(this.mesh, face, x, y, dx, dy);
    if (exit === null) return -1;
    const { walked, distance, lengthM } = exit;
    const atom = walked >= 0 ? walked : ~walked;
    if (this.ends[atom * 4]! < 0) return -1;
    const side = this.divided[atom] === 1 && walked < 0 ? 1 : 0;
    if (distance < CORNER_SHARE_M) return this.ends[atom * 4 + side]!;
    if (lengthM - distance < CORNER_SHARE_M) return this.ends[atom * 4 + 2 + side]!;
    const shift = this.divided[atom] === 1 ? PAVEMENT_M : 0;
    const node = this.node(exit.x - dx * shift, exit.y - dy * shift);
    const key = atom * 2 + side;
    const list = this.attachments.get(key);
    if (list) list.push({ distance, node });
    else this.attachments.set(key, [{ distance, node }]);
    return node;
  }

  /** Nodes of a corner, one per sector between arterials. */
  cornerNodes(corner: number): readonly number[] {
    return this.sectors.get(corner) ?? [];
  }

  /** Zebra crossings over every arterial at a corner; `tunnel` = an underpass. */
  crossAt(corner: number, tunnel: boolean): void {
    const nodes = this.sectors.get(corner);
    if (!nodes || nodes.length < 2) return;
    const last = nodes.length === 2 ? 1 : nodes.length;
    for (let i = 0; i < last; i++) {
      const pair = [nodes[i]!, nodes[(i + 1) % nodes.length]!];
      if (tunnel) this.way('underpass', pair, '', WAY_FLAGS.tunnel);
      else this.way('collector', pair);
    }
  }

  /** A straight way between the corners of two banks. */
  join(kind: 'bridge' | 'underpass', from: number, to: number, name: string): void {
    const start = this.cornerNodes(from)[0] ?? this.soleNode(from);
    const end = this.cornerNodes(to)[0] ?? this.soleNode(to);
    if (start < 0 || end < 0) return;
    this.way(kind, [start, end], name, kind === 'bridge' ? WAY_FLAGS.bridge : WAY_FLAGS.tunnel);
  }

  /** Lays atoms `first` up to `last` of one line as one street, with everything that meets them. */
  street(first: number, last: number, kind: WayKind, name: string): void {
    for (const side of this.divided[first] === 1 ? [0, 1] : [0]) {
      const nodes: number[] = [];
      for (let atom = first; atom < last; atom++) this.collect(atom, side, nodes);
      this.way(kind, nodes, name);
    }
  }

  isDivided(atom: number): boolean {
    return this.divided[atom] === 1;
  }

  build(sourceName: string, sourceDate: string): WalkSource {
    return {
      nodeLon: Float64Array.from(this.nodeX, (x) => this.projection.toLon(x)),
      nodeLat: Float64Array.from(this.nodeY, (y) => this.projection.toLat(y)),
      wayStart: Uint32Array.from(this.wayStart),
      wayNodes: Uint32Array.from(this.wayNodes),
      wayKind: Uint8Array.from(this.wayKind),
      wayFlags: Uint8Array.from(this.wayFlags),
      wayNames: this.wayNames,
      gates: this.gates,
      barriers: this.barriers,
      sourceName,
      sourceDate,
    };
  }

  private soleNodes: Int32Array = new Int32Array(0);

  private soleNode(corner: number): number {
    return this.soleNodes[corner] ?? -1;
  }

  private collect(atom: number, side: number, nodes: number[]): void {
    const { mesh } = this;
    const start = this.ends[atom * 4 + side]!;
    const end = this.ends[atom * 4 + 2 + side]!;
    if (nodes.at(-1) !== start) nodes.push(start);
    const met = (this.attachments.get(atom * 2 + side) ?? []).sort((a, b) => a.distance - b.distance);
    let next = 0;
    let along = 0;
    let px = mesh.x[mesh.from[atom]!]!;
    let py = mesh.y[mesh.from[atom]!]!;
    const shift = this.divided[atom] === 1 ? (side === 0 ? PAVEMENT_M : -PAVEMENT_M) : 0;
    for (let i = mesh.innerStart[atom]!; i < mesh.innerStart[atom + 1]!; i++) {
      const x = mesh.x[i]!;
      const y = mesh.y[i]!;
      const length = Math.hypot(x - px, y - py);
      along += length;
      while (next < met.length && met[next]!.distance <= along) nodes.push(met[next++]!.node);
      nodes.push(this.node(x - (shift * (y - py)) / length, y + (shift * (x - px)) / length));
      px = x;
      py = y;
    }
    while (next < met.length) nodes.push(met[next++]!.node);
    nodes.push(end);
  }

  /** Gives every corner its node or nodes and tells the atoms which of them lie at their ends. */
  private makeCorners(partition: Partition): void {
    const { mesh } = this;
    const around: number[][] = Array.from({ length: mesh.cornerCount }, () => []);
    for (let atom = 0; atom < mesh.atomCount; atom++) {
      if (!isStreet(mesh, partition, atom)) continue;
      around[mesh.from[atom]!]!.push(atom);
      around[mesh.to[atom]!]!.push(~atom);
    }
    this.soleNodes = new Int32Array(mesh.cornerCount).fill(-1);
    for (let corner = 0; corner < mesh.cornerCount; corner++) {
      const leaving = around[corner]!;
      if (leaving.length === 0) continue;
      const turned = leaving
        .map((walked) => ({ walked, angle: heading(mesh, walked) }))
        .sort((a, b) => a.angle - b.angle || a.walked - b.walked);
      const borders = turned.filter(({ walked }) => this.divided[walked >= 0 ? walked : ~walked] === 1);
      if (borders.length < 2) {
        const node = this.node(mesh.x[corner]!, mesh.y[corner]!);
        this.soleNodes[corner] = node;
        for (const { walked } of turned) this.setEnds(walked, node, node);
        continue;
      }
      const nodes = borders.map((border, i) => {
        const next = borders[(i + 1) % borders.length]!.angle;
        const opening = (next - border.angle + 2 * Math.PI) % (2 * Math.PI);
        const middle = border.angle + opening / 2;
        // In a sharp corner the pavements meet farther out; not without limit.
        const out = PAVEMENT_M / Math.max(0.5, Math.sin(Math.min(opening, Math.PI) / 2));
        return this.node(mesh.x[corner]! + out * Math.cos(middle), mesh.y[corner]! + out * Math.sin(middle));
      });
      this.sectors.set(corner, nodes);
      let sector = nodes.length - 1;
      for (const { walked } of turned) {
        const isBorder = this.divided[walked >= 0 ? walked : ~walked] === 1;
        const before = nodes[sector]!;
        if (isBorder) sector = (sector + 1) % nodes.length;
        this.setEnds(walked, nodes[sector]!, before);
      }
    }
  }

  /** @param left node to the left of the way that leaves the corner. */
  private setEnds(walked: number, left: number, right: number): void {
    if (walked >= 0) {
      this.ends[walked * 4] = left;
      this.ends[walked * 4 + 1] = right;
    } else {
      const atom = ~walked;
      this.ends[atom * 4 + 2] = right;
      this.ends[atom * 4 + 3] = left;
    }
  }
}

export function isCovered(mesh: Mesh, atom: number): boolean {
  return mesh.left[atom]! >= 0 || mesh.right[atom]! >= 0;
}

/** There is no street along the city's edge, and none where a line runs through water. */
export function isStreet(mesh: Mesh, partition: Partition, atom: number): boolean {
  return isCovered(mesh, atom) && partition.lines[mesh.line[atom]!]!.roadClass !== ROAD_CLASS.outline;
}
