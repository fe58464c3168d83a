import type { CallCount } from '../model/call-count.ts';
import { createRandom } from './random.ts';

/** The hotline of a demo city. */
export const HOTLINE = '12345';

/** Calls that become a request are the smaller part: most are questions that are answered at once. */
const CALLS_FOR_EACH_REQUEST = { mean: 1.8, deviation: 0.08 };
/** Share of calls that somebody answers on a usual day, and how far a busy one falls below it. */
const ANSWERED = { mean: 0.972, deviation: 0.009 };
const MOST_ANSWERED = 0.998;
/** Now and then a storm of calls finds too few at the desks. */
const ROUGH_DAY = { share: 0.04, loss: 0.05 };

/** A day (ISO, Asia/Shanghai) and how many requests came in by the hotline on it. */
export interface HotlineDay {
  day: string;
  requests: number;
}

/** Whole days of invented calls: the same seed and day give the same, and no request is without its call. */
export function inventCalls(days: readonly HotlineDay[], seed: number): CallCount[] {
  return days.map(({ day, requests }) => {
    const random = createRandom(seed).stream(`calls ${day}`);
    const { mean, deviation } = CALLS_FOR_EACH_REQUEST;
    const answered = Math.round(requests * Math.max(1, random.normal(mean, deviation)));
    const loss = random.next() < ROUGH_DAY.share ? random.float(0, ROUGH_DAY.loss) : 0;
    const rate = Math.min(MOST_ANSWERED, random.normal(ANSWERED.mean, ANSWERED.deviation) - loss);
    return { day, hour: -1, source: HOTLINE, offered: Math.round(answered / rate), answered };
  });
}
