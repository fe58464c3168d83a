import type { Random } from './random.ts';

const FIRST = [
  ...'云金观白乌碧翠龙凤长青秀石黔林百茶枫桐梅松竹兰桂荷溪泉湖岭峰麓阳月星霞晴春华康宁安和兴瑞祥福锦',
];
const SECOND = [...'潭湖岩山溪泉岭峰屏阳源河桥坡坝园林苑亭台塘湾洲谷川井石岗关庄峡城门宫榕杉柏樱棠梨荷'];
const ESTATE_NEW = [
  '花园',
  '家园',
  '华庭',
  '雅苑',
  '公馆',
  '名城',
  '国际',
  '府',
  '里',
  '雅居',
  '景城',
  '时代城',
  '郡',
  '新城',
  '尚品',
  '上院',
  '云庭',
  '江山',
];
const ESTATE_OLD = ['小区', '新村', '宿舍', '苑', '家属院', '新苑', '住宅区', '生活区'];
const ESTATE_HEADS = [
  '翠湖',
  '铝兴',
  '碧云',
  '金桂',
  '枫林',
  '清溪',
  '兰亭',
  '山语',
  '云岭',
  '龙泉',
  '秀水',
  '锦绣',
  '观澜',
  '听松',
  '百合',
  '丽景',
  '阳光',
  '东方',
  '滨河',
  '御景',
  '春晓',
  '明珠',
  '和谐',
  '安居',
  '康乐',
  '幸福',
  '朝阳',
  '星河',
  '望湖',
  '林语',
  '紫云',
  '青禾',
  '茶园',
  '福泽',
  '建工',
  '电力',
  '铁路',
  '矿机',
  '轴承',
  '棉纺',
];
const SIDES = ['东', '西', '南', '北', '中'];

/** Hands out street names, none of them twice until all are used. */
export interface StreetNames {
  /** A name for an arterial, a street or a lane. */
  next(rank: 'arterial' | 'street' | 'lane'): string;
}

export function createStreetNames(random: Random): StreetNames {
  const stems: string[] = [];
  for (const first of FIRST) for (const second of SECOND) if (first !== second) stems.push(first + second);
  random.shuffle(stems);
  let used = 0;
  const stem = () => {
    const name = stems[used % stems.length]!;
    // Beyond the stems (1,900) names get a side: 云潭东路.
    const round = Math.floor(used / stems.length);
    used++;
    return round === 0 ? name : name + SIDES[(round - 1) % SIDES.length]!;
  };
  return {
    next: (rank) => {
      if (rank === 'arterial') return `${stem()}${random.next() < 0.55 ? '大道' : '路'}`;
      if (rank === 'street') {
        const share = random.next();
        if (share < 0.16) return `${stem()}${random.pick(SIDES)}路`;
        return `${stem()}${share < 0.85 ? '路' : '街'}`;
      }
      return `${random.pick(FIRST)}${random.pick(SECOND)}${random.next() < 0.7 ? '巷' : '街'}`;
    },
  };
}

/** A name for a 小区 that does not appear in `taken` yet; adds it there. */
export function estateName(random: Random, old: boolean, taken: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const head = random.next() < 0.5 ? random.pick(ESTATE_HEADS) : random.pick(FIRST) + random.pick(SECOND);
    let name = head + random.pick(old ? ESTATE_OLD : ESTATE_NEW);
    if (attempt > 3) name += `${random.pick(['A', 'B', 'C', 'D'])}区`;
    if (attempt > 12) name += `${random.int(1, 99)}组`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

/** A name for a building that is no home. */
export function workName(
  random: Random,
  kind: 'office' | 'shop' | 'school' | 'public' | 'low',
  street: string,
  number: number,
): string {
  const stem = random.pick(FIRST) + random.pick(SECOND);
  switch (kind) {
    case 'office':
      return `${stem}${random.pick(['大厦', '中心', '商务楼', '广场', '科技楼'])}`;
    case 'school':
      return `${stem}${random.pick(['小学', '中学', '幼儿园', '实验学校'])}`;
    case 'public':
      return random.pick([
        '卫生服务站',
        '文化活动中心',
        '派出所',
        '便民服务大厅',
        '社区食堂',
        '养老服务站',
        '体育馆',
      ]);
    case 'low':
      return `${stem}${random.pick(['汽修', '仓库', '厂房', '物流', '建材'])}`;
    default:
      return street === '' ? `商铺${number}号` : `${street}${number}号`;
  }
}
