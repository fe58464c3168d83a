import type { Settlement } from './plan-density.ts';
import { type Partition, type Piece, ROAD_CLASS, type RoadClass } from './plan-partition.ts';
import { clipHalfPlane, extentAlong, ringArea, ringCentroid, ringContains } from './plan-plane.ts';
import type { TerritoryNode } from './plan-skeleton.ts';
import type { Random } from './random.ts';

/** A convex piece of the plane and what wants it. */
export interface Claim {
  piece: Piece;
  node: TerritoryNode;
}

/** Pieces smaller than this are settled evenly; larger ones are weighed by the density at points inside. */
const EVEN_BELOW_M2 = 600_000;
const SAMPLES_ACROSS = 26;
/** A cut keeps this share of the shorter side for each part at least. */
const MIN_SHARE = 0.14;

/** Snapping by class of road: lanes join lanes of the next block readily, arterials keep their course. */
const SNAP: Record<number, { snapShare: number; snapMaxM: number }> = {
  [ROAD_CLASS.arterial]: { snapShare: 0.3, snapMaxM: 320 },
  [ROAD_CLASS.secondary]: { snapShare: 0.34, snapMaxM: 200 },
  [ROAD_CLASS.collector]: { snapShare: 0.36, snapMaxM: 110 },
  [ROAD_CLASS.lane]: { snapShare: 0.4, snapMaxM: 60 },
};

/** Ground of an ordinary block in a centre and at the rim. */
const BLOCK_M2 = { smallest: 22_000, largest: 80_000 };
const MAX_BLOCKS_PER_CELL = 6;

/** Divides among districts so that each lies where its anchor says. */
export function divideByAnchor(
  partition: Partition,
  settlement: Settlement,
  piece: Piece,
  nodes: TerritoryNode[],
  random: Random,
): Claim[] {
  if (nodes.length === 1) return [{ piece, node: nodes[0]! }];
  // Across the direction in which the anchors lie farthest apart.
  let bestAngle = 0;
  let bestSpread = -1;
  for (let step = 0; step < 12; step++) {
    const angle = (step / 12) * Math.PI + 0.02;
    const values = nodes.map((node) => node.anchor[0] * Math.cos(angle) + node.anchor[1] * Math.sin(angle));
    const spread = Math.max(...values) - Math.min(...values);
    if (spread > bestSpread + 1e-9) {
      bestSpread = spread;
      bestAngle = angle;
    }
  }
  const ux = Math.cos(bestAngle);
  const uy = Math.sin(bestAngle);
  const along = (node: TerritoryNode) => node.anchor[0] * ux + node.anchor[1] * uy;
  const sorted = [...nodes].sort((a, b) => along(b) - along(a) || a.row - b.row);
  let bestCut = 1;
  let bestGap = -1;
  for (let i = 1; i < sorted.length; i++) {
    const gap = along(sorted[i - 1]!) - along(sorted[i]!) + 1e-6 * Math.min(i, sorted.length - i);
    if (gap > bestGap) {
      bestGap = gap;
      bestCut = i;
    }
  }
  const first = sorted.slice(0, bestCut);
  const second = sorted.slice(bestCut);
  const weight = (list: TerritoryNode[]) => list.reduce((sum, node) => sum + node.weight, 0);
  const share = weight(first) / weight(sorted);
  // The far side of a line whose left normal is (ux, uy): the line runs along (uy, -ux).
  const cut = chooseCut(
    partition,
    settlement,
    piece,
    share,
    { dx: uy, dy: -ux },
    ROAD_CLASS.arterial,
    random,
  );
  return [
    ...divideByAnchor(partition, settlement, cut[0], first, random),
    ...divideByAnchor(partition, settlement, cut[1], second, random),
  ];
}

/** Divides a piece among several nodes by their weights; every cut becomes a road of the given class. */
export function divideAmong(
  partition: Partition,
  settlement: Settlement,
  piece: Piece,
  nodes: TerritoryNode[],
  roadClass: RoadClass,
  random: Random,
): Claim[] {
  if (nodes.length === 0) return [];
  if (nodes.length === 1) return [{ piece, node: nodes[0]! }];
  const total = nodes.reduce((sum, node) => sum + node.weight, 0);
  // Not always the middle: halves of halves look like a chessboard.
  const aim = total * random.float(0.36, 0.64);
  let count = 0;
  let weight = 0;
  while (count < nodes.length - 1 && (count === 0 || weight + nodes[count]!.weight / 2 <= aim)) {
    weight += nodes[count]!.weight;
    count++;
  }
  const share = (weight / total) * (1 + random.float(-0.06, 0.06));
  const [left, right] = chooseCut(partition, settlement, piece, share, null, roadClass, random);
  return [
    ...divideAmong(partition, settlement, left, nodes.slice(0, count), roadClass, random),
    ...divideAmong(partition, settlement, right, nodes.slice(count), roadClass, random),
  ];
}

/** Divides the piece of a cell into blocks by lanes. */
export function divideIntoBlocks(
  partition: Partition,
  settlement: Settlement,
  piece: Piece,
  random: Random,
): Piece[] {
  const ring = partition.ringOf(piece);
  const area = ringArea(ring);
  const [x, y] = ringCentroid(ring);
  const thick = Math.min(1, settlement.density(x, y) / 1.6);
  const blockM2 = BLOCK_M2.largest + (BLOCK_M2.smallest - BLOCK_M2.largest) * thick;
  const count = Math.max(2, Math.min(MAX_BLOCKS_PER_CELL, Math.round(area / blockM2)));
  const divide = (part: Piece, blocks: number): Piece[] => {
    if (blocks === 1) return [part];
    const first = Math.max(1, Math.floor(blocks / 2));
    const share = (first / blocks) * (1 + random.float(-0.15, 0.15));
    const [left, right] = chooseCut(partition, settlement, part, share, null, ROAD_CLASS.lane, random);
    return [...divide(left, first), ...divide(right, blocks - first)];
  };
  return divide(piece, count);
}

/** Settled mass of a piece: density integrated over its ground. */
export function massOf(partition: Partition, settlement: Settlement, piece: Piece): number {
  const ring = partition.ringOf(piece);
  const samples = sample(settlement, ring);
  let sum = 0;
  for (const { mass } of samples) sum += mass;
  return sum;
}

/**
 * Cuts a piece so that `share` of its mass lies to the left. Without a direction the cut runs along the local streets, across
 * the longer side.
 * @throws {Error} where no cut is possible at all (a piece without area).
 */
export function chooseCut(
  partition: Partition,
  settlement: Settlement,
  piece: Piece,
  share: number,
  direction: { dx: number; dy: number } | null,
  roadClass: RoadClass,
  random: Random,
): [Piece, Piece] {
  const ring = partition.ringOf(piece);
  const snap = SNAP[roadClass] ?? { snapShare: 0, snapMaxM: 0 };
  for (let attempt = 0; attempt < 12; attempt++) {
    const { dx, dy } = direction ?? streetDirection(settlement, ring, roadClass, attempt, random);
    const offset = quantile(settlement, ring, -dy, dx, share);
    const options = attempt < 4 ? { roadClass, ...snap } : { roadClass, snapShare: 0, snapMaxM: 0 };
    const pieces = partition.cut(piece, -dy * offset, dx * offset, dx, dy, options);
    if (pieces !== null) return pieces;
  }
  throw new Error(`a piece of ${Math.round(ringArea(ring))} m² could not be divided`);
}

function streetDirection(
  settlement: Settlement,
  ring: number[],
  roadClass: RoadClass,
  attempt: number,
  random: Random,
): { dx: number; dy: number } {
  const [x, y] = ringCentroid(ring);
  const jitter = roadClass <= ROAD_CLASS.secondary ? 0.09 : 0.05;
  const angle = settlement.orientation(x, y) + random.normal(0, jitter) + attempt * 0.13;
  const ux = Math.cos(angle);
  const uy = Math.sin(angle);
  const [minU, maxU] = extentAlong(ring, ux, uy);
  const [minV, maxV] = extentAlong(ring, -uy, ux);
  const ratio = ((maxU - minU) / (maxV - minV)) * random.float(0.82, 1.22);
  // A long piece is cut across: the cut runs along v where u is the longer.
  return ratio > 1 ? { dx: -uy, dy: ux } : { dx: ux, dy: uy };
}

/** Offset along the normal `(nx, ny)` beyond which `share` of the mass lies. */
function quantile(settlement: Settlement, ring: number[], nx: number, ny: number, share: number): number {
  const [min, max] = extentAlong(ring, nx, ny);
  const total = ringArea(ring);
  let offset: number;
  if (total > EVEN_BELOW_M2) {
    const samples = sample(settlement, ring).map(({ x, y, mass }) => ({ at: nx * x + ny * y, mass }));
    samples.sort((a, b) => b.at - a.at);
    const target = share * samples.reduce((sum, item) => sum + item.mass, 0);
    let sum = 0;
    offset = min;
    for (const item of samples) {
      sum += item.mass;
      offset = item.at;
      if (sum >= target) break;
    }
  } else {
    let low = min;
    let high = max;
    for (let step = 0; step < 18; step++) {
      const middle = (low + high) / 2;
      const kept = clipHalfPlane(ring, nx, ny, middle);
      if ((kept.length === 0 ? 0 : ringArea(kept)) > share * total) low = middle;
      else high = middle;
    }
    offset = (low + high) / 2;
  }
  const least = MIN_SHARE * (max - min);
  return Math.min(max - least, Math.max(min + least, offset));
}

function sample(settlement: Settlement, ring: number[]): { x: number; y: number; mass: number }[] {
  const [minX, maxX] = extentAlong(ring, 1, 0);
  const [minY, maxY] = extentAlong(ring, 0, 1);
  const stepX = (maxX - minX) / SAMPLES_ACROSS;
  const stepY = (maxY - minY) / SAMPLES_ACROSS;
  const samples: { x: number; y: number; mass: number }[] = [];
  for (let row = 0; row < SAMPLES_ACROSS; row++)
    for (let column = 0; column < SAMPLES_ACROSS; column++) {
      const x = minX + (column + 0.5) * stepX;
      const y = minY + (row + 0.5) * stepY;
      if (ringContains(ring, x, y)) samples.push({ x, y, mass: settlement.density(x, y) * stepX * stepY });
    }
  return samples;
}
