export interface SourceShare {
  source: string;
  count: number;
  /** All the smaller sources together. */
  isRest: boolean;
}

const MAXIMUM_SHARES = 4;

/** The largest sources, most first; where there are more than four, the fourth is the sum of the rest. */
export function sourceShares(bySource: { source: string; count: number }[]): SourceShare[] {
  const sorted = [...bySource].sort((a, b) => b.count - a.count || a.source.localeCompare(b.source));
  if (sorted.length <= MAXIMUM_SHARES) return sorted.map((one) => ({ ...one, isRest: false }));
  const shown = sorted.slice(0, MAXIMUM_SHARES - 1).map((one) => ({ ...one, isRest: false }));
  const rest = sorted.slice(MAXIMUM_SHARES - 1).reduce((sum, one) => sum + one.count, 0);
  return [...shown, { source: '', count: rest, isRest: true }];
}
