import type { MultiPolygonGeometry } from '../../geodata/model/geometry.ts';
import type { HomeTimes } from '../../geodata/service-area/coverage.ts';
import type { Gap } from '../../geodata/service-area/gaps.ts';
import type { People } from '../../geodata/service-area/people.ts';

/** Which homes have no station in time, and in what clusters they lie. Gates and stations are in the times already. */
export interface GapQuestion {
  times: HomeTimes;
  /** Effective decimetres. */
  cutoffDm: number;
  /** Numbers of `Homes`. */
  units: number[];
}

/** Most residents first, each with its outline. */
export interface GapList {
  gaps: (Gap & { outline: MultiPolygonGeometry })[];
  uncovered: People;
}

/** `number` tells answers apart: questions are answered one after the other. */
export type GapRequest = GapQuestion & { number: number };
export type GapReply = { number: number } & ({ list: GapList } | { failed: string });
