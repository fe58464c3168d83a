/**
 * A plane divided by straight cuts. Every piece is convex; every cut is a line that knows all corners on it, whichever side they
 * came from, so that neighbours share the very same corners although neither knows the other.
 */

/** Rank of a cut among the city's lines; lower is wider. `outline` and `railBank` carry no through road. */
export const ROAD_CLASS = {
  arterial: 0,
  secondary: 1,
  collector: 2,
  lane: 3,
  riverBank: 4,
  railBank: 5,
  outline: 6,
} as const;
export type RoadClass = (typeof ROAD_CLASS)[keyof typeof ROAD_CLASS];

export interface CutLine {
  readonly id: number;
  /** A point of the line and its unit direction. */
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly roadClass: RoadClass;
  /** The line on the other bank of a river or railway: crossings are sought opposite each other. */
  twin: CutLine | null;
  /** Corners on the line and their distances along it, in order of arrival. */
  readonly vertices: number[];
  readonly distances: number[];
}

/** A convex piece, counter-clockwise: edge i runs from `vertices[i]` to the next along line `lines[i]`. */
export interface Piece {
  vertices: number[];
  lines: number[];
}

export interface CutOptions {
  roadClass: RoadClass;
  /** A cut moves to a junction from the other side if it is nearer than this share of the way to the edge's ends … */
  snapShare: number;
  /** … and nearer than this. Makes crossroads out of two staggered junctions. */
  snapMaxM: number;
}

interface Hit {
  edge: number;
  distance: number;
  vertex: number;
}

/** Nearer than this to a corner, a cut takes the corner: streets do not meet 5 m beside each other. */
const CORNER_TOLERANCE_M = 14;
/** Two given lines that meet on a third make one corner, not two. */
const SAME_POINT_M = 0.5;
/** A cut may be turned by at most this to join two junctions. */
const MAX_TURN_SINE = Math.sin((16 * Math.PI) / 180);

export class Partition {
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly lines: CutLine[] = [];

  addVertex(x: number, y: number): number {
    this.x.push(x);
    this.y.push(y);
    return this.x.length - 1;
  }

  addLine(x: number, y: number, dx: number, dy: number, roadClass: RoadClass): CutLine {
    const line: CutLine = {
      id: this.lines.length,
      x,
      y,
      dx,
      dy,
      roadClass,
      twin: null,
      vertices: [],
      distances: [],
    };
    this.lines.push(line);
    return line;
  }

  /** The piece inside a convex ring; each of its edges becomes a line of class `outline`. */
  addOutline(ring: readonly number[]): Piece {
    const piece: Piece = { vertices: [], lines: [] };
    for (let i = 0; i < ring.length; i += 2) piece.vertices.push(this.addVertex(ring[i]!, ring[i + 1]!));
    for (let i = 0; i < piece.vertices.length; i++) {
      const from = piece.vertices[i]!;
      const to = piece.vertices[(i + 1) % piece.vertices.length]!;
      piece.lines.push(this.lineBetween(from, to, ROAD_CLASS.outline).id);
    }
    return piece;
  }

  ringOf(piece: Piece): number[] {
    const ring: number[] = [];
    for (const vertex of piece.vertices) ring.push(this.x[vertex]!, this.y[vertex]!);
    return ring;
  }

  distanceAlong(line: CutLine, vertex: number): number {
    return (this.x[vertex]! - line.x) * line.dx + (this.y[vertex]! - line.y) * line.dy;
  }

  /** Puts a corner on a line at a distance along it, or finds the one that is there. */
  vertexAt(line: CutLine, distance: number, toleranceM: number): number {
    for (let i = 0; i < line.distances.length; i++)
      if (Math.abs(line.distances[i]! - distance) <= toleranceM) return line.vertices[i]!;
    const vertex = this.addVertex(line.x + line.dx * distance, line.y + line.dy * distance);
    line.vertices.push(vertex);
    line.distances.push(distance);
    return vertex;
  }

  /** Cuts along a new line near the given one. Returns the pieces left and right of it, or null where the line misses. */
  cut(
    piece: Piece,
    x: number,
    y: number,
    dx: number,
    dy: number,
    options: CutOptions,
  ): [Piece, Piece] | null {
    const raw = this.hits(piece, x, y, dx, dy);
    if (raw === null) return null;
    const [first, second] = this.snapBoth(piece, raw, dx, dy, options) ?? raw;
    const from = this.settle(piece, first);
    const to = this.settle(piece, second);
    if (from === to) return null;
    const line = this.lineBetween(from, to, options.roadClass);
    const pieces = this.divide(piece, first.edge, from, second.edge, to, line);
    if (pieces === null) this.lines.pop();
    return pieces;
  }

  /** Cuts along a line that is given, such as a river's bank through several districts. */
  cutAlong(piece: Piece, line: CutLine): [Piece, Piece] | null {
    const raw = this.hits(piece, line.x, line.y, line.dx, line.dy);
    if (raw === null) return null;
    const from = this.settle(piece, this.snap(piece, raw[0], 0, 0, SAME_POINT_M) ?? raw[0]);
    const to = this.settle(piece, this.snap(piece, raw[1], 0, 0, SAME_POINT_M) ?? raw[1]);
    if (from === to) return null;
    this.register(line, from);
    this.register(line, to);
    return this.divide(piece, raw[0].edge, from, raw[1].edge, to, line);
  }

  private lineBetween(from: number, to: number, roadClass: RoadClass): CutLine {
    const dx = this.x[to]! - this.x[from]!;
    const dy = this.y[to]! - this.y[from]!;
    const length = Math.hypot(dx, dy);
    const line = this.addLine(this.x[from]!, this.y[from]!, dx / length, dy / length, roadClass);
    this.register(line, from);
    this.register(line, to);
    return line;
  }

  private register(line: CutLine, vertex: number): void {
    if (line.vertices.includes(vertex)) return;
    line.vertices.push(vertex);
    line.distances.push(this.distanceAlong(line, vertex));
  }

  /** Where a directed line leaves the half-plane to its left and where it comes back to it, walking around the piece. */
  private hits(piece: Piece, x: number, y: number, dx: number, dy: number): [Hit, Hit] | null {
    const count = piece.vertices.length;
    let leaving: Hit | null = null;
    let returning: Hit | null = null;
    let previous = this.side(piece.vertices[0]!, x, y, dx, dy);
    for (let edge = 0; edge < count; edge++) {
      const from = piece.vertices[edge]!;
      const to = piece.vertices[(edge + 1) % count]!;
      const next = this.side(to, x, y, dx, dy);
      if (previous >= 0 !== next >= 0) {
        const line = this.lines[piece.lines[edge]!]!;
        const start = this.distanceAlong(line, from);
        const share = previous / (previous - next);
        const hit = { edge, distance: start + (this.distanceAlong(line, to) - start) * share, vertex: -1 };
        if (previous >= 0) leaving = hit;
        else returning = hit;
      }
      previous = next;
    }
    return leaving !== null && returning !== null ? [leaving, returning] : null;
  }

  private side(vertex: number, x: number, y: number, dx: number, dy: number): number {
    return dx * (this.y[vertex]! - y) - dy * (this.x[vertex]! - x);
  }

  private snapBoth(
    piece: Piece,
    raw: [Hit, Hit],
    dx: number,
    dy: number,
    options: CutOptions,
  ): [Hit, Hit] | null {
    const { snapShare, snapMaxM } = options;
    const first = this.snap(piece, raw[0], snapShare, snapMaxM, CORNER_TOLERANCE_M);
    const second = this.snap(piece, raw[1], snapShare, snapMaxM, CORNER_TOLERANCE_M);
    if (first === null && second === null) return null;
    if (first !== null && second !== null) {
      const [ax, ay] = this.place(piece, first);
      const [bx, by] = this.place(piece, second);
      const length = Math.hypot(bx - ax, by - ay);
      if (length > 0 && Math.abs((bx - ax) * dy - (by - ay) * dx) / length < MAX_TURN_SINE)
        return [first, second];
    }
    const kept = (first ?? second)!;
    const [x, y] = this.place(piece, kept);
    const shifted = this.hits(piece, x, y, dx, dy);
    if (shifted === null) return null;
    // Only the far end is taken from the shifted cut; near a corner it takes the corner.
    const far = kept === first ? shifted[1] : shifted[0];
    if (far.edge === kept.edge) return null;
    const end = this.snap(piece, far, 0, 0, CORNER_TOLERANCE_M) ?? far;
    return kept === first ? [kept, end] : [end, kept];
  }

  private snap(piece: Piece, hit: Hit, share: number, maxM: number, cornerM: number): Hit | null {
    const line = this.lines[piece.lines[hit.edge]!]!;
    const from = piece.vertices[hit.edge]!;
    const to = piece.vertices[(hit.edge + 1) % piece.vertices.length]!;
    const start = this.distanceAlong(line, from);
    const end = this.distanceAlong(line, to);
    const toStart = Math.abs(hit.distance - start);
    const toEnd = Math.abs(hit.distance - end);
    if (Math.min(toStart, toEnd) <= cornerM) {
      const nearer = toStart < toEnd ? from : to;
      return { edge: hit.edge, distance: toStart < toEnd ? start : end, vertex: nearer };
    }
    let best = Math.max(Math.min(maxM, share * Math.min(toStart, toEnd)), SAME_POINT_M);
    let found: Hit | null = null;
    for (let i = 0; i < line.distances.length; i++) {
      const gap = Math.abs(line.distances[i]! - hit.distance);
      if (gap <= best) {
        best = gap;
        found = { edge: hit.edge, distance: line.distances[i]!, vertex: line.vertices[i]! };
      }
    }
    if (found === null && line.twin !== null)
      for (const distance of line.twin.distances) {
        const gap = Math.abs(distance - hit.distance);
        if (gap <= best) {
          best = gap;
          found = { edge: hit.edge, distance, vertex: -1 };
        }
      }
    return found;
  }

  private place(piece: Piece, hit: Hit): [number, number] {
    if (hit.vertex >= 0) return [this.x[hit.vertex]!, this.y[hit.vertex]!];
    const line = this.lines[piece.lines[hit.edge]!]!;
    return [line.x + line.dx * hit.distance, line.y + line.dy * hit.distance];
  }

  private settle(piece: Piece, hit: Hit): number {
    if (hit.vertex >= 0) return hit.vertex;
    return this.vertexAt(this.lines[piece.lines[hit.edge]!]!, hit.distance, 1e-3);
  }

  private divide(
    piece: Piece,
    leavingEdge: number,
    leaving: number,
    returningEdge: number,
    returning: number,
    line: CutLine,
  ): [Piece, Piece] | null {
    const left = this.loop(piece, returningEdge, returning, leavingEdge, leaving, line.id);
    const right = this.loop(piece, leavingEdge, leaving, returningEdge, returning, line.id);
    return left !== null && right !== null ? [left, right] : null;
  }

  /** The corners from `start` on edge `startEdge` to `end` on edge `endEdge`, closed along the cut. */
  private loop(
    piece: Piece,
    startEdge: number,
    start: number,
    endEdge: number,
    end: number,
    cut: number,
  ): Piece | null {
    const count = piece.vertices.length;
    const vertices = [start];
    const lines = [piece.lines[startEdge]!];
    for (let edge = (startEdge + 1) % count; ; edge = (edge + 1) % count) {
      vertices.push(piece.vertices[edge]!);
      lines.push(piece.lines[edge]!);
      if (edge === endEdge) break;
    }
    vertices.push(end);
    lines.push(cut);
    const result: Piece = { vertices: [], lines: [] };
    for (let i = 0; i < vertices.length; i++) {
      // An edge of no length stays where a cut went through a corner.
      if (vertices[i] === vertices[(i + 1) % vertices.length]) continue;
      result.vertices.push(vertices[i]!);
      result.lines.push(lines[i]!);
    }
    return result.vertices.length >= 3 ? result : null;
  }
}
