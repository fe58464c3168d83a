import type { IndicatorDefinition } from '../model/indicator.ts';
import { allLevels, bilingual } from './definition-parts.ts';

/**
 * Minimum sample of a share: 10. A cell of 1,000 people has some 25 requests and 17 ratings in 30 days; at 10 the 95 % interval
 * of a share near 90 % is about ±20 points, wide but narrower than what separates a sound cell from a failing one. Judging
 * people by a share is another matter: 泰州's 60 % line is applied from 30 ratings on and never by itself.
 */
const SHARE_SAMPLE = 10;

const PERCENT = bilingual('%', '%');
const NONE = bilingual('无', 'none');
const VOID = bilingual('并入他件的和未办结即关闭的', 'merged into others, or closed without a resolution');
const NOT_ASKED_TO_SOLVE = bilingual(
  '咨询和表扬（不需要解决）；并入他件的和未办结即关闭的',
  'consultations and praise, which ask for no solution; merged or closed without a resolution',
);
const VALID = bilingual('期间受理的有效诉求', 'valid requests received in the period');
const MATTERS = bilingual('需要解决的诉求', 'requests that ask for a solution');
const ALL_REQUESTS = bilingual('期间受理的全部诉求', 'all requests received in the period');

type RateTexts = Pick<IndicatorDefinition, 'id' | 'group' | 'name' | 'meaning' | 'numerator' | 'source'> & {
  denominator?: IndicatorDefinition['denominator'];
  exclusions?: IndicatorDefinition['exclusions'];
  direction: IndicatorDefinition['direction'];
  breaks: number[];
};

function rate(texts: RateTexts): IndicatorDefinition {
  return {
    kind: 'rate',
    family: 'requests',
    denominator: ALL_REQUESTS,
    exclusions: NONE,
    unit: PERCENT,
    scale: 100,
    decimals: 1,
    minimumSample: SHARE_SAMPLE,
    ...texts,
    breaks: allLevels(texts.breaks),
  };
}

function resolveTime(
  texts: Pick<IndicatorDefinition, 'id' | 'kind' | 'name' | 'meaning' | 'numerator'> & { breaks: number[] },
): IndicatorDefinition {
  return {
    family: 'requests',
    group: 'time',
    denominator: bilingual('已办结', 'resolved'),
    exclusions: bilingual(
      '未办结的；夜间、周末、节假日（按国务院放假调休）与挂起的时间不计，工作时间 9—12 时、14—18 时',
      'not resolved; nights, weekends, holidays and suspensions do not count, working hours are 9–12 and 14–18',
    ),
    unit: bilingual('工作小时', 'working hours'),
    // Kept in seconds.
    scale: 1 / 3600,
    decimals: 1,
    direction: 'lowerIsBetter',
    minimumSample: SHARE_SAMPLE,
    source: '接诉即办 practice (办结时长)；工作时间为 OneGrid 所设',
    ...texts,
    breaks: allLevels(texts.breaks),
  };
}

export const REQUEST_INDICATORS: readonly IndicatorDefinition[] = [
  {
    id: 'requests',
    group: 'volume',
    kind: 'count',
    family: 'requests',
    name: bilingual('受理量', 'Requests'),
    meaning: bilingual(
      '期间受理的诉求件数，按所属单元计',
      'requests received in the period, by assigned unit',
    ),
    numerator: ALL_REQUESTS,
    denominator: bilingual('不适用（取 1）', 'none (1)'),
    exclusions: bilingual('无；没有坐标的诉求同样计入', 'none; requests without a point count too'),
    unit: bilingual('件', 'requests'),
    scale: 1,
    decimals: 0,
    direction: 'neutral',
    minimumSample: 0,
    // For 30 days of a city where a cell of 1,000 people has some 30 requests; wider levels hold 10, 90, 500 … cells.
    breaks: {
      gridCell: [14, 20, 25, 31, 45],
      community: [90, 150, 200, 260, 380],
      subdistrict: [1000, 1600, 2300, 3200, 4500],
      district: [6000, 10000, 14000, 20000, 30000],
      city: [20000, 30000, 40000, 55000, 80000],
    },
    source: 'OneGrid',
  },
  {
    id: 'requestsPer10k',
    group: 'volume',
    kind: 'ratioPer10k',
    family: 'requests',
    name: bilingual('万人诉求比', 'Requests per 10,000 residents'),
    meaning: bilingual('每万常住人口的诉求件数', 'requests per 10,000 residents'),
    numerator: ALL_REQUESTS,
    denominator: bilingual('单元常住人口', 'residents of the unit'),
    exclusions: NONE,
    unit: bilingual('件/万人', 'per 10,000'),
    scale: 10_000,
    decimals: 1,
    direction: 'lowerIsBetter',
    minimumSample: 0,
    breaks: allLevels([150, 190, 230, 280, 380]),
    source: 'OneGrid; 接诉即办 practice',
  },
  rate({
    id: 'responseRate',
    group: 'time',
    name: bilingual('响应率', 'Response rate'),
    meaning: bilingual('已有人接单的诉求占比', 'share of requests that someone has accepted'),
    numerator: bilingual('已接单', 'accepted'),
    denominator: VALID,
    exclusions: VOID,
    direction: 'higherIsBetter',
    breaks: [90, 95, 98, 99.5, 100],
    source: '接诉即办 practice (响应率)',
  }),
  rate({
    id: 'acceptedOnTimeRate',
    group: 'time',
    name: bilingual('接单及时率', 'Accepted on time'),
    meaning: bilingual('1 分钟内接单的占比', 'share accepted within one minute'),
    numerator: bilingual('受理后 60 秒内接单（含 60 秒）', 'accepted within 60 s of receipt, 60 included'),
    denominator: bilingual('已接单', 'accepted'),
    exclusions: bilingual('尚未接单的诉求', 'requests not accepted yet'),
    direction: 'higherIsBetter',
    breaks: [88, 92, 95, 97, 99],
    source: '中云街道：1 分钟接单（案例 1，目标值）',
  }),
  rate({
    id: 'arrivedOnTimeRate',
    group: 'time',
    name: bilingual('到场及时率', 'Arrived on time'),
    meaning: bilingual('10 分钟内到场的占比', 'share with someone there within ten minutes'),
    numerator: bilingual('受理后 600 秒内到场（含 600 秒）', 'arrived within 600 s of receipt, 600 included'),
    denominator: bilingual('已到场', 'arrived'),
    exclusions: bilingual('尚未到场或无需到场的诉求', 'requests where nobody arrived (yet)'),
    direction: 'higherIsBetter',
    breaks: [82, 88, 92, 95, 98],
    source: '中云街道：10 分钟到场（案例 1，目标值）',
  }),
  rate({
    id: 'onTimeRate',
    group: 'time',
    name: bilingual('按期办结率', 'Resolved in time'),
    meaning: bilingual('按期办结占已有时限结论的诉求', 'share resolved in time among those decided'),
    numerator: bilingual('按期办结', 'resolved in time'),
    denominator: bilingual('按期与超期之和', 'in time and overtime'),
    exclusions: bilingual(
      '在办或时限不明的；咨询和表扬（即问即答）',
      'running or without a known limit; consultations and praise, which are answered at once',
    ),
    direction: 'higherIsBetter',
    breaks: [90, 94, 97, 99, 100],
    source: '接诉即办 practice (按期办结率)',
  }),
  rate({
    id: 'resolutionRate',
    group: 'quality',
    name: bilingual('解决率', 'Resolution rate'),
    meaning: bilingual('当前为已办结的诉求占比', 'share of requests that stand resolved'),
    numerator: bilingual(
      '已办结（返工后未再办结的不计）',
      'resolved (reopened and not yet solved again: not)',
    ),
    denominator: MATTERS,
    exclusions: NOT_ASKED_TO_SOLVE,
    direction: 'higherIsBetter',
    breaks: [85, 89, 92, 94.5, 97],
    source: '接诉即办 practice (解决率)',
  }),
  rate({
    id: 'satisfactionRate',
    group: 'quality',
    name: bilingual('满意率', 'Satisfaction rate'),
    meaning: bilingual(
      '好差评五级中“非常满意、满意、基本满意”占已评价',
      'the upper three of the five grades among those rated',
    ),
    numerator: bilingual('评价 3、4、5 分（非常满意、满意、基本满意）', 'rated 3, 4 or 5'),
    denominator: bilingual('已评价', 'rated'),
    exclusions: bilingual(
      '未评价的诉求；评价少于 10 件不显示',
      'unrated requests; not shown under 10 ratings',
    ),
    direction: 'higherIsBetter',
    breaks: [60, 80, 88, 93, 97],
    source:
      '好差评：国办发〔2019〕51号；泰州市：满意度低于 60% 的列入整顿（案例 7），样本保护为 OneGrid 所加',
  }),
  rate({
    id: 'repeatRate',
    group: 'volume',
    name: bilingual('重复诉求率', 'Repeat rate'),
    meaning: bilingual('同一事项再次提出的占比', 'share that repeats an earlier matter'),
    numerator: bilingual('重复件', 'repeats'),
    denominator: bilingual('咨询和表扬以外的诉求', 'requests other than consultations and praise'),
    exclusions: bilingual(
      '咨询和表扬；并入他件的重复件仍计入',
      'consultations and praise; repeats that were merged do count',
    ),
    direction: 'lowerIsBetter',
    breaks: [2, 4, 6, 9, 14],
    source: 'OneGrid',
  }),
  rate({
    id: 'escalationRate',
    group: 'quality',
    name: bilingual('提级率', 'Escalation rate'),
    meaning: bilingual('提级办理的占比', 'share escalated beyond the cell'),
    numerator: bilingual('已提级', 'escalated'),
    denominator: VALID,
    exclusions: VOID,
    direction: 'neutral',
    breaks: [1, 2, 4, 7, 12],
    source: '中云街道：复杂问题提级办理（案例 1）',
  }),
  rate({
    id: 'reopenRate',
    group: 'quality',
    name: bilingual('返工率', 'Reopen rate'),
    meaning: bilingual('办结后返工的占比', 'share reopened after a resolution'),
    numerator: bilingual('有返工', 'reopened at least once'),
    denominator: bilingual('曾办结', 'resolved at least once'),
    exclusions: bilingual('从未办结的诉求', 'requests never resolved'),
    direction: 'lowerIsBetter',
    breaks: [1, 2, 4, 6, 10],
    source: 'OneGrid',
  }),
  rate({
    id: 'proactiveRate',
    group: 'volume',
    name: bilingual('未诉先办率', 'Found before asked'),
    meaning: bilingual('网格员主动发现的占比', 'share found by a grid worker before anyone asked'),
    numerator: bilingual('主动发现', 'found by a grid worker'),
    direction: 'higherIsBetter',
    breaks: [3, 6, 9, 13, 19],
    source: '观山湖区：网格发现（案例 10）',
  }),
  rate({
    id: 'revisitRate',
    group: 'quality',
    name: bilingual('回访率', 'Follow-up rate'),
    meaning: bilingual('办结后已回访的占比', 'share asked again after a resolution'),
    numerator: bilingual('已回访', 'asked again'),
    denominator: bilingual('曾办结', 'resolved at least once'),
    exclusions: bilingual('从未办结的诉求', 'requests never resolved'),
    direction: 'higherIsBetter',
    breaks: [10, 20, 30, 50, 80],
    source: '上海路街道：回访（案例 3）',
  }),
  resolveTime({
    id: 'meanResolveHours',
    kind: 'mean',
    name: bilingual('平均办结时长', 'Mean time to resolve'),
    meaning: bilingual('从受理到办结的平均工作时长', 'mean working time from receipt to resolution'),
    numerator: bilingual('工作时长之和', 'sum of working times'),
    breaks: [4, 8, 14, 21, 35],
  }),
  resolveTime({
    id: 'medianResolveHours',
    kind: 'quantile',
    name: bilingual('办结时长中位数', 'Median time to resolve'),
    meaning: bilingual('一半的诉求在此工作时长内办结', 'half are resolved within this working time'),
    numerator: bilingual('工作时长的中位数（精确值）', 'median of the working times, exact'),
    breaks: [1, 3, 5, 8, 14],
  }),
  resolveTime({
    id: 'p90ResolveHours',
    kind: 'quantile',
    name: bilingual('办结时长 P90', 'Time to resolve, P90'),
    meaning: bilingual('九成的诉求在此工作时长内办结', 'nine in ten are resolved within this working time'),
    numerator: bilingual('工作时长的 90 分位（精确值）', '90th percentile of the working times, exact'),
    breaks: [10, 20, 35, 50, 80],
  }),
];
