import type { RequestCategory } from '../model/service-request.ts';

/** How a kind of 诉求 is spread over the year; twelve factors from January, their mean about 1. */
export const SEASONS = {
  even: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  heating: [2.6, 2.2, 1.1, 0.3, 0.1, 0.1, 0.1, 0.1, 0.2, 0.7, 1.9, 2.6],
  summerNight: [0.5, 0.5, 0.7, 0.9, 1.2, 1.5, 1.7, 1.7, 1.3, 0.9, 0.6, 0.5],
  flood: [0.1, 0.1, 0.3, 0.8, 1.8, 3, 2.7, 1.6, 0.9, 0.4, 0.2, 0.1],
  growth: [0.4, 0.4, 0.7, 1, 1.4, 1.6, 1.6, 1.5, 1.2, 0.9, 0.7, 0.6],
  frost: [2.4, 1.8, 0.9, 0.7, 0.7, 0.8, 0.8, 0.8, 0.7, 0.7, 0.8, 1.7],
  school: [0.6, 0.6, 0.9, 0.9, 1.1, 1.7, 1.9, 1.8, 1, 0.6, 0.5, 0.4],
} as const;
export type Season = keyof typeof SEASONS;

/** Factors for the day (7–18 h), the evening (18–23 h) and the night. */
export const HOURS = {
  any: [1, 1, 1],
  office: [1.5, 0.35, 0.1],
  home: [0.8, 1.5, 0.8],
  night: [0.35, 1.7, 2.4],
} as const;
export type HourShape = keyof typeof HOURS;

/** Factors for a tower, another home, a building without homes. */
export const PLACES = {
  any: [1, 1, 1],
  tower: [2.2, 0.15, 0.8],
  oldHome: [0.6, 1.7, 0.4],
  home: [1.1, 1.1, 0.15],
  street: [0.7, 0.9, 3],
} as const;
export type PlaceShape = keyof typeof PLACES;

interface Leaf {
  name: string;
  weight: number;
  medianHours: number;
  urgency: number;
}

interface Branch {
  name: string;
  season: Season;
  hours: HourShape;
  place: PlaceShape;
  /** false: answered at a desk or by phone, nobody goes there. */
  visit: boolean;
  /** 职能部门 that helps where the cell's own people cannot (演示). */
  department: string;
  leaves: Leaf[];
}

/**
 * @param department who helps where the cell's own people cannot
 * @param shape season, hours, place, and `desk` where nobody goes there
 * @param leaves separated by ` · `: name, weight, median hours until solved, urgency where above 0
 */
function branch(name: string, department: string, shape: string, leaves: string): Branch {
  const [season, hours, place, desk] = shape.split(' ');
  return {
    name,
    department,
    season: season as Season,
    hours: hours as HourShape,
    place: place as PlaceShape,
    visit: desk === undefined,
    leaves: leaves.split(' · ').map((text) => {
      const [leafName, weight, medianHours, urgency = '0'] = text.split(' ');
      return {
        name: leafName!,
        weight: Number(weight),
        medianHours: Number(medianHours),
        urgency: Number(urgency),
      };
    }),
  };
}

/** The demo's tree of 诉求 (演示): weights are parts of about 1,000. */
const TREE: { name: string; branches: Branch[] }[] = [
  {
    name: '设施维修',
    branches: [
      branch(
        '电梯故障',
        '市场监管局',
        'even any tower',
        '困人 9 0.7 2 · 停运 30 6 1 · 异响抖动 12 20 · 按键门机故障 8 14',
      ),
      branch(
        '供水排水',
        '水务局',
        'even any home',
        '爆管漏水 18 4 1 · 下水堵塞 26 9 · 水压不足 12 24 · 二次供水水质 6 30',
      ),
      branch(
        '供电照明',
        '供电局',
        'even home any',
        '突发停电 20 3 1 · 路灯不亮 16 30 · 楼道灯损坏 18 20 · 线路老化 7 60',
      ),
      branch('供暖供气', '住建局', 'heating home home', '燃气异味 6 1 2 · 暖气不热 32 16 · 停气报修 8 6 1'),
      branch(
        '房屋公共部位',
        '住建局',
        'even office oldHome',
        '屋顶渗漏 16 90 · 外墙脱落 7 40 1 · 楼道破损 8 60 · 门禁损坏 12 24',
      ),
      branch(
        '道路设施',
        '住建局',
        'even office street',
        '井盖破损 9 8 1 · 路面坑洼 12 70 · 护栏损坏 6 40 · 标志标线不清 5 90',
      ),
      branch('水管冻裂', '水务局', 'frost any oldHome', '水表冻坏 4 10 · 入户管冻裂 5 7 1'),
    ],
  },
  {
    name: '环境卫生',
    branches: [
      branch(
        '垃圾清运',
        '城管局',
        'summerNight office any',
        '垃圾满溢 34 5 · 清运不及时 22 9 · 建筑垃圾乱倒 16 26 · 大件垃圾堆放 12 20',
      ),
      branch(
        '污水异味',
        '生态环境局',
        'summerNight any street',
        '污水外溢 14 8 1 · 臭味扰民 10 28 · 化粪池满溢 8 12',
      ),
      branch(
        '绿化管护',
        '城管局',
        'growth office any',
        '树枝遮挡 14 40 · 绿地损毁 8 70 · 树木倒伏 4 5 1 · 补种补植 5 110',
      ),
      branch('病媒消杀', '卫健局', 'growth office home', '鼠患 5 36 · 蚊虫孳生 9 26 · 白蚁防治 3 60'),
      branch('公共保洁', '城管局', 'even office any', '楼道保洁 14 12 · 乱贴小广告 10 14 · 公厕保洁 4 7'),
    ],
  },
  {
    name: '秩序管理',
    branches: [
      branch(
        '噪声扰民',
        '公安分局',
        'summerNight night any',
        '夜间施工 22 5 1 · 广场舞音响 14 8 · 邻里生活噪声 20 14 · 商铺喇叭 10 10 · 设备低频噪声 6 60',
      ),
      branch(
        '停车管理',
        '公安分局',
        'even home any',
        '占用消防通道 20 3 1 · 占道停车 28 5 · 僵尸车 8 70 · 车位纠纷 12 30 · 电动车乱停 14 8',
      ),
      branch(
        '占道经营',
        '城管局',
        'summerNight home street',
        '流动摊贩 22 5 · 店外经营 14 8 · 夜市油烟 8 26',
      ),
      branch('油烟排放', '生态环境局', 'even home street', '餐饮油烟 14 40 · 露天烧烤 8 8'),
      branch('违法建设', '城管局', 'even office home', '楼顶搭建 7 130 · 圈占绿地 6 100 · 违规装修 10 50'),
      branch('宠物管理', '公安分局', 'even home home', '不牵绳遛犬 10 8 · 流浪犬 9 16 · 犬只扰民 8 20'),
    ],
  },
  {
    name: '安全隐患',
    branches: [
      branch(
        '消防安全',
        '消防救援大队',
        'even any any',
        '通道堵塞 10 6 1 · 消防设施失效 7 36 1 · 飞线充电 16 8 1 · 楼道堆物 18 16',
      ),
      branch('内涝积水', '水务局', 'flood any street', '道路积水 14 3 1 · 车库进水 5 3 2 · 排水口堵塞 9 5 1'),
      branch('地质边坡', '自然资源局', 'flood any any', '边坡滑塌 3 8 2 · 挡墙开裂 4 50 1'),
      branch('高空坠物', '公安分局', 'even any tower', '高空抛物 9 20 1 · 窗框松动 5 24 1'),
      branch('施工安全', '住建局', 'even office street', '围挡破损 4 20 · 扬尘渣土 9 16'),
    ],
  },
  {
    name: '物业服务',
    branches: [
      branch('服务质量', '住建局', 'even home home', '报修不及时 18 30 · 秩序维护差 8 48 · 保洁不到位 10 24'),
      branch(
        '收费争议',
        '市场监管局',
        'even office home',
        '物业费争议 12 72 · 停车费争议 9 60 · 水电公摊 6 72',
      ),
      branch(
        '业主自治',
        '住建局',
        'even office home desk',
        '业委会成立 4 160 · 维修资金使用 6 150 · 公共收益公示 5 120',
      ),
      branch('充电设施', '供电局', 'even home home', '充电桩安装 8 110 · 充电棚故障 7 22'),
    ],
  },
  {
    name: '民生保障',
    branches: [
      branch('社会救助', '民政局', 'even office home desk', '低保申请 8 90 · 临时救助 6 60 · 困难慰问 4 50'),
      branch(
        '养老助残',
        '民政局',
        'even office oldHome',
        '独居老人探访 12 4 · 助餐助浴 6 20 · 残疾证办理 4 70 · 加装扶手坡道 4 150',
      ),
      branch('社保医保', '人社局', 'even office any desk', '参保登记 9 3 · 医保报销 8 20 · 养老认证 8 2'),
      branch('就业创业', '人社局', 'even office any desk', '岗位推荐 5 40 · 技能培训 3 60 · 创业贷款 2 90'),
      branch(
        '入学教育',
        '教育局',
        'school office home desk',
        '入学咨询 11 4 · 学区划分 5 26 · 托管服务 3 40',
      ),
    ],
  },
  {
    name: '矛盾调解',
    branches: [
      branch('邻里纠纷', '司法局', 'even home home', '漏水纠纷 9 60 · 通行采光 4 90 · 口角争执 7 8'),
      branch('家庭纠纷', '司法局', 'even home home', '赡养抚养 3 70 · 家庭暴力 3 2 2'),
      branch('劳资消费', '人社局', 'even office street', '欠薪 5 90 1 · 预付卡退费 6 80 · 商品质量 4 50'),
    ],
  },
  {
    name: '政务咨询',
    branches: [
      branch('证照办理', '政务服务局', 'even office any desk', '营业执照 6 3 · 居住证 8 2 · 生育登记 5 2'),
      branch(
        '户籍住房',
        '公安分局',
        'even office home desk',
        '户口迁移 6 4 · 公租房申请 6 50 · 房屋产权 4 36',
      ),
      branch('意见建议', '政务服务局', 'even any any desk', '公交线路 5 70 · 便民设施 7 80 · 表扬感谢 4 1'),
    ],
  },
];

/** What the generator needs of a category of the third level. */
export interface LeafCategory {
  code: string;
  weight: number;
  medianHours: number;
  urgency: number;
  season: Season;
  hours: HourShape;
  place: PlaceShape;
  visit: boolean;
  department: string;
  /** What people mostly want with it (诉求类型). */
  kinds: 'matter' | 'desk' | 'suggestion' | 'praise';
  /** 办理时限: within it a resolution is on time. */
  limitSeconds: number;
}

const two = (ordinal: number) => String(ordinal).padStart(2, '0');

/** The tree as rows, parents before children; codes are two digits a level. */
export const DEMO_CATEGORIES: RequestCategory[] = TREE.flatMap((top, topIndex) => {
  const topCode = two(topIndex + 1);
  return [
    { code: topCode, parentCode: null, level: 1, name: top.name },
    ...top.branches.flatMap((middle, middleIndex) => {
      const middleCode = topCode + two(middleIndex + 1);
      return [
        { code: middleCode, parentCode: topCode, level: 2, name: middle.name },
        ...middle.leaves.map(({ name }, leafIndex) => ({
          code: middleCode + two(leafIndex + 1),
          parentCode: middleCode,
          level: 3,
          name,
        })),
      ];
    }),
  ];
});

/** Categories of the third level in the order of their codes: the order of `categoryCodes` in demo columns. */
export const LEAF_CATEGORIES: LeafCategory[] = TREE.flatMap((top, topIndex) =>
  top.branches.flatMap((middle, middleIndex) =>
    middle.leaves.map(({ name, weight, medianHours, urgency }, leafIndex) => ({
      code: two(topIndex + 1) + two(middleIndex + 1) + two(leafIndex + 1),
      weight,
      medianHours,
      urgency,
      season: middle.season,
      hours: middle.hours,
      place: middle.place,
      visit: middle.visit,
      department: middle.department,
      kinds: kindsOf(middle, name),
      limitSeconds: limitHours(medianHours, urgency) * 3600,
    })),
  ),
);

function kindsOf({ name, visit }: Branch, leaf: string): LeafCategory['kinds'] {
  if (name === '意见建议') return leaf === '表扬感谢' ? 'praise' : 'suggestion';
  return visit ? 'matter' : 'desk';
}

/** A day for emergencies, three for urgent matters, 25 days for what needs money or permits, else seven days (演示). */
function limitHours(medianHours: number, urgency: number): number {
  if (urgency === 2) return 24;
  if (urgency === 1) return medianHours > 24 ? 240 : 72;
  return medianHours > 48 ? 600 : 168;
}
