import { type CellSite, rectangle } from './plan-build.ts';
import { layInnerPaths } from './plan-estate.ts';
import { estateName, workName } from './plan-names.ts';
import { extentAlong, type Ring, ringArea, shrinkConvex } from './plan-plane.ts';
import { frameOf, layRows, type Row, type RowFrame, type RowStyle, toFrame, toPlane } from './plan-rows.ts';
import type { Site } from './plan-site.ts';
import type { BlockStyle } from './plan-styles.ts';

/** Homes that stand empty when a block is full: capacity is planned above the need. */
const SPARE = 1.1;
/** Buildings longer than this have two staircases. */
const TWO_ENTRANCES_M = 30;
/** The wall stands a little off the pavement. */
const WALL_BACK_M = 1;

interface Layout {
  frame: RowFrame;
  turned: Ring;
  rows: Row[];
  style: RowStyle;
  spineU: number;
}

/**
 * Builds rows on a plot, with the paths between them and, around homes, walls and gates.
 * @param homesWanted for homes: how many; for other blocks the share (0…1) of the places to build on.
 * @returns the homes there is now room for.
 */
export function buildBlock(
  cell: CellSite,
  site: Site,
  plot: Ring,
  style: BlockStyle,
  homesWanted: number,
): number {
  const { random } = cell.build;
  const isHome = style.homesPer15M > 0;
  const ground = shrinkConvex(plot, WALL_BACK_M);
  if (ground.length === 0) return 0;
  const layout = layOut(cell, ground, style);
  if (layout === null) return 0;
  const places = layout.rows.flatMap((row, r) => row.slots.map((u) => ({ row, r, u })));
  const homesPerFloor = isHome ? Math.max(1, Math.round((layout.style.lengthM / 15) * style.homesPer15M)) : 0;
  let floors = random.int(style.floors[0], style.floors[1]);
  let count: number;
  if (isHome) {
    count = Math.max(1, Math.ceil((homesWanted * SPARE) / (homesPerFloor * floors)));
    if (count > places.length)
      floors = Math.min(style.maxFloors, Math.ceil((homesWanted * SPARE) / (homesPerFloor * places.length)));
    count = Math.min(count, places.length);
  } else count = Math.max(1, Math.round(places.length * homesWanted));
  // Places nearest the middle are left out first: there the garden is.
  const [minU, maxU] = extentAlong(layout.turned, 1, 0);
  const [minV, maxV] = extentAlong(layout.turned, 0, 1);
  const kept = places
    .map((place) => ({
      ...place,
      away: Math.hypot(place.u - (minU + maxU) / 2, place.row.v - (minV + maxV) / 2) * random.float(0.6, 1.4),
    }))
    .sort((a, b) => b.away - a.away)
    .slice(0, count)
    .sort((a, b) => b.r - a.r || a.u - b.u);
  const isVillage = style.kind === 'low' && isHome;
  const gated = isHome && random.next() < style.gatedShare;
  const estateId = isHome && !isVillage ? foundEstate(cell, ground, gated, style) : null;
  const street = cell.build.streetNames[site.sides[0]?.line ?? -1] ?? '';
  kept.forEach(({ row, u }, index) => {
    const shift = isVillage ? random.float(-1.5, 1.5) : 0;
    const lengthM = isVillage ? layout.style.lengthM * random.float(0.8, 1) : layout.style.lengthM;
    const [x, y] = toPlane(layout.frame, u, row.v + Math.max(shift, -layout.style.marginM / 2));
    const doors = lengthM > TWO_ENTRANCES_M ? [0.27, 0.73] : [0.5];
    cell.drafts.push({
      kind: style.kind,
      name: nameOf(cell, style, estateId, isVillage, index + 1, street),
      estateId,
      ring: rectangle(layout.frame.ux, layout.frame.uy, x, y, lengthM, layout.style.depthM),
      floors: Math.max(
        1,
        isVillage || !isHome
          ? random.int(style.floors[0], style.floors[1])
          : floors - (random.next() < 0.3 ? 1 : 0),
      ),
      maxFloors: style.maxFloors,
      floorHeightM: style.floorHeightM,
      homesPerFloor: isVillage ? random.int(1, 2) : homesPerFloor,
      elderlyShare: style.elderlyShare,
      childShare: style.childShare,
      entrances: doors.map((share) => toPlane(layout.frame, u + lengthM * share, row.pathV - 1.5)),
    });
  });
  layInnerPaths(cell, site, layout, { isHome, gated, estateId, isVillage });
  return kept.length * floors * homesPerFloor;
}

function layOut(cell: CellSite, ground: Ring, style: BlockStyle): Layout | null {
  const { random } = cell.build;
  const frame = frameOf(ground, random.float(-0.1, 0.1));
  const turned = toFrame(frame, ground);
  const [minU, maxU] = extentAlong(turned, 1, 0);
  const spineU = minU + (maxU - minU) * random.float(0.38, 0.62);
  const isHome = style.homesPer15M > 0;
  const rowStyle: RowStyle = {
    lengthM: random.float(...style.lengthM),
    depthM: random.float(...style.depthM),
    pitchM: random.float(...style.pitchM),
    gapM: random.float(...style.gapM),
    marginM: isHome ? 8 : 5,
  };
  const rows = layRows(turned, rowStyle, spineU);
  if (rows.length > 0) return { frame, turned, rows, style: rowStyle, spineU };
  // A narrow plot: the shortest buildings close to the edge, or nothing.
  const tight = { ...rowStyle, lengthM: style.lengthM[0] * 0.7, depthM: style.depthM[0] * 0.8, marginM: 4 };
  const few = layRows(turned, tight, spineU);
  return few.length > 0 ? { frame, turned, rows: few, style: tight, spineU } : null;
}

function foundEstate(cell: CellSite, ground: Ring, gated: boolean, style: BlockStyle): string {
  const { build, community } = cell;
  community.estates++;
  const id = `${cell.communityId}-e${String(community.estates).padStart(2, '0')}`;
  const footprint: number[] = [];
  for (let i = 0; i < ground.length; i += 2)
    footprint.push(build.projection.toLon(ground[i]!), build.projection.toLat(ground[i + 1]!));
  footprint.push(footprint[0]!, footprint[1]!);
  const name = estateName(build.random, style.elderlyShare > 0.2, community.names);
  build.estates.push({ id, unitId: cell.communityId, name, gated, footprint });
  if (gated && ringArea(ground) > 0) build.walk.barrier('wall', ground, true);
  return id;
}

function nameOf(
  cell: CellSite,
  style: BlockStyle,
  estateId: string | null,
  isVillage: boolean,
  number: number,
  street: string,
): string {
  if (estateId !== null) return `${number}栋`;
  if (isVillage) return `${number}号`;
  const kind = style.kind === 'tower' || style.kind === 'slab' ? 'office' : style.kind;
  return workName(cell.build.random, kind, street, number * 2);
}
