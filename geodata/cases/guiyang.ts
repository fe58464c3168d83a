import type { DistrictSpec } from '../demo-city/plan-spec.ts';
import type { CaseSpec, DistrictProfile } from './case-spec.ts';
import { BAIYUN_FIGURES } from './figures-baiyun.ts';
import { GUANSHANHU_FIGURES } from './figures-guanshanhu.ts';
import { WUDANG_FIGURES } from './figures-wudang.ts';
import { namedDistrict } from './named-district.ts';
import { BAIYUN_NAMES, GUANSHANHU_NAMES, WUDANG_NAMES } from './names-guiyang.ts';
import { BAIYUN_PROFILE } from './profile-baiyun.ts';
import { GUANSHANHU_PROFILE } from './profile-guanshanhu.ts';
import { JINJIANGYUAN_ID, WUDANG_PROFILE } from './profile-wudang.ts';

/** Day from which the codes of the table of names hold. */
const NAMES_VALID_FROM = '2023-06-30';

const NOTICES = [
  '演示数据：区划名称与代码为国家统计局 2023 年版，图形、人口、人员与诉求均为生成。',
  '数字以《口径账本》为准：原文印出的照印，未印的标“缺”“推算”或“演示”。',
];

/** Where the three districts lie around the middle of the city; only directions matter, the geometry is generated. */
const ANCHORS: Record<string, [number, number]> = {
  '520115': [-0.62, -0.28],
  '520113': [-0.12, 0.62],
  '520112': [0.66, -0.02],
};

function guanshanhuDistrict(anchor: [number, number]): DistrictSpec {
  return namedDistrict(GUANSHANHU_NAMES, { anchor, communities: 89, gridCells: 770 });
}

function baiyunDistrict(anchor: [number, number]): DistrictSpec {
  return namedDistrict(BAIYUN_NAMES, { anchor, communities: 34, gridCells: 301 });
}

/** The article prints neither communities nor cells of 乌当: 29 by the table, 330 of our own (演示). */
function wudangDistrict(anchor: [number, number]): DistrictSpec {
  return namedDistrict(WUDANG_NAMES, {
    anchor,
    communities: 29,
    gridCells: 330,
    // The five communities of the pilot: 53 cells hold the 47 groups of the article, some joint, two cells vacant.
    fixedGridCells: {
      [JINJIANGYUAN_ID]: 14,
      '520112005001': 10,
      '520112006002': 10,
      '520112007002': 10,
      '520112008002': 9,
    },
  });
}

function guiyangCase(
  part: Pick<CaseSpec, 'caseId' | 'title' | 'cases' | 'center' | 'requestsTotal' | 'figures'> & {
    districts: DistrictSpec[];
    profiles: DistrictProfile[];
  },
): CaseSpec {
  return {
    id: '520100',
    name: '贵阳市',
    cellHouseholds: { min: 300, max: 500 },
    outOfRangeShare: 0.06,
    validFrom: NAMES_VALID_FROM,
    defaultCutoffMinutes: 15,
    scale: 1,
    notices: NOTICES,
    ...part,
  };
}

export function guiyang(): CaseSpec {
  return guiyangCase({
    caseId: 'guiyang',
    title: '贵阳 · 观山湖、白云、乌当',
    cases: ['guanshanhu', 'baiyun', 'wudang'],
    center: [106.68, 26.64],
    districts: [
      guanshanhuDistrict(ANCHORS['520115']!),
      baiyunDistrict(ANCHORS['520113']!),
      wudangDistrict(ANCHORS['520112']!),
    ],
    profiles: [GUANSHANHU_PROFILE, BAIYUN_PROFILE, WUDANG_PROFILE],
    figures: [...GUANSHANHU_FIGURES, ...BAIYUN_FIGURES, ...WUDANG_FIGURES],
    requestsTotal: 1_000_000,
  });
}

export function guanshanhu(): CaseSpec {
  return guiyangCase({
    caseId: 'guanshanhu',
    title: '观山湖区',
    cases: ['guanshanhu'],
    center: [106.622, 26.615],
    districts: [guanshanhuDistrict([0, 0])],
    profiles: [GUANSHANHU_PROFILE],
    figures: GUANSHANHU_FIGURES,
    requestsTotal: 550_000,
  });
}

export function baiyun(): CaseSpec {
  return guiyangCase({
    caseId: 'baiyun',
    title: '白云区',
    cases: ['baiyun'],
    center: [106.63, 26.68],
    districts: [baiyunDistrict([0, 0])],
    profiles: [BAIYUN_PROFILE],
    figures: BAIYUN_FIGURES,
    requestsTotal: 215_000,
  });
}

export function wudang(): CaseSpec {
  return guiyangCase({
    caseId: 'wudang',
    title: '乌当区',
    cases: ['wudang'],
    center: [106.752, 26.632],
    districts: [wudangDistrict([0, 0])],
    profiles: [WUDANG_PROFILE],
    figures: WUDANG_FIGURES,
    requestsTotal: 235_000,
  });
}
