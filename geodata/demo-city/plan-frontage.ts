import { type CellSite, rectangle } from './plan-build.ts';
import { centreName } from './plan-ensure.ts';
import { workName } from './plan-names.ts';
import { ROAD_CLASS } from './plan-partition.ts';
import { clipHalfPlane, type Ring, ringArea, ringContains } from './plan-plane.ts';
import type { Site, SiteSide } from './plan-site.ts';

const CORNER_CLEARANCE_M = 7;
/** Between the shops and what stands behind them. */
const BACK_LANE_M = 5;
/** A block keeps at least this much ground behind its shops. */
const LEAST_GROUND_M2 = 2500;

/**
 * Lines the busiest side of a block with shops, entrances to the street. The first building of a community that stands like this
 * is its service centre.
 * @returns the ground behind the shops.
 */
export function lineFrontage(cell: CellSite, site: Site, plot: Ring, share: number): Ring {
  const { random } = cell.build;
  const sides = site.sides
    .filter((side) => side.lengthM > 50 && side.roadClass <= ROAD_CLASS.riverBank)
    .sort((a, b) => a.roadClass - b.roadClass || b.lengthM - a.lengthM);
  let ground = plot;
  for (const side of sides.slice(0, share > 0.75 ? 2 : 1)) {
    const depthM = random.float(9, 12);
    const behind = clipHalfPlane(ground, side.nx, side.ny, side.offset + depthM + BACK_LANE_M);
    if (behind.length === 0 || ringArea(behind) < LEAST_GROUND_M2) continue;
    if (buildAlong(cell, side, ground, depthM, share)) ground = behind;
  }
  return ground;
}

function buildAlong(cell: CellSite, side: SiteSide, plot: Ring, depthM: number, share: number): boolean {
  const { random, streetNames } = cell.build;
  // Along the side with the block to the left: (ny, -nx).
  const dx = side.ny;
  const dy = -side.nx;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < plot.length; i += 2) {
    if (Math.abs(side.nx * plot[i]! + side.ny * plot[i + 1]! - side.offset) > 0.01) continue;
    const along = dx * plot[i]! + dy * plot[i + 1]!;
    from = Math.min(from, along);
    to = Math.max(to, along);
  }
  const street = streetNames[side.line]!;
  let number = random.int(1, 180);
  let built = false;
  for (let at = from + CORNER_CLEARANCE_M; at < to - CORNER_CLEARANCE_M; ) {
    const lengthM = random.float(13, 30);
    if (at + lengthM > to - CORNER_CLEARANCE_M) break;
    const x = dx * at + side.nx * side.offset;
    const y = dy * at + side.ny * side.offset;
    const ring = rectangle(dx, dy, x, y, lengthM, depthM);
    at += lengthM + (random.next() < 0.3 ? random.float(6, 14) : random.float(0.5, 2));
    number += 2;
    if (
      random.next() > share ||
      !ringContains(plot, ring[4]!, ring[5]!) ||
      !ringContains(plot, ring[6]!, ring[7]!)
    )
      continue;
    const isCentre = !cell.community.hasCentre;
    cell.community.hasCentre = true;
    cell.drafts.push({
      kind: isCentre ? 'public' : 'shop',
      name: isCentre ? centreName(cell.communityName) : workName(random, 'shop', street, number),
      estateId: null,
      ring,
      floors: isCentre ? 3 : random.int(1, 3),
      maxFloors: 4,
      floorHeightM: 3.6,
      homesPerFloor: 0,
      elderlyShare: 0,
      childShare: 0,
      entrances: [[x + (dx * lengthM) / 2 - side.nx, y + (dy * lengthM) / 2 - side.ny]],
    });
    built = true;
  }
  return built;
}
