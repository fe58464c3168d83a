import type { ClockName } from '../../geodata/model/clock-state.ts';
import type { ClockFigures, ClockGrouping, ClocksAnswer } from '../../server/contract/clocks.ts';

export interface ClockRow {
  key: string;
  name: string;
  figures: ClockFigures;
  /** Lengths of the bars, 0…1 of the widest; null = 样本不足. */
  p50: number | null;
  p90: number | null;
}

export interface ClockBars {
  rows: ClockRow[];
  /** Where the limit stands, 0…1. */
  limit: number;
}

/** A few very slow ones must not press the rest together: the axis ends at so many limits. */
const MOST_LIMITS = 4;

/**
 * One clock of every group: the lowest share on time first, hours in their order, what is too small a sample last. The axis reaches from
 * 0 to the longest P90 or the limit; a longer bar ends at its edge.
 */
export function clockBars(answer: ClocksAnswer, clock: ClockName): ClockBars {
  const limitSeconds = clock === 'accept' ? answer.acceptLimitSeconds : answer.arriveLimitSeconds;
  const longest = Math.max(limitSeconds * 1.1, ...answer.groups.map((group) => group[clock].p90Seconds ?? 0));
  const end = Math.min(longest, limitSeconds * MOST_LIMITS);
  const length = (seconds: number | null) => (seconds === null ? null : Math.min(1, seconds / end));
  const rows = answer.groups.map((group) => ({
    key: group.key,
    name: group.name,
    figures: group[clock],
    p50: length(group[clock].p50Seconds),
    p90: length(group[clock].p90Seconds),
  }));
  if (answer.by !== 'hour') {
    rows.sort((one, other) => shareOf(one, answer.minimumSample) - shareOf(other, answer.minimumSample));
  }
  return { rows, limit: limitSeconds / end };
}

/** The name of a group as it is shown: an hour is a span of time. */
export function clockGroupName(
  { key, name }: Pick<ClockRow, 'key' | 'name'>,
  by: ClockGrouping,
  t: (key: string, words: Record<string, unknown>) => string,
): string {
  return by === 'hour' ? t('clocks.hour', { from: key, to: Number(key) + 1 }) : name;
}

/** Past every share where the sample is too small. */
function shareOf({ figures }: ClockRow, minimumSample: number): number {
  return figures.measured < minimumSample ? 2 : figures.onTime / figures.measured;
}
