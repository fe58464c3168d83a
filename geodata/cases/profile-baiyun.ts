import type { DistrictProfile } from './case-spec.ts';
import { doubleRegistration, microWishes, residentMeetings } from './programmes.ts';

/** 白云区: 街道党工委—社区党组织—网格党支部—楼栋（院落）党小组. 252 branches for 301 cells: joint branches over two to four cells, some cells vacant. */
export const BAIYUN_PROFILE: DistrictProfile = {
  districtId: '520113',
  chain: [
    {
      name: '街道党工委',
      suffix: '党工委',
      over: 'subdistrict',
      types: [{ type: 'workCommittee', weight: 1 }],
      count: null,
    },
    {
      name: '社区党组织',
      suffix: '',
      over: 'community',
      types: [
        { type: 'committee', weight: 0.35 },
        { type: 'generalBranch', weight: 0.45 },
        { type: 'branch', weight: 0.2 },
      ],
      count: null,
    },
    {
      name: '网格党支部',
      suffix: '党支部',
      over: 'gridCell',
      types: [{ type: 'branch', weight: 1 }],
      count: 252,
      vacantCells: 7,
      attachedShare: 0.03,
      stars: { '5': 16, '4': 40, '3': 45 },
    },
    {
      name: '楼栋（院落）党小组',
      suffix: '党小组',
      over: 'building',
      types: [{ type: 'group', weight: 1 }],
      count: 836,
    },
  ],
  posts: {
    gridWorkers: 381,
    cellsWithoutWorker: 0,
    workerVacancies: 9,
    secondCellShare: 0,
    gridLeader: 'secretary',
    leaderVacancyShare: 0,
    communityWorkers: 11,
    buildingHeads: [{ count: 420, partyMembers: false, withinOverlay: null }],
    centralHouseholds: 168,
  },
  stations: { serviceStations: 36, commercialStations: 2, redStations: 5 },
  besides: [
    {
      type: 'volunteerTeam',
      namePattern: '{place}“网格连心”服务团队',
      foundingWay: 'single',
      role: 'sitsIn',
      spread: 'communities',
      count: 34,
    },
  ],
  overlays: [],
  programmes: [
    residentMeetings('520113', 240, 34),
    doubleRegistration('520113', 80, 30),
    microWishes('520113', 110, 32),
  ],
};
