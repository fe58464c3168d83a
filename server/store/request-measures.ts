import { DEFAULT_SETTINGS, type IndicatorSettings } from '../../geodata/indicators/settings.ts';

/** What is counted above and below the line, as SQL conditions on a row of `requests`; null = every request. */
export interface RequestMeasure {
  numerator: string | null;
  /** `residents`: divided by people; `one`: a plain count. */
  denominator: string | null | 'residents' | 'one';
}

/** Measures of the request indicators, by indicator id. A comparison with NULL counts nothing in both databases. */
function requestMeasures(settings: IndicatorSettings): Record<string, RequestMeasure> {
  const accepted = 'accept_seconds IS NOT NULL';
  const arrived = 'arrive_seconds IS NOT NULL';
  return {
    requests: { numerator: null, denominator: 'one' },
    requestsPer10k: { numerator: null, denominator: 'residents' },
    responseRate: { numerator: accepted, denominator: null },
    acceptedOnTimeRate: {
      numerator: `accept_seconds <= ${settings.acceptLimitSeconds}`,
      denominator: accepted,
    },
    arrivedOnTimeRate: {
      numerator: `arrive_seconds <= ${settings.arriveLimitSeconds}`,
      denominator: arrived,
    },
    onTimeRate: { numerator: 'on_time', denominator: 'on_time IS NOT NULL' },
    resolutionRate: { numerator: 'resolve_seconds IS NOT NULL', denominator: null },
    satisfactionRate: {
      numerator: `rating >= ${settings.satisfiedFromRating}`,
      denominator: 'rating IS NOT NULL',
    },
    repeatRate: { numerator: 'repeated', denominator: null },
    escalationRate: { numerator: 'escalation_level > 0', denominator: null },
    reopenRate: {
      numerator: 'reopened_count > 0',
      // Every reopened request was resolved once before.
      denominator: '(resolve_seconds IS NOT NULL OR reopened_count > 0)',
    },
    proactiveRate: { numerator: 'proactive', denominator: null },
  };
}

export const REQUEST_MEASURES = requestMeasures(DEFAULT_SETTINGS);

/** `count(*)` of the rows that meet the condition. Counting a column is how both databases count what is not NULL fastest. */
export function countSql(condition: string | null): string {
  const column = /^(\w+) IS NOT NULL$/.exec(condition ?? '')?.[1];
  if (column) return `count(${column})`;
  return condition === null ? 'count(*)' : `count(*) FILTER (WHERE ${condition})`;
}
