import type { IndicatorDefinition } from '../model/indicator.ts';
import { allLevels, bilingual } from './definition-parts.ts';

/** Fewer calls than this say more about an hour than about a hotline. */
const CALL_SAMPLE = 30;

/** Of the hotline as a whole: a call is answered before anybody knows which unit it is about. */
export const CALL_INDICATORS: readonly IndicatorDefinition[] = [
  {
    id: 'answeredCallsRate',
    kind: 'rate',
    family: 'calls',
    group: 'quality',
    name: bilingual('接通率', 'Calls answered'),
    meaning: bilingual(
      '热线来电中由人工接听的比例，按整天计，只有全域一个数',
      'share of the calls to the hotline that somebody answered, by whole days; one figure for the whole',
    ),
    numerator: bilingual('接通的来电', 'calls answered'),
    denominator: bilingual('全部来电', 'all calls'),
    exclusions: bilingual('周期首尾不满一天的来电', 'calls of days that lie only partly in the period'),
    unit: bilingual('%', '%'),
    scale: 100,
    decimals: 1,
    direction: 'higherIsBetter',
    minimumSample: CALL_SAMPLE,
    // 95 is the line of the standard.
    breaks: allLevels([80, 85, 90, 95, 98]),
    source: 'GB/T 33358—2016《政府热线服务规范》：24 小时内呼叫接通率不低于 95 %；其余分级为 OneGrid 所设',
  },
];
