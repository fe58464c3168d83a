import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import type { IndicatorColumns } from '../../server/contract/indicators.ts';

/** A rate over fewer than this is chance: the unit is listed, not ranked. */
export const RANKING_MINIMUM = 30;

export interface RankRow {
  unitId: string;
  /** From 1; null = listed unranked. */
  rank: number | null;
  value: number | null;
  numerator: number;
  denominator: number;
  isWorse: boolean;
  /** Over the period that is compared with, and by how much that has changed; null where nothing is compared, or there is none to tell. */
  earlier: number | null;
  change: number | null;
}

export interface Ranking {
  /** Best first. Equal values share a rank. */
  ranked: RankRow[];
  unranked: RankRow[];
  /** The value of the whole, drawn as a dashed line; null where it has none. */
  reference: number | null;
  /** Ends of the scale, round numbers that hold all values and the reference. */
  low: number;
  high: number;
}

/** Ranks the units of an answer by an indicator, best first; where nothing is better, the highest first. */
export function rankUnits(columns: IndicatorColumns, definition: IndicatorDefinition): Ranking {
  const isRate = definition.kind !== 'count';
  const minimum = Math.max(definition.minimumSample, definition.kind === 'rate' ? RANKING_MINIMUM : 0);
  const reference = isRate ? columns.total.value : null;
  const lowerIsBetter = definition.direction === 'lowerIsBetter';
  const ranked: RankRow[] = [];
  const unranked: RankRow[] = [];
  columns.unitIds.forEach((unitId, index) => {
    const row: RankRow = {
      unitId,
      rank: null,
      value: columns.value[index],
      numerator: columns.numerator[index],
      denominator: columns.denominator[index],
      isWorse: false,
      earlier: columns.compared?.value[index] ?? null,
      change: columns.compared?.change[index] ?? null,
    };
    const isEnough = row.value !== null && (!isRate || row.denominator >= minimum);
    (isEnough ? ranked : unranked).push(row);
  });
  const sign = lowerIsBetter ? 1 : -1;
  ranked.sort(
    (a, b) => sign * ((a.value as number) - (b.value as number)) || a.unitId.localeCompare(b.unitId),
  );
  ranked.forEach((row, index) => {
    const before = ranked[index - 1];
    row.rank = before !== undefined && before.value === row.value ? before.rank : index + 1;
    const value = row.value as number;
    row.isWorse =
      reference !== null &&
      definition.direction !== 'neutral' &&
      (lowerIsBetter ? value > reference : value < reference);
  });
  const values = [...ranked.map((row) => row.value as number), ...(reference === null ? [] : [reference])];
  return {
    ranked,
    unranked,
    reference,
    ...scaleEnds(values, definition.kind === 'rate' && definition.scale === 100),
  };
}

/** Round ends. A percentage may begin above 0, in steps of 5, for its differences are small; all else begins at 0. */
function scaleEnds(values: number[], isPercent: boolean): { low: number; high: number } {
  if (values.length === 0) return { low: 0, high: 1 };
  const minimum = Math.min(...values);
  const maximum = Math.max(...values);
  if (isPercent) {
    const low = Math.max(0, Math.floor((minimum - 2) / 5) * 5);
    return { low, high: Math.max(low + 5, Math.min(100, Math.ceil(maximum / 5) * 5)) };
  }
  const power = 10 ** Math.floor(Math.log10(Math.max(maximum, 1e-9)));
  const high =
    [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((end) => end >= maximum) ?? maximum;
  return { low: 0, high: high > 0 ? high : 1 };
}

/** The rows that a list of `count` places shows: the best, a gap, the worst. `gapAt` is the index after which the gap stands. */
export function bestAndWorst(ranked: RankRow[], count: number): { rows: RankRow[]; gapAt: number | null } {
  if (ranked.length <= count) return { rows: ranked, gapAt: null };
  // The gap takes half a row, so one place less.
  const places = Math.max(2, count - 1);
  const worst = Math.floor(places * 0.4);
  const best = places - worst;
  return { rows: [...ranked.slice(0, best), ...ranked.slice(ranked.length - worst)], gapAt: best };
}
