import type { DistrictProfile } from './case-spec.ts';
import { doubleRegistration, microWishes } from './programmes.ts';

/** “三感社区”创建点: one community of each of the five streets; the printed 47 and 89 are counted here and nowhere else. */
export const WUDANG_PILOT_ID = 'ov:520112-pilot';
export const JINJIANGYUAN_ID = '520112004003';

/** 乌当区: 街道大工委—社区党建联合体—小区党支部—网格党小组—党员楼栋长. */
export const WUDANG_PROFILE: DistrictProfile = {
  districtId: '520112',
  chain: [
    {
      name: '街道大工委',
      suffix: '大工委',
      over: 'subdistrict',
      types: [{ type: 'greatWorkCommittee', weight: 1 }],
      count: null,
    },
    {
      name: '社区党建联合体',
      suffix: '党建联合体',
      over: 'community',
      types: [{ type: 'alliance', weight: 1 }],
      count: null,
    },
    {
      name: '小区党支部',
      suffix: '小区党支部',
      over: 'gridCell',
      types: [{ type: 'branch', weight: 1 }],
      count: 214,
      vacantCells: 30,
      attachedShare: 0.02,
      countByCommunity: { [JINJIANGYUAN_ID]: 12 },
    },
    {
      name: '网格党小组',
      suffix: '党小组',
      over: 'gridCell',
      types: [{ type: 'group', weight: 1 }],
      count: 276,
      vacantCells: 22,
      attachedShare: 0.03,
      countWithinOverlay: { overlayId: WUDANG_PILOT_ID, count: 47, vacantCells: 2 },
    },
  ],
  posts: {
    gridWorkers: 483,
    cellsWithoutWorker: 4,
    workerVacancies: 12,
    secondCellShare: 0.02,
    gridLeader: 'own',
    leaderVacancyShare: 0.03,
    communityWorkers: 11,
    buildingHeads: [
      { count: 89, partyMembers: true, withinOverlay: WUDANG_PILOT_ID },
      { count: 210, partyMembers: false, withinOverlay: null },
    ],
    centralHouseholds: 120,
  },
  stations: { serviceStations: 31, commercialStations: 2, redStations: 4 },
  besides: [
    {
      type: 'generalBranch',
      namePattern: '{place}党总支',
      foundingWay: 'single',
      role: 'sitsIn',
      spread: 'communities',
      count: 29,
    },
    {
      type: 'branch',
      namePattern: '结对共建单位党支部{n}',
      foundingWay: 'seconded',
      role: 'memberOf',
      spread: 'communities',
      count: 75,
    },
    {
      type: 'newEconomyOrganization',
      namePattern: '{place}驻区单位党组织{n}',
      foundingWay: 'single',
      role: 'sitsIn',
      spread: 'communities',
      count: 116,
    },
    {
      type: 'volunteerTeam',
      namePattern: '{place}党员志愿服务队{n}',
      foundingWay: 'single',
      role: 'sitsIn',
      spread: 'communities',
      count: 194,
    },
  ],
  overlays: [
    {
      id: WUDANG_PILOT_ID,
      kind: 'pilot',
      name: '“三感社区”创建点',
      members: {
        unitIds: [JINJIANGYUAN_ID, '520112005001', '520112006002', '520112007002', '520112008002'],
      },
    },
  ],
  programmes: [doubleRegistration('520112', 75, 29), microWishes('520112', 100, 28)],
};
