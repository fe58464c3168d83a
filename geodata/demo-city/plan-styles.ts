import type { BuildingKind } from '../model/building.ts';

/** How a block is built up. */
export interface BlockStyle {
  kind: BuildingKind;
  /** Length along the row, depth, distance from row to row, gap: metres. */
  lengthM: [number, number];
  depthM: [number, number];
  pitchM: [number, number];
  gapM: [number, number];
  floors: [number, number];
  /** What it may be raised to where a block is short of homes. */
  maxFloors: number;
  floorHeightM: number;
  /** Homes on a floor for every 15 m of length; 0 = nobody lives here. */
  homesPer15M: number;
  /** Share of residents aged 60 and over, and 0–14. */
  elderlyShare: number;
  childShare: number;
  /** Walls and gates around. */
  gatedShare: number;
}

/** Homes. Row distances keep two hours of winter sun by height (about 1.0–1.2 heights for slabs, towers staggered). */
export const HOME_STYLES = {
  tower: {
    kind: 'tower',
    lengthM: [26, 36],
    depthM: [15, 19],
    pitchM: [50, 64],
    gapM: [20, 30],
    floors: [18, 30],
    maxFloors: 34,
    floorHeightM: 3,
    homesPer15M: 2,
    elderlyShare: 0.155,
    childShare: 0.185,
    gatedShare: 0.97,
  },
  midrise: {
    kind: 'slab',
    lengthM: [30, 46],
    depthM: [12.5, 14],
    pitchM: [38, 46],
    gapM: [10, 16],
    floors: [9, 11],
    maxFloors: 17,
    floorHeightM: 3,
    homesPer15M: 2,
    elderlyShare: 0.175,
    childShare: 0.175,
    gatedShare: 0.92,
  },
  slab: {
    kind: 'slab',
    lengthM: [30, 48],
    depthM: [10.5, 12],
    pitchM: [25, 31],
    gapM: [7, 11],
    floors: [5, 7],
    maxFloors: 9,
    floorHeightM: 2.9,
    homesPer15M: 2,
    elderlyShare: 0.225,
    childShare: 0.14,
    gatedShare: 0.7,
  },
  old: {
    kind: 'slab',
    lengthM: [24, 46],
    depthM: [9.5, 11],
    pitchM: [21, 25],
    gapM: [5, 9],
    floors: [4, 6],
    maxFloors: 8,
    floorHeightM: 2.8,
    homesPer15M: 2,
    elderlyShare: 0.27,
    childShare: 0.12,
    gatedShare: 0.25,
  },
  village: {
    kind: 'low',
    lengthM: [11, 15],
    depthM: [9, 11],
    pitchM: [24, 32],
    gapM: [6, 12],
    floors: [2, 4],
    maxFloors: 6,
    floorHeightM: 3.1,
    homesPer15M: 2,
    elderlyShare: 0.235,
    childShare: 0.155,
    gatedShare: 0,
  },
} as const satisfies Record<string, BlockStyle>;

/** Blocks where nobody lives. */
export const WORK_STYLES = {
  office: {
    kind: 'office',
    lengthM: [32, 52],
    depthM: [22, 30],
    pitchM: [54, 72],
    gapM: [18, 30],
    floors: [8, 26],
    maxFloors: 40,
    floorHeightM: 3.8,
    homesPer15M: 0,
    elderlyShare: 0,
    childShare: 0,
    gatedShare: 0,
  },
  mall: {
    kind: 'shop',
    lengthM: [46, 78],
    depthM: [36, 48],
    pitchM: [64, 84],
    gapM: [14, 24],
    floors: [3, 6],
    maxFloors: 8,
    floorHeightM: 4.8,
    homesPer15M: 0,
    elderlyShare: 0,
    childShare: 0,
    gatedShare: 0,
  },
  market: {
    kind: 'shop',
    lengthM: [26, 44],
    depthM: [12, 16],
    pitchM: [27, 34],
    gapM: [7, 12],
    floors: [2, 4],
    maxFloors: 5,
    floorHeightM: 3.6,
    homesPer15M: 0,
    elderlyShare: 0,
    childShare: 0,
    gatedShare: 0,
  },
  school: {
    kind: 'school',
    lengthM: [44, 68],
    depthM: [12, 15],
    pitchM: [34, 44],
    gapM: [12, 18],
    floors: [4, 5],
    maxFloors: 6,
    floorHeightM: 3.7,
    homesPer15M: 0,
    elderlyShare: 0,
    childShare: 0,
    gatedShare: 0,
  },
  public: {
    kind: 'public',
    lengthM: [36, 56],
    depthM: [16, 22],
    pitchM: [44, 56],
    gapM: [14, 22],
    floors: [3, 8],
    maxFloors: 12,
    floorHeightM: 3.7,
    homesPer15M: 0,
    elderlyShare: 0,
    childShare: 0,
    gatedShare: 0,
  },
  workshop: {
    kind: 'low',
    lengthM: [38, 64],
    depthM: [18, 26],
    pitchM: [36, 46],
    gapM: [10, 16],
    floors: [1, 2],
    maxFloors: 3,
    floorHeightM: 5.2,
    homesPer15M: 0,
    elderlyShare: 0,
    childShare: 0,
    gatedShare: 0,
  },
} as const satisfies Record<string, BlockStyle>;

export type HomeStyleName = keyof typeof HOME_STYLES;
export type WorkStyleName = keyof typeof WORK_STYLES;
