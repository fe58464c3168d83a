/**
 * Every colour of the product, by theme. Night: more is brighter; day: more is darker. Ramps are monotonic in OKLab lightness and
 * keep their steps apart under the three common colour-vision deficiencies. Red is the brand, never an alarm.
 */
export type ThemeName = 'night' | 'day';

export interface ThemeTokens {
  bg: string;
  land: string;
  panel: string;
  panelSolid: string;
  hair: string;
  hairStrong: string;
  topLight: string;
  shadow: string;
  t1: string;
  t2: string;
  t3: string;
  accent: string;
  accentHi: string;
  accentMid: string;
  accentDeep: string;
  accentWash: string;
  track: string;
  partyRed: string;
  onPartyRed: string;
  /** 5, 4 and 3 stars. */
  gold5: string;
  gold4: string;
  gold3: string;
  warn: string;
  alarm: string;
  whatIf: string;
  roadExpressway: string;
  roadArterial: string;
  roadSecondary: string;
  roadLocal: string;
  /** Roads inside the district in focus are gaps between the cells. */
  roadGap: string;
  green: string;
  water: string;
  shore: string;
  communityLine: string;
  subdistrictLine: string;
  subdistrictCasing: string;
  districtLine: string;
  districtHalo: string;
  neighbour: string;
  waterLabel: string;
  zeroFill: string;
  zeroLine: string;
  noDataFill: string;
  noDataHatch: string;
  suppressedFill: string;
  suppressedDot: string;
  roof: string;
  wall: string;
  roofOther: string;
  wallOther: string;
  roofEvent: string;
  organizationSingle: string;
  organizationJoint: string;
  organizationAttached: string;
  ribbon: string;
  /** Bands 0–5, 5–10, 10–15 minutes: fill colours and opacities. */
  band: [string, string, string];
  bandOpacity: [number, number, number];
  /** Streets within 5, 10 and 15 minutes of a station, and beyond. */
  streetBand: [string, string, string, string];
  stationDisc: string;
}

export const THEMES: Record<ThemeName, ThemeTokens> = {
  night: {
    bg: '#060B13',
    land: '#0A111C',
    panel: 'rgba(9,16,26,.80)',
    panelSolid: 'rgba(14,24,37,.97)',
    hair: 'rgba(178,224,232,.10)',
    hairStrong: 'rgba(178,224,232,.20)',
    topLight: 'rgba(200,240,245,.16)',
    shadow: '0 24px 64px rgba(0,0,0,.42)',
    t1: '#F1F8F9',
    t2: '#A9BECA',
    t3: '#7F96A4',
    accent: '#5FCDD4',
    accentHi: '#93E2E2',
    accentMid: '#1C93A8',
    accentDeep: '#12566C',
    accentWash: 'rgba(53,178,193,.14)',
    track: 'rgba(150,200,215,.12)',
    partyRed: '#D4232B',
    onPartyRed: '#FFFFFF',
    gold5: '#F0CE8E',
    gold4: '#CDB98F',
    gold3: '#97917F',
    warn: '#F5B84A',
    alarm: '#FF8163',
    whatIf: '#FFF3D6',
    roadExpressway: '#2E4256',
    roadArterial: '#243546',
    roadSecondary: '#1B2937',
    roadLocal: '#162230',
    roadGap: 'rgba(5,10,17,.92)',
    green: '#0C2420',
    water: '#0E3A58',
    shore: '#2A6F92',
    communityLine: 'rgba(4,9,15,.75)',
    subdistrictLine: 'rgba(226,246,246,.62)',
    subdistrictCasing: 'rgba(4,9,15,.75)',
    districtLine: '#A9E8E6',
    districtHalo: 'rgba(169,232,230,.22)',
    neighbour: 'rgba(28,52,68,.30)',
    waterLabel: '#8CC6E2',
    zeroFill: '#0A131E',
    zeroLine: '#22384A',
    noDataFill: '#0D1722',
    noDataHatch: '#3A4C5D',
    suppressedFill: '#0D1722',
    suppressedDot: '#4B6175',
    roof: '#86D6D8',
    wall: '#26788A',
    roofOther: '#22323F',
    wallOther: '#1A2836',
    roofEvent: '#FF9C82',
    organizationSingle: '#12394A',
    organizationJoint: '#1C7A8E',
    organizationAttached: '#2B5F6E',
    ribbon: '#D9FBF6',
    band: ['#48B8C4', '#1F7A8E', '#1C3E6C'],
    bandOpacity: [0.68, 0.58, 0.56],
    streetBand: [
      'rgba(226,252,246,.8)',
      'rgba(110,208,214,.6)',
      'rgba(72,150,190,.6)',
      'rgba(140,156,170,.45)',
    ],
    stationDisc: '#FFFFFF',
  },
  day: {
    bg: '#E6ECEE',
    land: '#E9EFF0',
    panel: 'rgba(252,254,254,.88)',
    panelSolid: '#FFFFFF',
    hair: 'rgba(12,52,68,.10)',
    hairStrong: 'rgba(12,52,68,.20)',
    topLight: '#FFFFFF',
    shadow: '0 18px 48px rgba(20,50,64,.14)',
    t1: '#0B2530',
    t2: '#3E5863',
    t3: '#5A727D',
    accent: '#0F7186',
    accentHi: '#0B5A6D',
    accentMid: '#3A9FB2',
    accentDeep: '#B3DEDB',
    accentWash: 'rgba(20,120,140,.10)',
    track: 'rgba(12,60,80,.09)',
    partyRed: '#C8161D',
    onPartyRed: '#FFFFFF',
    gold5: '#8A5A00',
    gold4: '#8A5A00',
    gold3: '#8A5A00',
    warn: '#8F5B00',
    alarm: '#B83A12',
    whatIf: '#6B5200',
    roadExpressway: '#FFFFFF',
    roadArterial: '#FFFFFF',
    roadSecondary: '#F7FAFA',
    roadLocal: '#F3F7F7',
    roadGap: 'rgba(255,255,255,.95)',
    green: '#CFE3D2',
    water: '#B4D5E6',
    shore: '#8DBDD6',
    communityLine: 'rgba(255,255,255,.85)',
    subdistrictLine: 'rgba(12,52,68,.72)',
    subdistrictCasing: 'rgba(255,255,255,.85)',
    districtLine: '#0F5468',
    districtHalo: 'rgba(15,84,104,.18)',
    neighbour: 'rgba(203,216,220,.55)',
    waterLabel: '#2A6F92',
    zeroFill: '#FBFDFD',
    zeroLine: '#B9C9CF',
    noDataFill: '#EDF2F3',
    noDataHatch: '#9FB0B8',
    suppressedFill: '#EDF2F3',
    suppressedDot: '#8699A3',
    roof: '#7FC4C7',
    wall: '#277F92',
    roofOther: '#DCE5E8',
    wallOther: '#C6D3D8',
    roofEvent: '#D9694A',
    organizationSingle: '#B3DEDB',
    organizationJoint: '#3990A2',
    organizationAttached: '#7FC4C7',
    ribbon: '#0A475C',
    band: ['#1B7489', '#64B1BB', '#B5C7DE'],
    bandOpacity: [0.7, 0.6, 0.6],
    streetBand: ['rgba(6,52,68,.9)', 'rgba(20,104,124,.75)', 'rgba(62,110,170,.7)', 'rgba(90,114,125,.55)'],
    stationDisc: '#FFFFFF',
  },
};

/** Sequential ramps, low → high, by number of classes. */
export const RAMPS: Record<ThemeName, Record<number, string[]>> = {
  night: {
    3: ['#0F2B3A', '#1E7388', '#D6F4E6'],
    4: ['#0F2B3A', '#15566B', '#3A98A6', '#D6F4E6'],
    5: ['#0F2B3A', '#13495D', '#1E7388', '#52AEB4', '#D6F4E6'],
    6: ['#0F2B3A', '#124255', '#166077', '#26879A', '#5FBBBD', '#D6F4E6'],
    7: ['#0F2B3A', '#123E50', '#15566B', '#1E7388', '#3A98A6', '#75C4C4', '#D6F4E6'],
  },
  day: {
    3: ['#DDF0ED', '#64B1BB', '#0A475C'],
    4: ['#DDF0ED', '#91CDCE', '#3990A2', '#0A475C'],
    5: ['#DDF0ED', '#A6D7D6', '#64B1BB', '#277F92', '#0A475C'],
    6: ['#DDF0ED', '#B3DEDB', '#7FC4C7', '#469FAE', '#1B7489', '#0A475C'],
    7: ['#DDF0ED', '#BAE1DE', '#91CDCE', '#64B1BB', '#3990A2', '#186C81', '#0A475C'],
  },
};

/** Below target → target → above target. */
export const DIVERGING: Record<ThemeName, string[]> = {
  night: ['#F2B872', '#C98A45', '#7E5C3A', '#2A3540', '#2B5F6E', '#3F9BA8', '#A6E3DF'],
  day: ['#8A4B08', '#C98A45', '#EBCFA6', '#F1F3F2', '#B9DDDC', '#5AA9B0', '#0F5F70'],
};
