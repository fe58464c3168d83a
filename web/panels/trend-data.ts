import { DAY_MS, parseInstant, SHANGHAI_OFFSET_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import type { IndicatorSeries } from '../../server/contract/indicators.ts';

const HOUR_MS = 3600 * 1000;

export interface TrendCourse {
  /** Starts of the steps, ISO 8601. */
  at: string[];
  /** `15:00` or `11-20`. */
  labels: string[];
  values: number[];
  /** Count of the step that is not over yet, or null. */
  running: number | null;
}

/**
 * The whole steps of a series over a sliding period that began at `fromMs`. Its first and last step are cut by the period: a part
 * of an hour beside whole ones would read as a fall, so the first is left out and the last told apart.
 */
export function wholeSteps(series: IndicatorSeries, step: 'hour' | 'day', fromMs: number): TrendCourse {
  const lengthMs = step === 'hour' ? HOUR_MS : DAY_MS;
  const asOfMs = Date.parse(series.asOf);
  const course: TrendCourse = { at: [], labels: [], values: [], running: null };
  series.at.forEach((at, index) => {
    const startMs = parseInstant(at);
    if (startMs === null || startMs < fromMs) return;
    if (startMs + lengthMs > asOfMs) {
      course.running = (course.running ?? 0) + series.numerator[index];
      return;
    }
    const text = toShanghaiIso(startMs);
    course.at.push(at);
    course.labels.push(step === 'hour' ? text.slice(11, 16) : text.slice(5, 10));
    course.values.push(series.numerator[index]);
  });
  return course;
}

/** Hour of Shanghai's epoch in which an instant lies. */
function epochHour(text: string): number {
  return Math.floor(((parseInstant(text) ?? 0) + SHANGHAI_OFFSET_MS) / HOUR_MS);
}

/**
 * For every hour of `at`: the mean of the same hour of the same weekday in the four weeks before, as far as `hourly` knows them;
 * null where it knows none.
 */
export function usualCourse(at: string[], hourly: { at: string[]; numerator: number[] }): (number | null)[] {
  const known = new Map(hourly.at.map((text, index) => [epochHour(text), hourly.numerator[index]]));
  return at.map((text) => {
    const hour = epochHour(text);
    const before = [1, 2, 3, 4]
      .map((weeks) => known.get(hour - weeks * 168))
      .filter((count): count is number => count !== undefined);
    if (before.length === 0) return null;
    return Math.round((before.reduce((sum, count) => sum + count, 0) / before.length) * 10) / 10;
  });
}
