import type {
  CallerRank,
  FlowCall,
  FlowLevel,
  FlowOrigin,
  FlowSupervision,
  FlowText,
} from '../../model/flow.ts';

/** Words in both languages. */
export function words(zh: string, en: string): FlowText {
  return { 'zh-CN': zh, en };
}

export function printed(article: string, quote: string): FlowOrigin {
  return { kind: 'printed', article, quote };
}

export function ours(source: string): FlowOrigin {
  return { kind: 'ours', source };
}

const HOUR_S = 3600;

/** No article prints levels or times of reporting in: three levels with times of ours, for every place the same. */
export const OUR_LEVELS: FlowLevel[] = [
  level(1, words('一般', 'Ordinary'), 24 * HOUR_S),
  level(2, words('紧急', 'Urgent'), 4 * HOUR_S),
  level(3, words('突发', 'Emergency'), HOUR_S),
];

function level(number: number, name: FlowText, reportInSeconds: number): FlowLevel {
  return {
    level: number,
    name,
    reportInSeconds,
    limitOrigin: ours('OneGrid：原文未印响应级别的报到时限，此为默认值，可改'),
  };
}

/** No article prints how long an order of 整改 may stand: a week of ours. */
export const OUR_SUPERVISION: FlowSupervision = {
  rectifyWithinDays: 7,
  limitOrigin: ours('OneGrid：原文未印整改期限，默认 7 天，可改'),
};

export function call(
  name: FlowText,
  from: CallerRank[],
  to: CallerRank[],
  origin: FlowOrigin,
  directions?: FlowCall['directions'],
): FlowCall {
  return { name, from, to, ...(directions ? { directions } : {}), origin };
}
