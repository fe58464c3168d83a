/**
 * The raw walking network, as a reader (OSM) or the demo city makes it; `geodata/network` builds the routable graph from it.
 * Arrays are parallel. Ways that merely cross do not share a node and therefore do not join.
 */
export interface WalkSource {
  /** Degrees, one per node. */
  nodeLon: Float64Array;
  nodeLat: Float64Array;
  /** One per way: index of its first node reference in `wayNodes`; length ways + 1. */
  wayStart: Uint32Array;
  /** Node indexes of all ways, end to end. */
  wayNodes: Uint32Array;
  /** Index into `WAY_KINDS` per way. */
  wayKind: Uint8Array;
  /** Bit set of `WAY_FLAGS` per way. */
  wayFlags: Uint8Array;
  /** Grade per way (rise over run, without sign); 0 = level or not known, absent where the source knows none. */
  wayGrade?: Float32Array;
  /** Street name per way, or ''. */
  wayNames: string[];
  /** Nodes that are gates or barriers. */
  gates: WalkGate[];
  /** Lines nobody walks across away from a street: rivers' banks, railways, walls. Flat `[lon, lat, …]` each. */
  barriers: { kind: 'water' | 'railway' | 'wall'; line: number[] }[];
  /** Where the network comes from and of which day, shown beside every circle. */
  sourceName: string;
  sourceDate: string;
}

export const WAY_KINDS = [
  'arterial',
  'secondary',
  'collector',
  'lane',
  'estatePath',
  'footpath',
  'steps',
  'bridge',
  'underpass',
  'plaza',
] as const;
export type WayKind = (typeof WAY_KINDS)[number];

export const WAY_FLAGS = {
  /** Walking allowed only along the direction of the nodes (`oneway:foot`). */
  onewayFoot: 1,
  bridge: 2,
  tunnel: 4,
  /** Only residents of the estate may pass. */
  residentsOnly: 8,
} as const;

/** Who passes a gate: everybody, `residents` of the place behind it, nobody. A stranger passes only `open` gates. */
export const GATE_POLICIES = ['open', 'residents', 'closed'] as const;
export type GatePolicy = (typeof GATE_POLICIES)[number];
export interface WalkGate {
  node: number;
  policy: GatePolicy;
  estateId: string | null;
  name: string;
}
