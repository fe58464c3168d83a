import { fromWgs84, toWgs84 } from '../crs/convert.ts';
import type { CoordinateSystem } from '../crs/coordinate-system.ts';
import type { Position } from '../model/geometry.ts';
import type { Landmarks } from './shift-landmarks.ts';

/** The file is probably in another coordinate system than was declared: read as `suspected`, its points lie at landmarks. */
export interface ShiftSuspicion {
  suspected: 'wgs84' | 'gcj02' | 'bd09';
  landmarks: Landmarks['kind'];
  points: number;
  /** Median distance to the nearest landmark as declared, and read as suspected, metres. */
  medianOffM: number;
  medianOffAfterM: number;
}

const SYSTEMS = ['wgs84', 'gcj02', 'bd09'] as const;

/** Fewer points may all lie nearer to landmarks by chance. */
const FEWEST_POINTS = 8;
/** Points of a right system lie at their doors, so half of the distance at least must go. */
const NEARER = 0.5;
/**
 * How many standard errors the points must come nearer by, in the logarithm of their distances (a paired t-test). 4: with 8 points a
 * right declaration is suspected less than 3 times in 1,000, with more of them hardly ever.
 */
const STANDARD_ERRORS = 4;
/** Below 5 m distances say nothing: streets are drawn as their middle lines, and points set by hand. */
const NOTHING_M = 5;

/**
 * Whether points that were declared as one system would fit the landmarks far better in another one; null = no suspicion (also outside
 * of China, where the systems do not differ; for fewer than 8 points; and where landmarks are so dense that points lie near one
 * anywhere).
 * @param positions as converted to WGS 84 by the declaration
 */
export function shiftSuspicion(
  landmarks: Landmarks,
  positions: readonly Position[],
  declared: CoordinateSystem,
): ShiftSuspicion | null {
  if (positions.length < FEWEST_POINTS) return null;
  const offAsDeclared = positions.map(landmarks.offM);
  const medianOffM = median(offAsDeclared);
  if (medianOffM < landmarks.farM) return null;
  const own = declared === 'cgcs2000' ? 'wgs84' : declared;
  const inFile = positions.map((position) => fromWgs84(position, own));
  let best: ShiftSuspicion | null = null;
  for (const suspected of SYSTEMS) {
    if (suspected === own) continue;
    const off = inFile.map((position) => landmarks.offM(toWgs84(position, suspected)));
    const medianOffAfterM = median(off);
    if (medianOffAfterM > Math.min(landmarks.fitsM, NEARER * medianOffM)) continue;
    if (!comesNearer(offAsDeclared, off)) continue;
    if (best !== null && best.medianOffAfterM <= medianOffAfterM) continue;
    best = {
      suspected,
      landmarks: landmarks.kind,
      points: positions.length,
      medianOffM,
      medianOffAfterM,
    };
  }
  return best;
}

function median(offM: number[]): number {
  const sorted = [...offM].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function comesNearer(before: number[], after: number[]): boolean {
  const gains = before.map((offM, i) => Math.log(Math.max(offM, NOTHING_M) / Math.max(after[i], NOTHING_M)));
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / (gains.length - 1) / gains.length);
  return mean > 0 && mean >= STANDARD_ERRORS * standardError;
}
