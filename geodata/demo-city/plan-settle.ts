import { buildBlock } from './plan-block.ts';
import type { CellSite } from './plan-build.ts';
import { ensureCentre, ensureHomes, raiseHomes } from './plan-ensure.ts';
import { lineFrontage } from './plan-frontage.ts';
import { layGreenPaths } from './plan-green.ts';
import type { Site } from './plan-site.ts';
import { HOME_STYLES, type HomeStyleName, WORK_STYLES, type WorkStyleName } from './plan-styles.ts';
import type { Random } from './random.ts';

/** What a cell is like, read at its middle. */
export interface CellCharacter {
  density: number;
  newness: number;
}

export const FACE_USE = { built: 0, park: 1, hill: 2, lake: 3 } as const;
export type FaceUse = (typeof FACE_USE)[keyof typeof FACE_USE];

/** Ground smaller than this is a verge. */
const LEAST_PLOT_M2 = 1200;
/** With less building ground than this for every household, only towers will do. */
const TOWERS_BELOW_M2 = 55;
/** A plot for homes is at least this large if there is a choice. */
const LEAST_HOME_PLOT_M2 = 4000;

/**
 * Builds up the blocks of one cell until it has room for its households, then gives the others a use.
 * @param hilly per site, whether it lies on a hill.
 * @returns the use of each site.
 */
export function settleCell(
  cell: CellSite,
  sites: readonly Site[],
  hilly: readonly boolean[],
  character: CellCharacter,
  households: number,
): FaceUse[] {
  const { random } = cell.build;
  const uses: FaceUse[] = sites.map((_, i) => (hilly[i] ? FACE_USE.hill : FACE_USE.built));
  const order = sites
    .map((site, i) => ({ site, i, wish: site.plotM2 * random.float(0.6, 1.4) * (hilly[i] ? 0.05 : 1) }))
    .filter(({ site }) => site.plotM2 >= LEAST_PLOT_M2)
    .sort((a, b) => b.wish - a.wish);
  const groundM2 = order.reduce((sum, { site, i }) => sum + (hilly[i] ? 0 : site.plotM2), 0);
  const styleName = groundM2 / households < TOWERS_BELOW_M2 ? 'tower' : drawHomeStyle(character, random);
  let missing = households;
  let homeBlocks = Math.min(order.length, blocksFor(styleName, households, random));
  const rest: { site: Site; i: number }[] = [];
  for (const { site, i } of order) {
    const tooSmall = site.plotM2 < LEAST_HOME_PLOT_M2 && order[0]!.site.plotM2 >= LEAST_HOME_PLOT_M2;
    if (missing <= 0 || tooSmall) {
      rest.push({ site, i });
      continue;
    }
    const share = homeBlocks > 1 ? missing / homeBlocks : missing;
    homeBlocks--;
    uses[i] = FACE_USE.built;
    const style = HOME_STYLES[random.next() < 0.85 ? styleName : neighbourStyle(styleName)];
    const frontage = styleName === 'village' ? 0.15 : Math.min(0.9, 0.35 + 0.35 * character.density);
    const ground = random.next() < frontage ? lineFrontage(cell, site, site.plot, frontage) : site.plot;
    missing -= buildBlock(cell, site, ground, style, share);
  }
  for (const { site, i } of rest) uses[i] = useOther(cell, site, uses[i]!, character);
  ensureHomes(cell, sites);
  ensureCentre(cell);
  raiseHomes(cell, households);
  return uses;
}

function drawHomeStyle({ density, newness }: CellCharacter, random: Random): HomeStyleName {
  const draw = random.next();
  if (density < 0.5) return draw < 0.62 ? 'village' : draw < 0.85 ? 'slab' : 'midrise';
  if (newness > 0.15) return draw < 0.62 ? 'tower' : draw < 0.95 ? 'midrise' : 'slab';
  if (newness > -0.35) return draw < 0.22 ? 'tower' : draw < 0.5 ? 'midrise' : draw < 0.92 ? 'slab' : 'old';
  return draw < 0.55 ? 'old' : draw < 0.9 ? 'slab' : 'tower';
}

function neighbourStyle(name: HomeStyleName): HomeStyleName {
  const order: HomeStyleName[] = ['village', 'old', 'slab', 'midrise', 'tower'];
  return order[Math.max(0, order.indexOf(name) - 1)]!;
}

function blocksFor(style: HomeStyleName, households: number, random: Random): number {
  const perBlock = { tower: 420, midrise: 330, slab: 240, old: 210, village: 110 }[style];
  return Math.max(1, Math.round((households / perBlock) * random.float(0.8, 1.2)));
}

/** Uses of blocks without homes, by weight in the country and in a centre. */
const OTHER_USES: readonly {
  use: WorkStyleName | 'park' | 'open';
  country: number;
  centre: number;
  filled: number;
}[] = [
  { use: 'office', country: 0.03, centre: 0.26, filled: 0.8 },
  { use: 'mall', country: 0.02, centre: 0.12, filled: 1 },
  { use: 'market', country: 0.12, centre: 0.16, filled: 0.75 },
  { use: 'school', country: 0.1, centre: 0.12, filled: 0.8 },
  { use: 'public', country: 0.05, centre: 0.08, filled: 0.75 },
  { use: 'workshop', country: 0.26, centre: 0.04, filled: 0.7 },
  { use: 'park', country: 0.08, centre: 0.1, filled: 0 },
  { use: 'open', country: 0.3, centre: 0.04, filled: 0 },
];

function useOther(cell: CellSite, site: Site, use: FaceUse, { density }: CellCharacter): FaceUse {
  const { random } = cell.build;
  if (use === FACE_USE.hill) {
    layGreenPaths(cell, site, true);
    return FACE_USE.hill;
  }
  const thick = Math.min(1, density / 1.5);
  const weights = OTHER_USES.map(({ country, centre }) => country + (centre - country) * thick);
  let draw = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  let chosen = OTHER_USES[OTHER_USES.length - 1]!;
  for (let i = 0; i < weights.length; i++) {
    draw -= weights[i]!;
    if (draw < 0) {
      chosen = OTHER_USES[i]!;
      break;
    }
  }
  if (chosen.use === 'park') {
    layGreenPaths(cell, site, false);
    return FACE_USE.park;
  }
  if (chosen.use === 'open') {
    if (random.next() < 0.4) lineFrontage(cell, site, site.plot, 0.4);
    return FACE_USE.built;
  }
  const ground = random.next() < 0.45 ? lineFrontage(cell, site, site.plot, 0.6) : site.plot;
  buildBlock(cell, site, ground, WORK_STYLES[chosen.use], chosen.filled);
  return FACE_USE.built;
}
