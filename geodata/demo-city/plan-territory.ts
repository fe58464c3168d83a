import { allotNodes } from './plan-allot.ts';
import { type Corridor, cutByCorridors, layCorridors } from './plan-corridors.ts';
import { createSettlement, type Settlement } from './plan-density.ts';
import { type Claim, divideAmong, divideByAnchor, divideIntoBlocks, massOf } from './plan-divide.ts';
import { Partition, type Piece, ROAD_CLASS } from './plan-partition.ts';
import { ringArea, ringCentroid } from './plan-plane.ts';
import type { Skeleton } from './plan-skeleton.ts';
import type { Random } from './random.ts';

/** A block, or a lake (`row` -1): the smallest pieces of the plane. */
export interface Face {
  piece: Piece;
  /** Row of the cell it belongs to. */
  row: number;
}

export interface Territory {
  partition: Partition;
  settlement: Settlement;
  radiusM: number;
  /** The city's edge before the warp, convex. */
  outline: number[];
  corridors: Corridor[];
  faces: Face[];
}

/** Mean ground of a cell; with about 400 homes that is an ordinary city district with its hills and rim. */
const MEAN_CELL_M2 = 140_000;
/** One lake for so many cells. */
const CELLS_PER_LAKE = 260;
/** Ground of a lake, in km². */
const LAKE_KM2 = { smallest: 0.18, largest: 0.62 };
/** A community with fewer cells would be nothing but shore. */
const LAKE_HOST_CELLS = 5;

/** Divides the plane among all units of a skeleton, down to blocks. */
export function divideTerritory(skeleton: Skeleton, random: Random): Territory {
  const partition = new Partition();
  const radiusM = Math.sqrt((skeleton.cellCount * MEAN_CELL_M2 * 1.04) / Math.PI);
  const settlement = createSettlement(random.stream('settlement'), radiusM);
  const outline = createOutline(random.stream('outline'), radiusM);
  const city = partition.addOutline(outline);
  settlement.addCenter(0, 0, radiusM * 0.7, 0.7);

  const districts = divideByAnchor(
    partition,
    settlement,
    city,
    skeleton.root.children,
    random.stream('districts'),
  );
  for (const { piece } of districts)
    addCenters(partition, settlement, piece, radiusM, random.stream(`centers ${piece.vertices[0]}`));
  const rings = districts.map(({ piece }) => partition.ringOf(piece));
  const corridors = layCorridors(
    partition,
    radiusM,
    rings,
    skeleton.cellCount,
    MEAN_CELL_M2,
    random.stream('corridors'),
  );

  let claims: Claim[] = [];
  const allotment = random.stream('allotment');
  for (const district of districts) {
    const pieces = cutByCorridors(partition, district.piece, corridors);
    const shares = pieces.map((piece) => massOf(partition, settlement, piece));
    const dealt = allotNodes(allotment.shuffle([...district.node.children]), shares, allotment);
    pieces.forEach((piece, i) => {
      claims.push(...divideAmong(partition, settlement, piece, dealt[i]!, ROAD_CLASS.arterial, allotment));
    });
  }
  for (const roadClass of [ROAD_CLASS.secondary, ROAD_CLASS.collector] as const) {
    const stage = random.stream(`stage ${roadClass}`);
    if (roadClass === ROAD_CLASS.collector) reserveLakes(partition, settlement, claims, stage);
    claims = claims.flatMap((claim) =>
      divideAmong(
        partition,
        settlement,
        claim.piece,
        stage.shuffle([...claim.node.children]),
        roadClass,
        stage,
      ),
    );
  }
  const blocks = random.stream('blocks');
  const faces = claims.flatMap((claim) =>
    claim.node.row < 0
      ? [{ piece: claim.piece, row: -1 }]
      : divideIntoBlocks(partition, settlement, claim.piece, blocks).map((piece) => ({
          piece,
          row: claim.node.row,
        })),
  );
  return { partition, settlement, radiusM, outline, corridors, faces };
}

/** A convex, not quite round city. */
function createOutline(random: Random, radiusM: number): number[] {
  const corners = 44;
  const stretch = random.float(1.05, 1.25);
  const lean = random.float(-0.4, 0.4);
  const bulge = random.float(0, 2 * Math.PI);
  const ring: number[] = [];
  for (let i = 0; i < corners; i++) {
    const angle = (i / corners) * 2 * Math.PI;
    // |a|·(n² - 1) < 1 keeps r = R(1 + a·cos nφ) convex.
    const r = radiusM * (1 + 0.05 * Math.cos(3 * angle + bulge));
    const x = r * Math.cos(angle) * stretch;
    const y = (r * Math.sin(angle)) / stretch;
    ring.push(x * Math.cos(lean) - y * Math.sin(lean), x * Math.sin(lean) + y * Math.cos(lean));
  }
  return ring;
}

/** One main centre a district, drawn towards the middle of the city, and a few lesser ones. */
function addCenters(
  partition: Partition,
  settlement: Settlement,
  piece: Piece,
  radiusM: number,
  random: Random,
): void {
  const ring = partition.ringOf(piece);
  const [cx, cy] = ringCentroid(ring);
  const reachM = Math.sqrt(ringArea(ring) / Math.PI);
  settlement.addCenter(cx * 0.8, cy * 0.8, reachM * 0.5, 1.5);
  const lesser = Math.max(1, Math.round((reachM / 2600) ** 2));
  for (let i = 0; i < lesser; i++) {
    const angle = random.float(0, 2 * Math.PI);
    const far = Math.sqrt(random.next()) * reachM * 0.85;
    const size = Math.min(radiusM * 0.3, random.float(900, 1700));
    settlement.addCenter(
      cx + far * Math.cos(angle),
      cy + far * Math.sin(angle),
      size,
      random.float(0.7, 1.5),
    );
  }
}

/** Gives some communities away from the edge and the river a lake among their cells. */
function reserveLakes(partition: Partition, settlement: Settlement, claims: Claim[], random: Random): void {
  const cells = claims.reduce((sum, claim) => sum + claim.node.weight, 0);
  const hosts = claims.filter(
    ({ node, piece }) =>
      node.weight >= LAKE_HOST_CELLS &&
      piece.lines.every((line) => partition.lines[line]!.roadClass <= ROAD_CLASS.secondary),
  );
  let missing = Math.round(cells / CELLS_PER_LAKE);
  for (const claim of random.shuffle(hosts)) {
    if (missing === 0) return;
    const ring = partition.ringOf(claim.piece);
    const [x, y] = ringCentroid(ring);
    const thick = settlement.density(x, y);
    // Neither in the densest centre nor in the country, where nobody would see it.
    if (thick < 0.6 || thick > 1.8) continue;
    const areaKm2 = ringArea(ring) / 1e6;
    const lakeKm2 = Math.min(random.float(LAKE_KM2.smallest, LAKE_KM2.largest), areaKm2 * 0.35);
    const weight = (claim.node.weight * lakeKm2) / (areaKm2 - lakeKm2);
    claim.node.children.push({ row: -1, weight, children: [], anchor: [0, 0] });
    missing--;
  }
}
