import type { MultiPolygonGeometry } from '../../../../geodata/model/geometry.ts';
import en from '../../../../web/locales/en.json';
import reportEn from '../../../../web/locales/plan-report.en.json';
import reportZhCN from '../../../../web/locales/plan-report.zh-CN.json';
import zhCN from '../../../../web/locales/zh-CN.json';
import type { ReportContent } from '../../../../web/plan/report/report-content.ts';
import type { PeopleCount, ReportRow } from '../../../../web/plan/report/report-rows.ts';
import type { Translate } from '../../../../web/plan/report/report-words.ts';

type Texts = { [key: string]: string | Texts };

function translator(texts: Texts): Translate {
  return (key, words = {}) => {
    let found: string | Texts | undefined = texts;
    for (const step of key.split('.')) found = typeof found === 'object' ? found[step] : undefined;
    if (typeof found !== 'string') throw new Error(`no text ${key}`);
    return found.replace(/\{(\w+)\}/g, (_, name) => {
      if (!(name in words)) throw new Error(`${key} wants ${name}`);
      return String(words[name]);
    });
  };
}

/** The texts of the page as components get them; one that is not there, or a word that is missing, is an error. */
export const inChinese = translator({ ...zhCN, ...reportZhCN });
export const inEnglish = translator({ ...en, ...reportEn });

export function square(west: number, south: number, size: number): MultiPolygonGeometry {
  const [east, north] = [west + size, south + size];
  return {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
      ],
    ],
  };
}

const count = (residents: number): PeopleCount => ({
  residents,
  households: Math.floor(residents / 3),
  buildings: Math.floor(residents / 10),
});
const planCount = (residents: number) => ({
  ...count(residents),
  elderly: Math.floor(residents / 5),
  gridCells: 1,
});
const row = (unitId: string, name: string, residents: number): ReportRow => ({
  unitId,
  name,
  above: ['白云区'],
  total: count(residents),
  today: [0.1, 0.4, 0.8].map((share) => count(residents * share)),
  plan: [0.2, 0.5, 0.9].map((share) => count(residents * share)),
});

/** A small report that has one of everything; names are such as people type, and such as attackers do. */
export const report: ReportContent = {
  scope: {
    id: '520113',
    name: '白云区',
    bbox: [106.6, 26.6, 106.7, 26.7],
    level: 'district',
    above: ['贵阳市'],
  },
  dataset: { id: 'guiyang', name: '贵阳', version: 'abc', isDemo: true },
  madeAtMs: Date.parse('2026-11-20T14:32:00+08:00'),
  link: 'http://127.0.0.1:8080/plan?unit=520113',
  method: {
    walker: 'adult',
    speedMps: 1.2,
    avoidSteps: false,
    cutoffsMinutes: [5, 10, 15],
    cutoffMinutes: 15,
    maxOffStreetM: 80,
    when: 'anytime',
    networkName: '演示路网',
    networkDate: '2026-01-01',
    unsnappedHomes: 3,
    trust: { high: 800, medium: 150, low: 50 },
  },
  figures: {
    today: [100, 400, 800].map(planCount),
    plan: [200, 500, 900].map(planCount),
    totals: { ...planCount(1000), gridCells: 2 },
  },
  rows: {
    subdistrict: [row('520113001000', '=HYPERLINK("http://example.org")', 1000)],
    community: [row('520113001001', '+社区', 600), row('520113001002', '@社区', 400)],
    gridCell: [row('520113001001001', '-1+2', 600), row('520113001002001', '第1网格', 400)],
  },
  stations: [
    {
      number: 1,
      id: 'a',
      name: '中心站 <甲> & "乙"',
      kindName: '党群服务站',
      fate: 'moved',
      position: [106.65, 26.65],
      from: [106.64, 26.65],
      place: ['某街道', '某社区'],
      nearestResidents: [100, 300, 500],
      isOffStreet: false,
    },
    {
      number: 2,
      id: 'b',
      name: '北站',
      kindName: '党群服务站',
      fate: 'removed',
      position: [106.62, 26.68],
      from: [106.62, 26.68],
      place: [],
      nearestResidents: null,
      isOffStreet: false,
    },
    {
      number: 3,
      id: 'c',
      name: '南站',
      kindName: '红色驿站',
      fate: 'same',
      position: [106.66, 26.61],
      from: [106.66, 26.61],
      place: ['某街道'],
      nearestResidents: [50, 100, 200],
      isOffStreet: false,
    },
    {
      number: 4,
      id: 'new-2',
      name: '',
      kindName: '',
      fate: 'added',
      position: [106.68, 26.63],
      from: null,
      place: [],
      nearestResidents: [0, 0, 0],
      isOffStreet: true,
    },
  ],
  neighbours: [[106.699, 26.699]],
  stationNames: { a: '中心站', b: '北站', c: '南站', far: '区外站' },
  gates: [{ position: [106.651, 26.651], policy: 'open', place: ['某街道'] }],
  gaps: [
    {
      id: 'gap-1',
      residents: 60,
      households: 20,
      homes: 4,
      gridCells: 1,
      unitId: '520113001002001',
      center: [106.655, 26.685],
      bbox: [106.65, 26.68, 106.66, 26.69],
      walkMinutes: 18.25,
      nearestStationId: 'far',
      outline: square(106.65, 26.68, 0.01),
      place: ['某街道', '某社区', '第1网格'],
    },
    {
      id: 'gap-2',
      residents: 40,
      households: 13,
      homes: 6,
      gridCells: 0,
      unitId: null,
      center: [106.605, 26.605],
      bbox: [106.6, 26.6, 106.61, 26.61],
      walkMinutes: null,
      nearestStationId: null,
      outline: square(106.6, 26.6, 0.01),
      place: [],
    },
  ],
  falseCoverage: {
    assignedCells: 2,
    cells: [
      {
        unitId: '520113001002001',
        stationId: 'b',
        residents: 400,
        reachingResidents: 100,
        straightM: 420,
        walkMinutes: null,
        reason: 'closedGate',
        gateName: null,
        place: ['某街道', '第1网格'],
      },
    ],
  },
  layers: [
    { level: 'district', shapes: [{ id: '520113', geometry: square(106.6, 26.6, 0.1) }] },
    { level: 'subdistrict', shapes: [{ id: '520113001000', geometry: square(106.6, 26.6, 0.05) }] },
    { level: 'community', shapes: [{ id: '520113001001', geometry: null }] },
  ],
  names: [{ layer: 1, text: '某街道', at: [106.62, 26.62] }],
  areas: [{ id: '520113001000', name: '某街道', bbox: [106.6, 26.6, 106.65, 26.65] }],
  bands: {
    today: [0.01, 0.02, 0.03].map((size) => square(106.64, 26.64, size)),
    plan: [0.01, 0.02, 0.03].map((size) => square(106.65, 26.65, size)),
  },
};
