import type { ProgrammeProfile } from './case-spec.ts';

/** 双报到: units and members report in at a community; items are 演示. */
export function doubleRegistration(districtId: string, items: number, communities: number): ProgrammeProfile {
  return {
    id: `programme:${districtId}:doubleRegistration`,
    kind: 'doubleRegistration',
    name: '“双报到”服务',
    stages: [
      { key: 'reported', name: '报到' },
      { key: 'claimed', name: '认领' },
      { key: 'served', name: '服务' },
      { key: 'fedBack', name: '反馈' },
    ],
    itemNames: ['在职党员进社区', '政策宣讲', '义务清扫', '法律咨询', '爱心义诊', '困难走访'],
    items,
    communities,
  };
}

/** 微心愿: small wishes of residents, claimed by members; items are 演示. */
export function microWishes(districtId: string, items: number, communities: number): ProgrammeProfile {
  return {
    id: `programme:${districtId}:microWishes`,
    kind: 'microWish',
    name: '微心愿',
    stages: [
      { key: 'collected', name: '征集' },
      { key: 'claimed', name: '认领' },
      { key: 'fulfilled', name: '圆梦' },
    ],
    itemNames: ['书包文具', '轮椅', '冬衣', '理发上门', '家电维修', '陪伴就医', '图书角', '健身器材'],
    items,
    communities,
  };
}

/** 网格员居民见面会; items are 演示, the printed total stands in the ledger. */
export function residentMeetings(districtId: string, items: number, communities: number): ProgrammeProfile {
  return {
    id: `programme:${districtId}:residentMeetings`,
    kind: 'residentMeeting',
    name: '网格员居民见面会',
    stages: [
      { key: 'announced', name: '预告' },
      { key: 'held', name: '召开' },
      { key: 'settled', name: '落实' },
    ],
    itemNames: ['院坝见面会', '楼栋见面会', '夜间见面会', '物业见面会'],
    items,
    communities,
  };
}
