import type { IndicatorDefinition } from '../model/indicator.ts';
import { allLevels, bilingual } from './definition-parts.ts';

const NONE = bilingual('无', 'none');
const NO_DENOMINATOR = bilingual('不适用（取 1）', 'none (1)');
const ALL_CELLS = bilingual('网格总数', 'all grid cells');

/** A state of today: no period, no minimum sample, for it counts everything there is. */
function stock(
  definition: Omit<IndicatorDefinition, 'family' | 'group' | 'minimumSample' | 'exclusions'> & {
    exclusions?: IndicatorDefinition['exclusions'];
  },
): IndicatorDefinition {
  return { family: 'stock', group: 'resources', minimumSample: 0, exclusions: NONE, ...definition };
}

export const STOCK_INDICATORS: readonly IndicatorDefinition[] = [
  stock({
    id: 'households',
    kind: 'count',
    name: bilingual('户数', 'Households'),
    meaning: bilingual('单元内的户数', 'households in the unit'),
    numerator: bilingual('户数', 'households'),
    denominator: NO_DENOMINATOR,
    unit: bilingual('户', 'households'),
    scale: 1,
    decimals: 0,
    direction: 'neutral',
    // Breaks at 300 and 500 (the latter belongs to the class above) make the cells outside the range of the rule stand out.
    breaks: {
      gridCell: [300, 360, 400, 440, 500],
      community: [2000, 3000, 4000, 5500, 8000],
      subdistrict: [15000, 25000, 35000, 50000, 70000],
      district: [80000, 120000, 180000, 250000, 350000],
      city: [200000, 400000, 600000, 900000, 1300000],
    },
    source: '保亭县：网格 300—500 户（案例 6）',
  }),
  stock({
    id: 'residents',
    kind: 'count',
    name: bilingual('常住人口', 'Residents'),
    meaning: bilingual('单元内的常住人口', 'residents of the unit'),
    numerator: bilingual('常住人口', 'residents'),
    denominator: NO_DENOMINATOR,
    unit: bilingual('人', 'people'),
    scale: 1,
    decimals: 0,
    direction: 'neutral',
    breaks: {
      gridCell: [850, 980, 1070, 1160, 1350],
      community: [5000, 8000, 10000, 14000, 20000],
      subdistrict: [40000, 65000, 90000, 120000, 170000],
      district: [200000, 350000, 500000, 700000, 900000],
      city: [500000, 1000000, 1500000, 2500000, 4000000],
    },
    source: '白云区：网格约 1000 人（案例 9）',
  }),
  stock({
    id: 'organizationCoverageRate',
    kind: 'rate',
    name: bilingual('组织覆盖率', 'Organization coverage'),
    meaning: bilingual('有党组织覆盖的网格占比', 'share of cells that a party organization covers'),
    numerator: bilingual('单独、联合或挂靠覆盖的网格', 'cells covered singly, jointly or by attachment'),
    denominator: ALL_CELLS,
    exclusions: bilingual(
      '社区及以上组织不算覆盖网格',
      'organizations of communities and above do not cover a cell',
    ),
    unit: bilingual('%', '%'),
    scale: 100,
    decimals: 1,
    direction: 'higherIsBetter',
    breaks: allLevels([50, 70, 85, 95, 100]),
    source: '白云区：252 个网格党组织、301 个网格（案例 9）',
  }),
  stock({
    id: 'stationCoverageRate',
    kind: 'rate',
    name: bilingual('服务圈覆盖率', 'Station coverage'),
    meaning: bilingual(
      '步行时限内可到服务站的居民占比',
      'share of residents within the walking cut-off of a station',
    ),
    numerator: bilingual(
      '步行时限内的居民（逐栋计算）',
      'residents within the cut-off, counted building by building',
    ),
    denominator: bilingual('常住人口', 'residents'),
    exclusions: bilingual(
      '无法接入路网的楼栋计入分母，不计入分子',
      'homes off the network count as not covered',
    ),
    unit: bilingual('%', '%'),
    scale: 100,
    decimals: 1,
    direction: 'higherIsBetter',
    breaks: allLevels([40, 60, 75, 90, 99]),
    source: '兰陵县 15 分钟、江川区 10 分钟服务圈（案例 4、5）；1.2 m/s 为 OneGrid 所设',
  }),
  stock({
    id: 'gridWorkersPerCell',
    kind: 'rate',
    name: bilingual('格均网格员', 'Grid workers per cell'),
    meaning: bilingual('平均每个网格的在岗网格员岗位', 'filled posts of grid workers per cell'),
    numerator: bilingual('在岗网格员岗位', 'filled posts of grid workers'),
    denominator: ALL_CELLS,
    exclusions: bilingual('空岗', 'vacant posts'),
    unit: bilingual('人/格', 'per cell'),
    scale: 1,
    decimals: 2,
    direction: 'higherIsBetter',
    breaks: allLevels([0.5, 1, 1.25, 1.5, 2]),
    source: '白云区：381 名网格员、301 个网格（案例 9）',
  }),
  stock({
    id: 'householdsInRangeRate',
    kind: 'rate',
    name: bilingual('网格规模达标率', 'Cells within the household range'),
    meaning: bilingual('户数在 300—500 之间的网格占比', 'share of cells with 300–500 households'),
    numerator: bilingual('300—500 户的网格（含两端）', 'cells of 300–500 households, both included'),
    denominator: ALL_CELLS,
    unit: bilingual('%', '%'),
    scale: 100,
    decimals: 1,
    direction: 'higherIsBetter',
    breaks: allLevels([50, 65, 75, 85, 95]),
    source: '保亭县：网格 300—500 户（案例 6）',
  }),
];
