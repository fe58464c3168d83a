import { DEFAULT_SETTINGS, type IndicatorSettings } from '../../geodata/indicators/settings.ts';
import { REQUEST_KINDS, type RequestKind } from '../../geodata/model/request-kind.ts';
import { REQUEST_STATUSES } from '../../geodata/model/request-life.ts';

/**
 * What is added up over rows of `requests`, as SQL of the two databases' common dialect. Roll-ups keep these sums by day; every
 * indicator is made of two of them. `where`: rows that meet the condition are counted (null = all); `sum`: a column is added up.
 */
export type Counter = { where: string | null } | { sum: string };

const KINDS_WITHOUT_MATTER: RequestKind[] = ['consultation', 'praise'];

function requestCounters(settings: IndicatorSettings) {
  const ended = `${REQUEST_STATUSES.indexOf('closed')}, ${REQUEST_STATUSES.indexOf('merged')}`;
  const valid = `(status_no NOT IN (${ended}) OR resolve_seconds IS NOT NULL)`;
  const matter = `kind_no NOT IN (${KINDS_WITHOUT_MATTER.map((kind) => REQUEST_KINDS.indexOf(kind)).join(', ')})`;
  // Every reopened request was resolved once before.
  const everResolved = '(resolve_seconds IS NOT NULL OR reopened_count > 0)';
  return {
    received: { where: null },
    valid: { where: valid },
    accepted: { where: 'accept_seconds IS NOT NULL' },
    acceptedOnTime: { where: `accept_seconds <= ${settings.acceptLimitSeconds}` },
    arrived: { where: 'arrive_seconds IS NOT NULL' },
    arrivedOnTime: { where: `arrive_seconds <= ${settings.arriveLimitSeconds}` },
    decided: { where: `on_time IS NOT NULL AND ${matter}` },
    decidedOnTime: { where: `on_time AND ${matter}` },
    matters: { where: `${matter} AND ${valid}` },
    mattersResolved: { where: `resolve_seconds IS NOT NULL AND ${matter}` },
    rated: { where: 'rating IS NOT NULL' },
    satisfied: { where: `rating >= ${settings.satisfiedFromRating}` },
    repeatable: { where: matter },
    repeated: { where: `repeated AND ${matter}` },
    escalated: { where: `escalation_level > 0 AND ${valid}` },
    everResolved: { where: everResolved },
    reopened: { where: 'reopened_count > 0' },
    revisited: { where: `revisit_satisfied IS NOT NULL AND ${everResolved}` },
    proactive: { where: 'proactive' },
    resolved: { where: 'resolve_work_seconds IS NOT NULL' },
    resolveWorkSeconds: { sum: 'resolve_work_seconds' },
  } satisfies Record<string, Counter>;
}

export const REQUEST_COUNTERS = requestCounters(DEFAULT_SETTINGS);
export type CounterName = keyof typeof REQUEST_COUNTERS;

/** In the order of the columns of the roll-ups. */
export const COUNTER_NAMES = Object.keys(REQUEST_COUNTERS) as CounterName[];

/** The column of the roll-ups in which a counter is kept. */
export function counterColumn(name: CounterName): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What stands above and below the line of an indicator. */
export type RequestMeasure =
  | {
      numerator: CounterName;
      /** `residents`: divided by people; `one`: a plain count. */
      denominator: CounterName | 'residents' | 'one';
    }
  | QuantileMeasure;

/** An exact quantile of a column; parts do not add up to it. */
export interface QuantileMeasure {
  quantile: number;
  column: 'resolve_work_seconds';
}

/** Measures of the request indicators, by indicator id. */
export const REQUEST_MEASURES: Readonly<Record<string, RequestMeasure>> = {
  requests: { numerator: 'received', denominator: 'one' },
  requestsPer10k: { numerator: 'received', denominator: 'residents' },
  responseRate: { numerator: 'accepted', denominator: 'valid' },
  acceptedOnTimeRate: { numerator: 'acceptedOnTime', denominator: 'accepted' },
  arrivedOnTimeRate: { numerator: 'arrivedOnTime', denominator: 'arrived' },
  onTimeRate: { numerator: 'decidedOnTime', denominator: 'decided' },
  resolutionRate: { numerator: 'mattersResolved', denominator: 'matters' },
  satisfactionRate: { numerator: 'satisfied', denominator: 'rated' },
  repeatRate: { numerator: 'repeated', denominator: 'repeatable' },
  escalationRate: { numerator: 'escalated', denominator: 'valid' },
  reopenRate: { numerator: 'reopened', denominator: 'everResolved' },
  proactiveRate: { numerator: 'proactive', denominator: 'received' },
  revisitRate: { numerator: 'revisited', denominator: 'everResolved' },
  meanResolveHours: { numerator: 'resolveWorkSeconds', denominator: 'resolved' },
  medianResolveHours: { quantile: 0.5, column: 'resolve_work_seconds' },
  p90ResolveHours: { quantile: 0.9, column: 'resolve_work_seconds' },
};

/** A counter over a group of rows. A comparison with NULL counts nothing in both databases. */
export function counterSql(name: CounterName): string {
  const counter: Counter = REQUEST_COUNTERS[name];
  return 'sum' in counter ? `coalesce(sum(${counter.sum}), 0)` : countSql(counter.where);
}

/** `count(*)` of the rows that meet the condition. Counting a column is how both databases count what is not NULL fastest. */
export function countSql(condition: string | null): string {
  const column = /^(\w+) IS NOT NULL$/.exec(condition ?? '')?.[1];
  if (column) return `count(${column})`;
  return condition === null ? 'count(*)' : `count(*) FILTER (WHERE ${condition})`;
}
