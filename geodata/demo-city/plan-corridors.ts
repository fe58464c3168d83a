import { type CutLine, type Partition, type Piece, ROAD_CLASS } from './plan-partition.ts';
import { clipHalfPlane, ringArea } from './plan-plane.ts';
import type { Random } from './random.ts';

/** A river or railway across the city: a strip that no unit owns, between two banks. Straight until the warp bends it. */
export interface Corridor {
  kind: 'river' | 'railway';
  widthM: number;
  left: CutLine;
  right: CutLine;
}

interface Course {
  x: number;
  y: number;
  dx: number;
  dy: number;
}

const CELLS_FOR_RAILWAY = 150;
const RAILWAY_WIDTH_M = 30;
const ATTEMPTS = 80;

/** A river through the middle and, in a city of some size, a railway. @param districts convex rings, each of which keeps whole pieces. */
export function layCorridors(
  partition: Partition,
  radiusM: number,
  districts: number[][],
  cellCount: number,
  meanCellM2: number,
  random: Random,
): Corridor[] {
  const courses: Course[] = [];
  const corridors: Corridor[] = [];
  const lay = (kind: Corridor['kind'], widthM: number, minAngle: number, maxAngle: number) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const course = drawCourse(random, radiusM, minAngle, maxAngle);
      const leavesNoSplinter = districts.every((ring) =>
        partsOf(ring, [...courses, course]).every(
          (area) => area > Math.max(ringArea(ring) * 0.07, 5 * meanCellM2),
        ),
      );
      if (!leavesNoSplinter) continue;
      courses.push(course);
      corridors.push(addCorridor(partition, kind, course, widthM));
      return;
    }
  };
  lay('river', Math.max(45, Math.min(130, radiusM / 60)), -0.45, 0.3);
  if (cellCount >= CELLS_FOR_RAILWAY) lay('railway', RAILWAY_WIDTH_M, 0.3, 1.2);
  return corridors;
}

/** What is left of a piece beside the corridors, as convex pieces. */
export function cutByCorridors(partition: Partition, piece: Piece, corridors: readonly Corridor[]): Piece[] {
  let pieces = [piece];
  for (const corridor of corridors)
    pieces = pieces.flatMap((part) => {
      const beyondLeft = partition.cutAlong(part, corridor.left);
      if (beyondLeft === null) return [part];
      const [left, rest] = beyondLeft;
      const strip = partition.cutAlong(rest, corridor.right);
      return strip === null ? [left] : [left, strip[1]];
    });
  return pieces;
}

function drawCourse(random: Random, radiusM: number, minAngle: number, maxAngle: number): Course {
  const angle = random.float(minAngle, maxAngle);
  const offset = random.float(-0.35, 0.35) * radiusM;
  const dx = Math.cos(angle);
  const dy = Math.sin(angle);
  return { x: -dy * offset, y: dx * offset, dx, dy };
}

/** Areas of the parts of a convex ring between courses. */
function partsOf(ring: number[], courses: readonly Course[]): number[] {
  let parts = [ring];
  for (const { x, y, dx, dy } of courses) {
    const offset = -dy * x + dx * y;
    parts = parts.flatMap((part) =>
      [clipHalfPlane(part, -dy, dx, offset), clipHalfPlane(part, dy, -dx, -offset)].filter(
        (kept) => kept.length > 0,
      ),
    );
  }
  return parts.map(ringArea);
}

function addCorridor(partition: Partition, kind: Corridor['kind'], course: Course, widthM: number): Corridor {
  const bankClass = kind === 'river' ? ROAD_CLASS.riverBank : ROAD_CLASS.railBank;
  const { x, y, dx, dy } = course;
  const half = widthM / 2;
  // Both banks measure distance from the foot of the same normal: opposite points have equal distances.
  const left = partition.addLine(x - dy * half, y + dx * half, dx, dy, bankClass);
  const right = partition.addLine(x + dy * half, y - dx * half, dx, dy, bankClass);
  left.twin = right;
  right.twin = left;
  return { kind, widthM, left, right };
}
