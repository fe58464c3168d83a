/** Grades beyond this are counted as this: 0.35 is the steepest stretch of Baldwin Street, Dunedin, the steepest residential street there is. */
const STEEPEST = 0.35;

/**
 * Effective length of a metre (on the map) of a way of this grade (rise over run, either sign), at least 1. One figure for both
 * directions, since walks are as long there as back: the mean of the pace up and the pace down by Tobler's hiking function, speed
 * 6·e^(−3.5·|S + 0.05|) km/h at slope S, over its pace on the level: 1.02 at 5 %, 1.21 at 10 %, 1.72 at 20 %.
 */
export function slopeCost(grade: number): number {
  const slope = Math.min(Math.abs(grade), STEEPEST);
  return (paceOver(slope) + paceOver(-slope)) / 2;
}

/** Tobler's pace at a slope over that on the level. */
function paceOver(slope: number): number {
  return Math.exp(3.5 * (Math.abs(slope + 0.05) - 0.05));
}
