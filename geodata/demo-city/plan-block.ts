import { type CellSite, rectangle } from './plan-build.ts';
import { layInnerPaths } from './plan-estate.ts';
import { planBlock } from './plan-layout.ts';
import { estateName, workName } from './plan-names.ts';
import { type Ring, shrinkConvex } from './plan-plane.ts';
import { toPlane } from './plan-rows.ts';
import type { Site } from './plan-site.ts';
import type { BlockStyle } from './plan-styles.ts';

/** Buildings longer than this have two staircases. */
const TWO_ENTRANCES_M = 30;
/** The wall stands a little off the pavement. */
const WALL_BACK_M = 1;

/**
 * Builds rows on a plot, with the paths between them and, around homes, walls and gates.
 * @param wanted for homes: how many; for other blocks the share (0…1) of the places to build on.
 * @returns the homes there is now room for.
 */
export function buildBlock(
  cell: CellSite,
  site: Site,
  plot: Ring,
  style: BlockStyle,
  wanted: number,
): number {
  const { random, streetNames } = cell.build;
  const ground = shrinkConvex(plot, WALL_BACK_M);
  const plan = ground.length > 0 ? planBlock(ground, style, wanted, random) : null;
  if (plan === null) return 0;
  const { layout, places, floors, homesPerFloor } = plan;
  const isHome = homesPerFloor > 0;
  const isVillage = style.kind === 'low' && isHome;
  const gated = isHome && random.next() < style.gatedShare;
  const estateId = isHome && !isVillage ? foundEstate(cell, ground, gated, style) : null;
  const street = streetNames[site.sides[0]?.line ?? -1] ?? '';
  let room = 0;
  places.forEach(({ row, u }, index) => {
    const lengthM = isVillage ? layout.style.lengthM * random.float(0.8, 1) : layout.style.lengthM;
    const forward = isVillage ? random.float(-1.5, 1.5) : 0;
    const [x, y] = toPlane(layout.frame, u, row.v + forward);
    const doors = isHome
      ? lengthM > TWO_ENTRANCES_M
        ? [0.27, 0.73]
        : [0.5]
      : [layout.spine.at === 'east' ? 1 : 0];
    const own =
      isHome && !isVillage
        ? floors - (random.next() < 0.3 ? 1 : 0)
        : random.int(style.floors[0], style.floors[1]);
    const homes = isVillage ? random.int(1, 2) : homesPerFloor;
    cell.drafts.push({
      kind: style.kind,
      name: nameOf(cell, style, estateId, isVillage, index + 1, street),
      estateId,
      ring: rectangle(layout.frame.ux, layout.frame.uy, x, y, lengthM, layout.style.depthM),
      floors: Math.max(1, own),
      maxFloors: style.maxFloors,
      floorHeightM: style.floorHeightM,
      homesPerFloor: homes,
      elderlyShare: style.elderlyShare,
      childShare: style.childShare,
      entrances: doors.map((share) => toPlane(layout.frame, u + lengthM * share, row.doorV)),
    });
    room += Math.max(1, own) * homes;
  });
  layInnerPaths(cell, site, layout, { isHome, gated, estateId, isVillage });
  return room;
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
  if (gated) build.walk.barrier('wall', ground, true);
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
