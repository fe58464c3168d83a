/** More lines than this merge into a surface and say nothing. */
const MAXIMUM_LINES = 48;
const FULL_COUNT = 2000;

/**
 * Lines from one tier to the one below in a box of 100 × 100: `belowCount` of them (60 at most) leave a narrow middle and spread the
 * wider, the more there are. SVG path data.
 */
export function fanPaths(aboveCount: number, belowCount: number): string[] {
  const lines = Math.min(MAXIMUM_LINES, Math.max(1, belowCount));
  const upper = spread(aboveCount);
  const lower = Math.max(upper, spread(belowCount));
  return Array.from({ length: lines }, (_, index) => {
    const share = lines === 1 ? 0 : index / (lines - 1) - 0.5;
    const from = round(50 + share * upper);
    const to = round(50 + share * lower);
    return `M${from} 0C${from} 55 ${to} 45 ${to} 100`;
  });
}

/** Width of a tier, 8…96: logarithmic, for tiers grow by tens. */
function spread(count: number): number {
  return 8 + 88 * Math.min(1, Math.log1p(count) / Math.log1p(FULL_COUNT));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
