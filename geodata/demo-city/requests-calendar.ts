import { DAY_MS, SHANGHAI_OFFSET_MS } from '../model/time.ts';
import { LEAF_CATEGORIES, SEASONS } from './requests-categories.ts';
import { textShare } from './text-hash.ts';

/** First days of the Spring Festival (Gregorian), for the years a demo may be made for. */
const SPRING_FESTIVAL = [
  '2022-02-01',
  '2023-01-22',
  '2024-02-10',
  '2025-01-29',
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
  '2030-02-03',
  '2031-01-23',
  '2032-02-11',
].map((day) => Date.parse(`${day}T00:00:00Z`) / DAY_MS);

/** Month and day of fixed holidays: first day, last day. */
const FIXED_HOLIDAYS: [from: number, to: number][] = [
  [101, 101],
  [404, 406],
  [501, 505],
  [1001, 1007],
];

/** Sunday first, as `getUTCDay` counts. Mondays bring what the weekend held back. */
const WEEKDAY_FACTOR = [0.78, 1.15, 1.06, 1.02, 1, 1.03, 0.86];
const HOLIDAY_FACTOR = 0.62;
const STORM_FACTOR = 1.5;
/** Share of days from May to August with a rainstorm. */
const STORM_SHARE = 0.06;
const YEARLY_GROWTH = 0.06;
/** Growth counts from here; only ratios matter. */
const GROWTH_ORIGIN_DAY = Date.parse('2026-01-01T00:00:00Z') / DAY_MS;

/** Peaks at 8–11 and 14–20 h, little at night. */
const WORKDAY_HOURS = [
  1.2, 0.8, 0.6, 0.5, 0.5, 0.8, 1.9, 4, 7, 8.2, 7.6, 5.8, 4.2, 4.4, 6.4, 6.8, 6.2, 6.3, 6.6, 6.5, 5.6, 4, 2.7,
  1.9,
];
const FREE_DAY_HOURS = [
  1.6, 1.1, 0.8, 0.6, 0.5, 0.7, 1.2, 2.6, 5, 6.8, 7.2, 6.2, 5, 4.8, 5.8, 6.2, 6.2, 6.4, 7, 7.2, 6.4, 5, 3.6,
  2.4,
];
const WORKDAY_SUM = WORKDAY_HOURS.reduce((sum, hour) => sum + hour, 0);
const FREE_DAY_SUM = FREE_DAY_HOURS.reduce((sum, hour) => sum + hour, 0);

const MONTH_FACTOR = monthFactors();

export const BLOCKS = 3;

/** What a moment is like, as far as 诉求 go. */
export interface HourKind {
  /** Expected 诉求 in this hour as a share of those of an average day. */
  weight: number;
  /** 0–11. */
  month: number;
  /** 0 day, 1 evening, 2 night. */
  block: number;
  storm: boolean;
  /** Counters are open (窗口). */
  officeHour: boolean;
}

/** The hour that holds `epochMs`; days and hours are those of Asia/Shanghai. The same seed and hour always give the same answer. */
export function hourKind(epochMs: number, seed: number): HourKind {
  const localMs = epochMs + SHANGHAI_OFFSET_MS;
  const dayNumber = Math.floor(localMs / DAY_MS);
  const hour = Math.floor(localMs / 3_600_000) - dayNumber * 24;
  const date = new Date(localMs);
  const month = date.getUTCMonth();
  const weekday = date.getUTCDay();
  const holiday = isHoliday(dayNumber, month, date.getUTCDate());
  const freeDay = holiday || weekday === 0 || weekday === 6;
  const storm = isStormDay(dayNumber, month, seed);
  const noise = 0.92 + 0.16 * textShare(`day:${dayNumber}`, seed);
  const growth = 1 + (YEARLY_GROWTH * (dayNumber - GROWTH_ORIGIN_DAY)) / 365;
  const dayWeight =
    (holiday ? HOLIDAY_FACTOR : WEEKDAY_FACTOR[weekday]!) *
    MONTH_FACTOR[month]! *
    (storm ? STORM_FACTOR : 1) *
    noise *
    Math.max(0.3, growth);
  return {
    weight: dayWeight * (freeDay ? FREE_DAY_HOURS[hour]! / FREE_DAY_SUM : WORKDAY_HOURS[hour]! / WORKDAY_SUM),
    month,
    block: hour >= 7 && hour < 18 ? 0 : hour >= 18 && hour < 23 ? 1 : 2,
    storm,
    officeHour: !freeDay && hour >= 9 && hour < 17,
  };
}

function isHoliday(dayNumber: number, month: number, dayOfMonth: number): boolean {
  const monthDay = (month + 1) * 100 + dayOfMonth;
  for (const [from, to] of FIXED_HOLIDAYS) if (monthDay >= from && monthDay <= to) return true;
  // From New Year's Eve to the seventh day.
  for (const first of SPRING_FESTIVAL) if (dayNumber >= first - 1 && dayNumber <= first + 6) return true;
  return false;
}

function isStormDay(dayNumber: number, month: number, seed: number): boolean {
  return month >= 4 && month <= 7 && textShare(`storm:${dayNumber}`, seed) < STORM_SHARE;
}

function monthFactors(): number[] {
  let all = 0;
  const sums = new Array<number>(12).fill(0);
  for (const leaf of LEAF_CATEGORIES) {
    all += leaf.weight;
    for (let month = 0; month < 12; month++) sums[month]! += leaf.weight * SEASONS[leaf.season][month]!;
  }
  return sums.map((sum) => sum / all);
}
