import { REQUEST_STATUSES } from '../../../../geodata/model/request-life.ts';
import type { RequestFilter } from '../../../../server/contract/indicators.ts';

/** Span of the requests that are loaded. */
export const FROM_MS = Date.parse('2026-08-01T00:00:00+08:00');
export const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
/** Time for a test: each asks two databases dozens of questions. */
export const SLOW_MS = 180_000;
/** One of every kind of scope. */
export const WITHIN = [
  undefined,
  '520114',
  '520113001001',
  '520113001001001',
  'ov:one',
  'ov:two',
  'e-520113001001',
  '520113001001002-b1',
];

/** Filters alone and together, periods open at either end, and questions that are refused. */
export const FILTERS: RequestFilter[] = [
  ...WITHIN.map((within) => (within === undefined ? {} : { within })),
  { from: '2026-08-01', to: '2026-11-21' },
  { from: '2026-09-15' },
  { to: '2026-09-15' },
  { from: '2026-10-01T07:30:00+08:00', to: '2026-10-01T19:45:10+08:00' },
  { from: '2020-01-01', to: '2020-02-01' },
  ...['1', '11', '112', '2'].map((category) => ({ category, from: '2026-08-01' })),
  { source: '小程序', from: '2026-08-01' },
  ...REQUEST_STATUSES.map((status) => ({ status, from: '2026-08-01' })),
  { urgency: 2, from: '2026-08-01' },
  { hours: '0,7,8,23', from: '2026-08-01' },
  { hours: '9', category: '1', from: '2026-08-01' },
  { within: 'ov:one', category: '1', source: '12345', urgency: 0, from: '2026-09-01', to: '2026-11-01' },
  { within: 'nowhere' },
  { source: "o'brien" },
  { category: '9' },
  { from: '2026-10-02', to: '2026-10-01' },
];
