import type { CodeStatus } from '../model/unit.ts';

/** What the generated geometry must contain: every count here is met exactly. */
export interface PlanSpec {
  /** City unit: id, name. */
  id: string;
  name: string;
  /** Middle of the city, degrees. */
  center: [number, number];
  districts: DistrictSpec[];
  /** Households of an ordinary cell; a few cells are made to lie outside on purpose. */
  cellHouseholds: { min: number; max: number };
  /** Share of cells outside `cellHouseholds`, 0…1. */
  outOfRangeShare: number;
  /** Day the units are valid from, ISO date. */
  validFrom: string;
}

export interface DistrictSpec {
  id: string;
  name: string;
  codeStatus: CodeStatus;
  /** Where the district lies around the middle, x east, y north, -1…1. */
  anchor: [number, number];
  subdistricts: SubdistrictSpec[];
}

export interface SubdistrictSpec {
  id: string;
  name: string;
  codeStatus: CodeStatus;
  communities: CommunitySpec[];
}

export interface CommunitySpec {
  id: string;
  name: string;
  codeStatus: CodeStatus;
  /** Number of grid cells. */
  gridCells: number;
}
