import type { Corridor } from './plan-corridors.ts';
import { type CutLine, type Partition, ROAD_CLASS, type RoadClass } from './plan-partition.ts';

/** A way over a river or under a railway, between a corner on the left bank and one on the right. */
export interface Crossing {
  corridor: Corridor;
  left: number;
  right: number;
  roadClass: RoadClass;
}

/** Least distance between crossings, by the road that crosses: a lane gets no bridge, a collector only where the next is far. */
const SPACING_M: Record<Corridor['kind'], readonly number[]> = {
  river: [350, 800, 1700],
  railway: [250, 500, 900],
};
/** A street that ends opposite nearly meets the crossing: it gets the same corner. */
const SAME_CORNER_M = 20;
/** A crossing keeps off the other corridor and the city's edge. */
const CLEARANCE_M = 90;

/** Chooses the crossings and puts a corner on each bank for them. Must run before the mesh is made. */
export function placeCrossings(partition: Partition, corridors: readonly Corridor[]): Crossing[] {
  const rank = roadRanks(partition);
  return corridors.flatMap((corridor) => {
    const { left, right } = corridor;
    const others = corridors.filter((other) => other !== corridor);
    const crossings = bordersAcross(partition, corridor);
    const taken = crossings.map((crossing) => partition.distanceAlong(left, crossing.left));
    const from = Math.max(Math.min(...left.distances), Math.min(...right.distances)) + CLEARANCE_M;
    const to = Math.min(Math.max(...left.distances), Math.max(...right.distances)) - CLEARANCE_M;
    for (const roadClass of [ROAD_CLASS.arterial, ROAD_CLASS.secondary, ROAD_CLASS.collector] as const) {
      const places = [left, right]
        .flatMap((bank) =>
          bank.vertices.filter((v) => rank[v] === roadClass).map((v) => partition.distanceAlong(bank, v)),
        )
        .filter((distance) => distance > from && distance < to)
        .filter((distance) => others.every((other) => !isNear(other, left, distance)))
        .sort((a, b) => a - b);
      for (const distance of places) {
        if (taken.some((other) => Math.abs(other - distance) < SPACING_M[corridor.kind][roadClass]!))
          continue;
        taken.push(distance);
        crossings.push({
          corridor,
          left: partition.vertexAt(left, distance, SAME_CORNER_M),
          right: partition.vertexAt(right, distance, SAME_CORNER_M),
          roadClass,
        });
      }
    }
    return crossings;
  });
}

/** Borders of districts were drawn before the corridor and already run across it. */
function bordersAcross(partition: Partition, corridor: Corridor): Crossing[] {
  const left = new Set(corridor.left.vertices);
  const right = new Set(corridor.right.vertices);
  const crossings: Crossing[] = [];
  for (const line of partition.lines) {
    if (line.roadClass !== ROAD_CLASS.arterial) continue;
    const onLeft = line.vertices.find((vertex) => left.has(vertex));
    const onRight = line.vertices.find((vertex) => right.has(vertex));
    if (onLeft !== undefined && onRight !== undefined && onLeft !== onRight)
      crossings.push({ corridor, left: onLeft, right: onRight, roadClass: ROAD_CLASS.arterial });
  }
  return crossings;
}

/** The best class of street that meets each corner, banks and the city's edge aside. */
function roadRanks(partition: Partition): Int8Array {
  const rank = new Int8Array(partition.x.length).fill(9);
  for (const line of partition.lines) {
    if (line.roadClass > ROAD_CLASS.lane) continue;
    for (const vertex of line.vertices) rank[vertex] = Math.min(rank[vertex]!, line.roadClass);
  }
  return rank;
}

function isNear(other: Corridor, bank: CutLine, distance: number): boolean {
  const x = bank.x + bank.dx * distance;
  const y = bank.y + bank.dy * distance;
  const { left } = other;
  return Math.abs((y - left.y) * left.dx - (x - left.x) * left.dy) < CLEARANCE_M + other.widthM;
}
