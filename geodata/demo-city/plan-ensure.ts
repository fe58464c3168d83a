import { type CellSite, rectangle } from './plan-build.ts';
import { type Ring, ringCentroid, ringContains } from './plan-plane.ts';
import type { Site } from './plan-site.ts';
import { HOME_STYLES } from './plan-styles.ts';

/** Nothing is built higher than this, whatever the need. */
const HIGHEST_FLOORS = 34;
/** From this height on a slab counts as a tower (高层, GB 55031: over 54 m). */
const TOWER_FLOORS = 18;
/** Raises houses where the blocks of a cell hold fewer homes than it must have. */
export function raiseHomes(cell: CellSite, households: number): void {
  const homes = cell.drafts.filter((draft) => draft.homesPerFloor > 0);
  const room = () => homes.reduce((sum, draft) => sum + draft.floors * draft.homesPerFloor, 0);
  for (let round = 0; round < 60 && homes.length > 0 && room() < households * 1.03; round++) {
    let raised = false;
    for (const draft of homes) {
      if (draft.floors >= draft.maxFloors) continue;
      draft.floors++;
      raised = true;
    }
    if (raised) continue;
    // All as high as their kind: now they grow into towers, and in the end the flats are smaller.
    for (const draft of homes) {
      if (draft.kind === 'slab' && draft.maxFloors < HIGHEST_FLOORS) draft.maxFloors = HIGHEST_FLOORS;
      else draft.homesPerFloor++;
    }
  }
  for (const draft of homes) {
    if (draft.kind !== 'slab' || draft.floors < TOWER_FLOORS) continue;
    draft.kind = 'tower';
    draft.floorHeightM = HOME_STYLES.tower.floorHeightM;
  }
}

/** A cell whose blocks were all too small for rows gets one house all the same: a cell without homes would have no one to care for. */
export function ensureHomes(cell: CellSite, sites: readonly Site[]): void {
  if (cell.drafts.some((draft) => draft.homesPerFloor > 0)) return;
  const byRoom = sites
    .map((site) => (site.plot.length > 0 ? site.plot : site.ring))
    .map((ring) => ({ ring, lengthM: largestSquare(ring) }))
    .sort((a, b) => b.lengthM - a.lengthM);
  const { ring, lengthM } = byRoom[0]!;
  const [x, y] = ringCentroid(ring);
  const { kind, floors, maxFloors, floorHeightM, elderlyShare, childShare } = HOME_STYLES.tower;
  cell.drafts.push({
    kind,
    name: '1栋',
    estateId: null,
    ring: rectangle(1, 0, x - lengthM / 2, y - lengthM / 2, lengthM, lengthM),
    floors: floors[0],
    maxFloors,
    floorHeightM,
    homesPerFloor: 4,
    elderlyShare,
    childShare,
    entrances: [[x, y + lengthM / 2]],
  });
}

/** Side of the largest square around the middle of a ring, of at most 26 m, that fits inside. */
function largestSquare(ring: Ring): number {
  const [x, y] = ringCentroid(ring);
  for (let side = 26; side > 3; side *= 0.85) {
    const half = side / 2;
    const inside = [-half, half].every((dx) =>
      [-half, half].every((dy) => ringContains(ring, x + dx, y + dy)),
    );
    if (inside) return side;
  }
  return 3;
}

/** The last cell of a community without a service centre gives it a building. */
export function ensureCentre(cell: CellSite): void {
  const { community, drafts } = cell;
  community.cellsLeft--;
  if (community.hasCentre || community.cellsLeft > 0) return;
  const homes = drafts.filter((draft) => draft.homesPerFloor > 0);
  const chosen =
    drafts.find((draft) => draft.homesPerFloor === 0) ?? (homes.length > 1 ? homes[0] : undefined);
  if (chosen === undefined) return;
  community.hasCentre = true;
  chosen.kind = 'public';
  chosen.name = centreName(cell.communityName);
  chosen.homesPerFloor = 0;
  chosen.floors = Math.min(chosen.floors, 4);
}

/** 碧海社区居委会 → 碧海社区综合服务中心. */
export function centreName(communityName: string): string {
  return `${communityName.replace(/(居委会|居民委员会|村委会|村民委员会)$/, '')}综合服务中心`;
}
