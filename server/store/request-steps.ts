import { DAY_MS, SHANGHAI_OFFSET_MS } from '../../geodata/model/time.ts';
import { HOUR_MS, MONDAY_SHIFT_DAYS, type TimeStep } from '../../geodata/model/time-step.ts';
import { secondsSql } from './masked-rows.ts';
import { DAY_NUMBER, MONTH_NUMBER, monthStartMs } from './request-days.ts';

/** Steps that whole days add up to. */
export type DayStep = Exclude<TimeStep, 'hour'>;

const weekOf = (dayNumber: string) => `CAST(floor((${dayNumber} + ${MONDAY_SHIFT_DAYS}) / 7.0) AS integer)`;

/** The step of a request's creation as a number: hours or days since 1970, weeks since the Monday before, months since year 0. */
export const STEP_NUMBER: Record<TimeStep, string> = {
  hour: `floor(${secondsSql('created_at')} / 3600)`,
  day: DAY_NUMBER,
  week: weekOf(DAY_NUMBER),
  month: MONTH_NUMBER,
};

/** The same of `day_no`, by which roll-ups are kept. */
export const STEP_NUMBER_OF_DAY: Record<DayStep, string> = {
  day: 'day_no',
  week: weekOf('day_no'),
  month: MONTH_NUMBER.replaceAll('created_at', "(CAST('1970-01-01' AS date) + day_no)"),
};

/** Start of a step from its number, as epoch milliseconds. */
export function stepStartMs(number: number, step: TimeStep): number {
  if (step === 'month') return monthStartMs(number);
  if (step === 'week') return (number * 7 - MONDAY_SHIFT_DAYS) * DAY_MS - SHANGHAI_OFFSET_MS;
  return number * (step === 'hour' ? HOUR_MS : DAY_MS) - SHANGHAI_OFFSET_MS;
}
