import type { BuildingKind, Estate } from '../model/building.ts';
import type { Mesh } from './plan-mesh.ts';
import type { Partition } from './plan-partition.ts';
import type { PlaneProjection, Ring } from './plan-plane.ts';
import type { WalkBuilder } from './plan-walk.ts';
import type { Random } from './random.ts';

/** A building before people move in; plane metres. */
export interface BuildingDraft {
  kind: BuildingKind;
  name: string;
  estateId: string | null;
  ring: Ring;
  floors: number;
  maxFloors: number;
  floorHeightM: number;
  /** 0 = nobody lives here. */
  homesPerFloor: number;
  elderlyShare: number;
  childShare: number;
  entrances: [number, number][];
}

/** What all builders of a city share. */
export interface BuildSite {
  mesh: Mesh;
  partition: Partition;
  projection: PlaneProjection;
  walk: WalkBuilder;
  random: Random;
  estates: Estate[];
  /** Names of streets by line; '' = none. */
  streetNames: string[];
  /** Says of each block with paths of its own whether it is cut off from the streets (a site still being built, a washed-out lane). */
  isCutOff(): boolean;
}

/** What the builders of one cell share. */
export interface CellSite {
  build: BuildSite;
  communityId: string;
  communityName: string;
  /** Per community: estate names given and estates so far, and whether its service centre stands. */
  community: { names: Set<string>; estates: number; hasCentre: boolean; cellsLeft: number };
  drafts: BuildingDraft[];
}

/** A rectangle from its south-west corner in a frame with unit vector `(ux, uy)` along its length. */
export function rectangle(
  ux: number,
  uy: number,
  x: number,
  y: number,
  lengthM: number,
  depthM: number,
): Ring {
  const lx = ux * lengthM;
  const ly = uy * lengthM;
  const dx = -uy * depthM;
  const dy = ux * depthM;
  return [x, y, x + lx, y + ly, x + lx + dx, y + ly + dy, x + dx, y + dy];
}
