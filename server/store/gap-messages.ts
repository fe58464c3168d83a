import type { HomeTimes } from '../../geodata/service-area/coverage.ts';
import type { People } from '../../geodata/service-area/people.ts';

/** Which homes have no station in time, and in what clusters they lie. Gates and stations are in the times already. */
export interface GapQuestion {
  times: HomeTimes;
  /** Ids of what `times.nearest` counts. */
  stationIds: string[];
  speedMps: number;
  cutoffMinutes: number;
  /** Numbers of `Homes`. */
  units: number[];
}

/** As the answer carries it: of a large city two megabytes of text, which nobody but the client has to read. */
export interface GapList {
  /** JSON array of `GapFeature`, UTF-8; most residents first. */
  features: Uint8Array<ArrayBuffer>;
  uncovered: People;
}

/** `number` tells answers apart: questions are answered one after the other. */
export type GapRequest = GapQuestion & { number: number };
export type GapReply = { number: number } & ({ list: GapList } | { failed: string });
