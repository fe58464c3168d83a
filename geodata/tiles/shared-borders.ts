import type { AreaGeometry } from '../model/geometry.ts';
import { mercatorX, mercatorY } from './tile-id.ts';

/** A millimetre: vertices nearer than this are the same vertex, whatever a union has done to their last digits. */
const GRID = 1e8;
const NO_VERTEX = -1;

/**
 * Simplifies a whole coverage so that neighbours, and parents with their children, keep exactly the same border: no slivers, no
 * overlaps. Rings are cut where borders meet, each piece is simplified once and in one direction (Douglas–Peucker), and every vertex
 * remembers the coarsest tolerance at which it is still needed.
 */
export class SharedBorders {
  readonly #rings: { ids: Int32Array; ring: number[][] }[][][];
  readonly #vertices = new VertexTable();
  readonly #significance: Float64Array;

  constructor(shapes: readonly AreaGeometry[]) {
    this.#rings = shapes.map((shape) =>
      polygonsOf(shape).map((polygon) =>
        polygon.map((ring) => ({ ids: this.#vertices.indexRing(ring), ring })),
      ),
    );
    const junctions = findJunctions(this.#rings.flat(2), this.#vertices.length);
    this.#significance = new Float64Array(this.#vertices.length);
    for (let id = 0; id < junctions.length; id++) if (junctions[id]) this.#significance[id] = Infinity;
    for (const { ids } of this.#rings.flat(2)) this.#weighRing(ids, junctions);
  }

  /** The shape at `index` without the vertices that `tolerance` (in widths of the mercator square) makes needless. */
  simplified(index: number, tolerance: number): number[][][][] {
    const square = tolerance * tolerance;
    return this.#rings[index].map((polygon) =>
      polygon.map(({ ids, ring }) => {
        const kept: number[][] = [];
        for (let i = 0; i < ids.length; i++) if (this.#significance[ids[i]] > square) kept.push(ring[i]);
        // Smaller than the tolerance: kept as it is, so that every unit is in every tile that it touches.
        if (kept.length < 3) return ring;
        kept.push(kept[0]);
        return kept;
      }),
    );
  }

  #weighRing(ids: Int32Array, junctions: Uint8Array): void {
    const length = ids.length;
    let first = ids.findIndex((id) => junctions[id] === 1);
    if (first < 0 || ids.findLastIndex((id) => junctions[id] === 1) === first) {
      // An island has no junction, or one: it is cut at its lowest vertex (or the junction) and at the one farthest from it.
      first = first < 0 ? lowestVertex(ids, this.#vertices) : first;
      if (this.#significance[ids[(first + 1) % length]] > 0 && !junctions[ids[(first + 1) % length]]) return;
      const second = farthestVertex(ids, first, this.#vertices);
      this.#significance[ids[first]] = Infinity;
      this.#significance[ids[second]] = Infinity;
      this.#weighArc(arc(ids, first, second));
      this.#weighArc(arc(ids, second, first));
      return;
    }
    let from = first;
    for (let step = 1; step <= length; step++) {
      const to = (first + step) % length;
      if (junctions[ids[to]] !== 1) continue;
      this.#weighArc(arc(ids, from, to));
      from = to;
    }
  }

  /** Both sides of a border come here with the same vertices, forwards or backwards; the second comes for nothing. */
  #weighArc(ids: number[]): void {
    const last = ids.length - 1;
    if (last < 2 || this.#significance[ids[1]] > 0) return;
    if (ids[0] > ids[last] || (ids[0] === ids[last] && ids[1] > ids[last - 1])) ids.reverse();
    // The smallest positive number marks “seen, needed at full detail only”.
    for (let i = 1; i < last; i++) this.#significance[ids[i]] = Number.MIN_VALUE;
    const stack = [0, last, Infinity];
    while (stack.length > 0) {
      const limit = stack.pop()!;
      const end = stack.pop()!;
      const start = stack.pop()!;
      let farthest = NO_VERTEX;
      let distance = 0;
      for (let i = start + 1; i < end; i++) {
        const d = this.#vertices.squareDistanceToSegment(ids[i], ids[start], ids[end]);
        if (d > distance) {
          distance = d;
          farthest = i;
        }
      }
      if (farthest === NO_VERTEX) continue;
      // Never needed longer than the vertex above it, so that a tolerance keeps a whole subtree or drops it.
      const weight = Math.min(distance, limit);
      this.#significance[ids[farthest]] = weight;
      stack.push(start, farthest, weight, farthest, end, weight);
    }
  }
}

/** Vertices by place, in an open hash table over typed arrays. */
class VertexTable {
  length = 0;
  // Half as many places as slots: the table grows when half of its slots are taken.
  #lonKeys = new Float64Array(2048);
  #latKeys = new Float64Array(2048);
  #x = new Float64Array(2048);
  #y = new Float64Array(2048);
  #slots = new Int32Array(4096).fill(NO_VERTEX);

  /** Vertex numbers of a closed ring, its closing position left out. */
  indexRing(ring: number[][]): Int32Array {
    const ids = new Int32Array(Math.max(0, ring.length - 1));
    for (let i = 0; i < ids.length; i++) ids[i] = this.#indexOf(ring[i][0], ring[i][1]);
    return ids;
  }

  squareDistance(a: number, b: number): number {
    return (this.#x[a] - this.#x[b]) ** 2 + (this.#y[a] - this.#y[b]) ** 2;
  }

  squareDistanceToSegment(point: number, from: number, to: number): number {
    const x0 = this.#x[from];
    const y0 = this.#y[from];
    const dx = this.#x[to] - x0;
    const dy = this.#y[to] - y0;
    const px = this.#x[point] - x0;
    const py = this.#y[point] - y0;
    const square = dx * dx + dy * dy;
    const along = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square));
    return (px - along * dx) ** 2 + (py - along * dy) ** 2;
  }

  /** Order by place, the same whatever ring asks. */
  isLower(a: number, b: number): boolean {
    return this.#x[a] < this.#x[b] || (this.#x[a] === this.#x[b] && this.#y[a] < this.#y[b]);
  }

  #indexOf(lon: number, lat: number): number {
    if (this.length * 2 > this.#slots.length) this.#grow();
    const lonKey = Math.round(lon * GRID);
    const latKey = Math.round(lat * GRID);
    const slot = this.#slotOf(lonKey, latKey);
    if (this.#slots[slot] !== NO_VERTEX) return this.#slots[slot];
    const id = this.length++;
    this.#slots[slot] = id;
    this.#lonKeys[id] = lonKey;
    this.#latKeys[id] = latKey;
    this.#x[id] = mercatorX(lon);
    this.#y[id] = mercatorY(lat);
    return id;
  }

  #slotOf(lonKey: number, latKey: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(lonKey | 0, 0x9e3779b1) ^ Math.imul(latKey | 0, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (;;) {
      const id = this.#slots[slot];
      if (id === NO_VERTEX || (this.#lonKeys[id] === lonKey && this.#latKeys[id] === latKey)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const doubled = (old: Float64Array<ArrayBuffer>) => {
      const next = new Float64Array(old.length * 2);
      next.set(old);
      return next;
    };
    this.#slots = new Int32Array(this.#slots.length * 2).fill(NO_VERTEX);
    while (this.#lonKeys.length * 2 < this.#slots.length) {
      this.#lonKeys = doubled(this.#lonKeys);
      this.#latKeys = doubled(this.#latKeys);
      this.#x = doubled(this.#x);
      this.#y = doubled(this.#y);
    }
    for (let id = 0; id < this.length; id++) {
      this.#slots[this.#slotOf(this.#lonKeys[id], this.#latKeys[id])] = id;
    }
  }
}

/** A vertex with more than two neighbours over all rings is where borders meet (or where a border is drawn with more detail on one side). */
function findJunctions(rings: { ids: Int32Array }[], vertices: number): Uint8Array {
  const junctions = new Uint8Array(vertices);
  const first = new Int32Array(vertices).fill(NO_VERTEX);
  const second = new Int32Array(vertices).fill(NO_VERTEX);
  const meet = (id: number, neighbour: number) => {
    if (first[id] === neighbour || second[id] === neighbour || id === neighbour) return;
    if (first[id] === NO_VERTEX) first[id] = neighbour;
    else if (second[id] === NO_VERTEX) second[id] = neighbour;
    else junctions[id] = 1;
  };
  for (const { ids } of rings) {
    for (let i = 0; i < ids.length; i++) {
      const next = ids[i + 1 === ids.length ? 0 : i + 1];
      meet(ids[i], next);
      meet(next, ids[i]);
    }
  }
  return junctions;
}

function arc(ids: Int32Array, from: number, to: number): number[] {
  const out = [ids[from]];
  for (let i = from; i !== to || out.length === 1; ) {
    i = i + 1 === ids.length ? 0 : i + 1;
    out.push(ids[i]);
  }
  return out;
}

function lowestVertex(ids: Int32Array, vertices: VertexTable): number {
  let lowest = 0;
  for (let i = 1; i < ids.length; i++) if (vertices.isLower(ids[i], ids[lowest])) lowest = i;
  return lowest;
}

function farthestVertex(ids: Int32Array, from: number, vertices: VertexTable): number {
  let farthest = from;
  let distance = 0;
  for (let i = 0; i < ids.length; i++) {
    const d = vertices.squareDistance(ids[i], ids[from]);
    if (d > distance || (d === distance && vertices.isLower(ids[i], ids[farthest]))) {
      distance = d;
      farthest = i;
    }
  }
  return farthest;
}

export function polygonsOf(shape: AreaGeometry): number[][][][] {
  return shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
}
