import type { NamedComparison } from '../model/comparison.ts';
import { growsWithTime, type IndicatorDefinition, SPECIAL_CLASS } from '../model/indicator.ts';
import { DAY_MS, SHANGHAI_OFFSET_MS } from '../model/time.ts';
import { shownValue } from './classify.ts';

/** Epoch milliseconds, `fromMs` inclusive, `toMs` exclusive. */
export interface PeriodMs {
  fromMs: number;
  toMs: number;
}

/** What a value is made of. */
export interface IndicatorPair {
  numerator: number;
  denominator: number;
}

/** Inner breaks of the classes of change, frozen: in points for shares, in percent of the earlier value for all else. */
const CHANGE_BREAKS = { points: [-10, -5, -2, 2, 5, 10], relative: [-50, -25, -10, 10, 25, 50] } as const;
/** Under ten cases one more or less is past the first break: too little to tell a change at all. */
const MINIMUM_CASES = 10;
/** 1.96², where 95 of 100 differences that are mere chance lie inside. */
const CHANCE_LIMIT = 3.8416;

/**
 * The period that one is compared with. 环比 of whole months are as many months before (March is compared with February, whatever
 * their lengths), of anything else the same length of time before. 同比 moves both ends by a year; 29 February becomes the 28th.
 */
export function comparedPeriod({ fromMs, toMs }: PeriodMs, comparison: NamedComparison): PeriodMs {
  if (comparison === 'lastYear') return { fromMs: addMonths(fromMs, -12), toMs: addMonths(toMs, -12) };
  const months = isMonthStart(fromMs) && isMonthStart(toMs) ? monthNumber(toMs) - monthNumber(fromMs) : 0;
  return months > 0
    ? { fromMs: addMonths(fromMs, -months), toMs: fromMs }
    : { fromMs: fromMs - (toMs - fromMs), toMs: fromMs };
}

/** points: difference of percentages · relative: share of the earlier value, as a percentage. */
export function changeUnit({ kind }: IndicatorDefinition): 'points' | 'relative' {
  return kind === 'rate' ? 'points' : 'relative';
}

/** By how much a shown value has changed; null where there was or is none, or nothing to be a share of. */
export function changeOf(
  definition: IndicatorDefinition,
  value: number | null,
  earlier: number | null,
): number | null {
  if (value === null || earlier === null) return null;
  if (changeUnit(definition) === 'points') return round2(value - earlier);
  return earlier === 0 ? null : round2((100 * (value - earlier)) / earlier);
}

/** Inner breaks of the classes of an indicator's change, in its `changeUnit`. */
export function changeBreaks(definition: IndicatorDefinition): number[] {
  return [...CHANGE_BREAKS[changeUnit(definition)]];
}

/**
 * Class of a change: 0 … breaks.length, low → high, a change on a break belongs to the class further from 0 (±10 % is a change);
 * or one of SPECIAL_CLASS: no data where either period has none, suppressed where both hold too little to tell. What may as well be chance
 * stands in the middle, however large: cells are small, and a map of noise leads nobody.
 */
export function classifyChange(
  definition: IndicatorDefinition,
  now: IndicatorPair,
  earlier: IndicatorPair,
): number {
  if (now.denominator <= 0 || earlier.denominator <= 0) return SPECIAL_CLASS.noData;
  const [value, before] = [now, earlier].map(({ numerator, denominator }) =>
    shownValue(definition, numerator, denominator),
  );
  const change = changeOf(definition, value, before);
  const casesOf = (pair: IndicatorPair) => (growsWithTime(definition) ? pair.numerator : pair.denominator);
  if (change === null || Math.max(casesOf(now), casesOf(earlier)) < MINIMUM_CASES) {
    return SPECIAL_CLASS.suppressed;
  }
  const breaks = changeBreaks(definition);
  if (!isBeyondChance(definition, now, earlier)) return breaks.length / 2;
  return breaks.filter((limit) => (limit < 0 ? change > limit : change >= limit)).length;
}

/**
 * Whether two periods differ by more than chance would, 19 times of 20: counts as two Poisson samples of equal exposure, (a − b)² ÷ (a + b);
 * shares as two proportions with a pooled variance (the usual z-tests). Of means and quantiles no spread is known: any difference counts.
 */
export function isBeyondChance(
  definition: IndicatorDefinition,
  now: IndicatorPair,
  earlier: IndicatorPair,
): boolean {
  if (growsWithTime(definition)) {
    const [a, b] = [now.numerator, earlier.numerator];
    return (a - b) ** 2 > CHANCE_LIMIT * (a + b);
  }
  if (definition.kind !== 'rate') return true;
  const pooled = (now.numerator + earlier.numerator) / (now.denominator + earlier.denominator);
  const variance = pooled * (1 - pooled) * (1 / now.denominator + 1 / earlier.denominator);
  const difference = now.numerator / now.denominator - earlier.numerator / earlier.denominator;
  return difference ** 2 > CHANCE_LIMIT * variance;
}

function addMonths(epochMs: number, months: number): number {
  const local = new Date(epochMs + SHANGHAI_OFFSET_MS);
  const clockMs = (epochMs + SHANGHAI_OFFSET_MS) % DAY_MS;
  const year = local.getUTCFullYear();
  const month = local.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(local.getUTCDate(), lastDay)) + clockMs - SHANGHAI_OFFSET_MS;
}

function isMonthStart(epochMs: number): boolean {
  return new Date(epochMs + SHANGHAI_OFFSET_MS).toISOString().slice(8, 23) === '01T00:00:00.000';
}

function monthNumber(epochMs: number): number {
  const local = new Date(epochMs + SHANGHAI_OFFSET_MS);
  return local.getUTCFullYear() * 12 + local.getUTCMonth();
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
