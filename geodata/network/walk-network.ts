import type { Plane } from './plane.ts';

/**
 * The routable walking graph: contracted edges between junctions, in typed arrays, nodes in Hilbert order.
 * Coordinates are decimetres on `plane`; weights are *effective* decimetres: metres walked × 10 × the cost of the kind
 * of way and of its slope, so that time = weight / (10 × speed in m/s) and one graph serves every walking speed.
 *
 * A gate is a link of weight 0 between the two sides of its node; who may pass is `gatePolicy`, which may be changed
 * at any time without rebuilding. `nodeZone` 0 is the public part of the city (the largest part when all gates are
 * shut); every other zone is an area behind gates, usually the inside of a 小区.
 */
export interface WalkNetwork {
  plane: Plane;
  nodeCount: number;
  edgeCount: number;
  gateCount: number;

  nodeX: Int32Array;
  nodeY: Int32Array;
  nodeZone: Uint32Array;

  /** CSR: arcs of node n are `firstArc[n]` … `firstArc[n + 1] - 1`. */
  firstArc: Uint32Array;
  arcTo: Uint32Array;
  arcWeight: Int32Array;
  /** Bit set of `ARC_FLAGS`. */
  arcFlags: Uint8Array;
  /** Edge of the arc, or gate where `ARC_FLAGS.gate` is set. */
  arcEdge: Uint32Array;

  edgeFrom: Uint32Array;
  edgeTo: Uint32Array;
  edgeWeight: Int32Array;
  /** Index into `WAY_KINDS`. */
  edgeKind: Uint8Array;
  /** Bit set of `EDGE_FLAGS`. */
  edgeFlags: Uint8Array;
  /** Index into `names`. */
  edgeName: Uint32Array;
  /** Geometry of edge e: points `firstPoint[e]` … `firstPoint[e + 1] - 1`, its two nodes included. */
  firstPoint: Uint32Array;
  pointX: Int32Array;
  pointY: Int32Array;
  /** Weight from the edge's first node to the point. */
  pointAt: Int32Array;

  gateFrom: Uint32Array;
  gateTo: Uint32Array;
  /** Index into `GATE_POLICIES`. */
  gatePolicy: Uint8Array;
  /** Index into `WalkSource.gates`, or -1 for the mouth of a way that only residents may use. */
  gateSource: Int32Array;

  /** Lines that nobody crosses off the street; line b is `firstBarrierPoint[b]` … `[b + 1] - 1`. */
  firstBarrierPoint: Uint32Array;
  barrierX: Int32Array;
  barrierY: Int32Array;
  /** Index into `BARRIER_KINDS`. */
  barrierKind: Uint8Array;

  names: string[];
  /** Name of every gate and id of its estate, '' where none. */
  gateNames: string[];
  gateEstateIds: string[];
  sourceName: string;
  sourceDate: string;
}

/** `forward`: in the direction of the arc · `backward`: against it (both unless `oneway:foot`). */
export const ARC_FLAGS = { forward: 1, backward: 2, gate: 4 } as const;

/** The first four are those of `WAY_FLAGS`; `apart`: not connected with the main part, nothing is snapped to it. */
export const EDGE_FLAGS = { onewayFoot: 1, bridge: 2, tunnel: 4, residentsOnly: 8, apart: 16 } as const;

/** Nobody steps off a bridge or out of a tunnel, and nothing is served by a part that leads nowhere. */
export const NO_SNAP = EDGE_FLAGS.bridge | EDGE_FLAGS.tunnel | EDGE_FLAGS.apart;

/** Indexes into `GATE_POLICIES`. */
export const GATE_OPEN = 0;
export const GATE_RESIDENTS = 1;
export const GATE_CLOSED = 2;

export const BARRIER_KINDS = ['water', 'railway', 'wall'] as const;

/** Metres a minute at a speed, in the whole decimetres that times are counted in; rounded down: a budget is never exceeded. */
export function budgetDm(minutes: number, speedMps: number): number {
  // 1e-6: 15 min × 1.2 m/s must be 10,800 and not 10,799 after binary rounding.
  return Math.floor(minutes * 60 * speedMps * 10 + 1e-6);
}

export function minutesOf(timeDm: number, speedMps: number): number {
  return timeDm / (speedMps * 600);
}
