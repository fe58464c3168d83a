import { DAY_MS, SECOND_MS, SHANGHAI_OFFSET_MS } from './time.ts';
import { WORK_YEARS, type WorkYear } from './work-days.ts';

/** A stretch of a working day in seconds after midnight, `from` inclusive, `to` exclusive. */
export interface WorkStretch {
  fromSeconds: number;
  toSeconds: number;
}

/**
 * 9:00–12:00 and 14:00–18:00. Offices keep hours of their own by place and season; these are OneGrid's, seven hours a day, and
 * are said wherever a working time is shown.
 */
export const WORK_STRETCHES: readonly WorkStretch[] = [
  { fromSeconds: 9 * 3600, toSeconds: 12 * 3600 },
  { fromSeconds: 14 * 3600, toSeconds: 18 * 3600 },
];

/** Days that are counted out in advance; outside them a time is taken as the nearest end. */
const FIRST_DAY = dayNumber('2000-01-01');
const LAST_DAY = dayNumber('2060-12-31');

/** Working time between two instants: workdays with 调休, hours of Asia/Shanghai. */
export class WorkCalendar {
  readonly #stretches: readonly WorkStretch[];
  readonly #works: Uint8Array;
  /** Working seconds from FIRST_DAY up to the beginning of each day. */
  readonly #before: Float64Array;

  /** @param years deviations from Monday to Friday @param stretches in order, without overlap */
  constructor(years: readonly WorkYear[], stretches: readonly WorkStretch[]) {
    this.#stretches = stretches;
    this.#works = workingDays(years);
    this.#before = new Float64Array(this.#works.length + 1);
    const perDay = stretches.reduce((sum, { fromSeconds, toSeconds }) => sum + toSeconds - fromSeconds, 0);
    this.#works.forEach((works, index) => {
      this.#before[index + 1] = this.#before[index]! + (works === 1 ? perDay : 0);
    });
  }

  /** Whole working seconds from `fromMs` to `toMs` (epoch milliseconds); 0 where `toMs` is not later. */
  workSecondsBetween(fromMs: number, toMs: number): number {
    return toMs <= fromMs ? 0 : Math.round(this.#upTo(toMs) - this.#upTo(fromMs));
  }

  /** `day` is an ISO day. */
  isWorkday(day: string): boolean {
    return this.#works[dayNumber(day) - FIRST_DAY] === 1;
  }

  #upTo(epochMs: number): number {
    const localMs = epochMs + SHANGHAI_OFFSET_MS;
    const day = Math.floor(localMs / DAY_MS);
    if (day < FIRST_DAY) return 0;
    if (day > LAST_DAY) return this.#before.at(-1)!;
    const index = day - FIRST_DAY;
    let seconds = this.#before[index]!;
    if (this.#works[index] === 0) return seconds;
    const clock = (localMs - day * DAY_MS) / SECOND_MS;
    for (const { fromSeconds, toSeconds } of this.#stretches) {
      seconds += Math.min(Math.max(clock - fromSeconds, 0), toSeconds - fromSeconds);
    }
    return seconds;
  }
}

function workingDays(years: readonly WorkYear[]): Uint8Array {
  const works = new Uint8Array(LAST_DAY - FIRST_DAY + 1);
  // 1970-01-01, day 0, was a Thursday.
  for (let day = FIRST_DAY; day <= LAST_DAY; day++) works[day - FIRST_DAY] = (day + 3) % 7 < 5 ? 1 : 0;
  for (const { year, holidays, makeUpDays } of years) {
    for (const span of holidays) markSpan(works, year, span, 0);
    for (const span of makeUpDays) markSpan(works, year, span, 1);
  }
  return works;
}

function markSpan(works: Uint8Array, year: number, span: string, value: number): void {
  const [first, last = first] = span.split('/');
  const to = dayNumber(`${year}-${last}`);
  for (let day = dayNumber(`${year}-${first}`); day <= to; day++) works[day - FIRST_DAY] = value;
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** The calendar of the State Council with OneGrid's hours. */
export const NATIONAL_CALENDAR = new WorkCalendar(WORK_YEARS, WORK_STRETCHES);
