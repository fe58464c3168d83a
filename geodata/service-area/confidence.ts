import { WAY_KINDS } from '../model/walk-source.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import type { Homes } from './homes.ts';
import { addHome, nobody, type People } from './people.ts';
import { squareAt, type WayDensity, wayDensity } from './way-density.ts';

/** How far walking times of a unit can be trusted; `none`: nobody lives there, nothing can be said. */
export const CONFIDENCE_CLASSES = ['high', 'medium', 'low', 'none'] as const;
export type ConfidenceClass = (typeof CONFIDENCE_CLASSES)[number];

/** Why a class is not `high`; keys of words in the locales. */
export const CONFIDENCE_REASONS = [
  /** Less way than streets alone must have: parts of the network are missing. */
  'waysMissing',
  /** Not more way than streets alone: the paths between them are missing. */
  'onlyStreets',
  /** Hardly any footways among the ways. */
  'fewFootways',
  /** Many homes lie far off every street, or on none. */
  'homesOffStreet',
  /** Many homes have no other street than an arterial. */
  'onlyArterials',
] as const;
export type ConfidenceReason = (typeof CONFIDENCE_REASONS)[number];

/** The walking network around the homes of one unit. */
export interface Confidence {
  class: ConfidenceClass;
  /** All that hold, in the order of `CONFIDENCE_REASONS`. */
  reasons: ConfidenceReason[];
  homes: number;
  /** Metres of walkable way per hectare around the homes; null without homes. */
  wayMPerHa: number | null;
  /** Metres of them where nobody drives, 0…1; null without ways. */
  footwayShare: number | null;
  /** Homes more than 50 m off every street, or on none. */
  offStreetHomes: number;
  /** Homes whose nearest street is an arterial. */
  arterialHomes: number;
}

/** 50 m: in a dense city 99 % of homes lie within 55 m of a street, so one beyond has probably a path that is not in the map. */
export const OFF_STREET_DM = 500;

/** Hectares looked at on every side of a home: 200 m are a block, so that the streets on both sides of it count. */
const AROUND = 2;

/**
 * 80 m/ha: the 8 km of road per km² that GB 50180-2018 (6.0.2) asks of residential areas at the least. Fewer ways in all, paths
 * included, cannot be the whole network.
 */
export const STREETS_M_PER_HA = 80;
/**
 * 130 m/ha: those streets and 50 m/ha of paths. A block between streets 250 m apart has 6 ha; one path through it and some 60 m to the
 * doors are 310 m.
 */
export const WITH_PATHS_M_PER_HA = 130;
/** One metre in ten: the paths reckoned with above would be more than a third (50 of 130). */
export const FEW_FOOTWAYS_SHARE = 0.1;
/** Every tenth home is what may stand alone; every third is a part of the map that nobody has drawn. */
export const SOME_HOMES_SHARE = 0.1;
export const MANY_HOMES_SHARE = 1 / 3;

/**
 * Confidence of every unit of `homes` (their numbers; the last is that of homes without a unit). `low`: ways are missing, or a third of
 * the homes are off street; `medium`: any other reason; else `high`. Times there are more likely too long than too short, since a path
 * that is not in the map is not walked.
 */
export function confidenceOfUnits(
  network: WalkNetwork,
  homes: Homes,
  density: WayDensity = wayDensity(network),
): Confidence[] {
  return Array.from({ length: homes.unitIds.length + 1 }, (_, unit) =>
    confidenceOf(network, homes, density, unit),
  );
}

function confidenceOf(network: WalkNetwork, homes: Homes, density: WayDensity, unit: number): Confidence {
  const ways = waysAround(homes, density, unit);
  const doors = doorsOf(network, homes, unit);
  const count = homes.firstHome[unit + 1] - homes.firstHome[unit];
  const confidence = {
    homes: count,
    wayMPerHa: count > 0 ? ways.wayM / ways.hectares : null,
    footwayShare: ways.wayM > 0 ? ways.footwayM / ways.wayM : null,
    ...doors,
  };
  if (count === 0) return { class: 'none', reasons: [], ...confidence };
  const reasons = reasonsOf(confidence);
  const isLow = reasons.includes('waysMissing') || doors.offStreetHomes >= MANY_HOMES_SHARE * count;
  return { class: isLow ? 'low' : reasons.length > 0 ? 'medium' : 'high', reasons, ...confidence };
}

/** In the hectares within `AROUND` of those of the homes, each once. */
function waysAround(
  homes: Homes,
  density: WayDensity,
  unit: number,
): { wayM: number; footwayM: number; hectares: number } {
  const squares = new Set<string>();
  const ways = { wayM: 0, footwayM: 0, hectares: 0 };
  for (let h = homes.firstHome[unit]; h < homes.firstHome[unit + 1]; h++) {
    for (let dy = -AROUND; dy <= AROUND; dy++) {
      for (let dx = -AROUND; dx <= AROUND; dx++) {
        const x = homes.x[h] + dx * density.squareDm;
        const y = homes.y[h] + dy * density.squareDm;
        const name = squareName(density, x, y);
        if (squares.has(name)) continue;
        squares.add(name);
        ways.hectares++;
        const square = squareAt(density, x, y);
        // Outside of the network there is ground but no way.
        if (square < 0) continue;
        ways.wayM += density.wayM[square];
        ways.footwayM += density.footwayM[square];
      }
    }
  }
  return ways;
}

function squareName({ squareDm, minX, minY }: WayDensity, x: number, y: number): string {
  return `${Math.floor((x - minX) / squareDm)} ${Math.floor((y - minY) / squareDm)}`;
}

function doorsOf(
  network: WalkNetwork,
  homes: Homes,
  unit: number,
): Pick<Confidence, 'offStreetHomes' | 'arterialHomes'> {
  const doors = { offStreetHomes: 0, arterialHomes: 0 };
  for (let h = homes.firstHome[unit]; h < homes.firstHome[unit + 1]; h++) {
    let nearest = -1;
    for (let e = homes.firstEntrance[h]; e < homes.firstEntrance[h + 1]; e++) {
      if (nearest < 0 || homes.offDm[e] < homes.offDm[nearest]) nearest = e;
    }
    if (nearest < 0 || homes.offDm[nearest] > OFF_STREET_DM) doors.offStreetHomes++;
    if (nearest >= 0 && WAY_KINDS[network.edgeKind[homes.edge[nearest]]] === 'arterial')
      doors.arterialHomes++;
  }
  return doors;
}

function reasonsOf(confidence: Omit<Confidence, 'class' | 'reasons'>): ConfidenceReason[] {
  const { homes, wayMPerHa, footwayShare, offStreetHomes, arterialHomes } = confidence;
  const holds: Record<ConfidenceReason, boolean> = {
    waysMissing: wayMPerHa !== null && wayMPerHa < STREETS_M_PER_HA,
    onlyStreets: wayMPerHa !== null && wayMPerHa >= STREETS_M_PER_HA && wayMPerHa < WITH_PATHS_M_PER_HA,
    fewFootways: footwayShare !== null && footwayShare < FEW_FOOTWAYS_SHARE,
    homesOffStreet: offStreetHomes >= SOME_HOMES_SHARE * homes && offStreetHomes > 0,
    onlyArterials: arterialHomes >= SOME_HOMES_SHARE * homes && arterialHomes > 0,
  };
  return CONFIDENCE_REASONS.filter((reason) => holds[reason]);
}

/** People by the confidence of their unit, for the sentence beside a figure of `units` (numbers as in `Homes`, each once). */
export function peopleByConfidence(
  homes: Homes,
  confidence: readonly Confidence[],
  units: Iterable<number>,
): Record<Exclude<ConfidenceClass, 'none'>, People> {
  const people = { high: nobody(), medium: nobody(), low: nobody() };
  for (const unit of units) {
    const { class: of } = confidence[unit];
    if (of === 'none') continue;
    for (let h = homes.firstHome[unit]; h < homes.firstHome[unit + 1]; h++) addHome(people[of], homes, h);
  }
  return people;
}
