import type { MultiPolygonGeometry, Position } from '../../../geodata/model/geometry.ts';
import type { OpeningHours } from '../../../geodata/model/station.ts';
import type { GatePolicy } from '../../../geodata/model/walk-source.ts';
import type { WalkingProfile } from '../../../geodata/network/profiles.ts';
import type { DayTime } from '../../../geodata/service-area/opening-hours.ts';
import type {
  ChosenSite,
  SitingChoice,
  SitingTotals,
} from '../../../geodata/service-area/siting/quick-siting.ts';
import type { PlanCount } from '../../../geodata/service-area/what-if.ts';
import type { DrawingAnswer, DrawingRequest } from './drawing-messages.ts';
import type { GateAnswer, GateRequest } from './gate-messages.ts';
import type { PlanReached } from './report-shapes.ts';
import type { PlanSitingQuestion } from './site-many.ts';

/** A city as a plan has it. */
export interface PlannedCity {
  stations: PlannedStation[];
  /** Who may pass which gates (by `gateKey`); the others are as today. */
  gates: Readonly<Record<string, GatePolicy>>;
  /** Stations that are closed then do not count; those whose hours nobody knows do. */
  when: DayTime | 'anytime';
}

/** A station as the plan has it: where people enter it, and when. */
export interface PlannedStation {
  id: string;
  doors: Position[];
  /** Not there, or empty: nobody knows them. */
  hours?: OpeningHours[];
}

/** What the page asks of the worker. `move` is answered by its newest only: older ones are skipped while one is under way. */
export type PlanRequest =
  | {
      type: 'open';
      dataset: string | null;
      version: string;
      walker: WalkingProfile;
      /** Metres a second of an adult where the data set says otherwise than the profile. */
      adultSpeedMps: number;
      cutoffsMinutes: number[];
    }
  /** The stations of today and those of the plan; all of the plan's stand that are open then. */
  | ({ type: 'place'; sequence: number; today: PlannedStation[] } & PlannedCity)
  /** Takes a station out of those that stand (null: none, a new one is coming); `move` then puts it somewhere. */
  | { type: 'grab'; sequence: number; stationId: string | null }
  /** Where the station in hand is held; null = nowhere. */
  | { type: 'move'; sequence: number; position: Position | null }
  /** The best places for one station more that fills a gap. */
  | { type: 'site'; sequence: number; gapId: string; count: number }
  /** Several places together for the units looked at. */
  | { type: 'siting'; sequence: number; question: PlanSitingQuestion }
  /** Whom the stations of today, or those of the plan, reach and where: for a report. */
  | { type: 'report'; sequence: number; of: PlanReached['of'] }
  /** Counts within these units only (grid cells and coarser units of homes; null = everybody), and measures gaps by one of the cut-offs. */
  | { type: 'look'; sequence: number; unitIds: string[] | null; gapCutoff: number }
  | DrawingRequest
  | GateRequest;

/** 服务空白 as the list and the map show it: homes beyond the cut-off, near each other. */
export interface PlanGap {
  id: string;
  residents: number;
  households: number;
  homes: number;
  gridCells: number;
  unitId: string | null;
  center: Position;
  bbox: [number, number, number, number];
  /** Walk of the median resident to the nearest station, null where none is within the hour. */
  walkMinutes: number | null;
  nearestStationId: string | null;
  outline: MultiPolygonGeometry;
}

export interface PlanFrame {
  sequence: number;
  /** One per cut-off. */
  counts: PlanCount[];
  /** Place on the street that the held station goes to, null where no street is near; `offM` metres away. */
  snapped: { position: Position; offM: number } | null;
  /** One per cut-off, the held station's own; empty where it is nowhere. */
  bands: MultiPolygonGeometry[];
  /** What the held station takes off the gaps: `[number in the list of gaps, residents, homes]`. */
  gapsFilled: [number, number, number][];
  /** Milliseconds that the counting and the drawing took. */
  ms: number;
}

/** Everything about the standing stations. */
export interface PlanStanding {
  sequence: number;
  counts: PlanCount[];
  /** The same for the stations of today: what the plan is compared with. */
  today: PlanCount[];
  totals: PlanCount;
  unitIds: string[];
  /** Residents (or homes, where no people are known) of each unit, and those within each cut-off: `[cutoff][unit]`. */
  peopleOfUnit: Uint32Array;
  peopleWithin: Uint32Array[];
  /** Most residents first. */
  gaps: PlanGap[];
  /** Ids of stations without a street near; they serve nobody. */
  unsnapped: string[];
  /** Ids of stations that are closed at the time that is asked; they do not count. */
  closed: string[];
  /** How many count although nobody knows their hours. */
  unknownHours: number;
  ms: number;
}

/** What is counted on, and how fast. */
export interface PlanNetwork {
  homes: number;
  edges: number;
  sourceName: string;
  sourceDate: string;
  speedMps: number;
  avoidSteps: boolean;
}

/** Where one station would take most off a gap. */
export interface PlanSites {
  sequence: number;
  gapId: string;
  /** Best first; `residents` each would bring alone. */
  places: { position: Position; residents: number }[];
  candidates: number;
  ms: number;
}

/** Several places together, or why there are none. */
export interface PlanSiting {
  sequence: number;
  problem: string | null;
  answer:
    | (Omit<SitingChoice, 'places'> &
        Omit<SitingTotals, 'unsnappedPlaces'> & {
          places: (ChosenSite & { stationId: string | null })[];
          reconsideredStationIds: string[];
          weight: PlanSitingQuestion['weight'] | 'buildings';
        })
    | null;
  ms: number;
}

export type PlanAnswer =
  | { type: 'progress'; share: number; step: 'network' | 'homes' | 'surface' | 'index' }
  | ({ type: 'ready' } & PlanNetwork)
  | ({ type: 'standing' } & PlanStanding)
  | ({ type: 'frame' } & PlanFrame)
  | ({ type: 'sites' } & PlanSites)
  | ({ type: 'reached' } & PlanReached)
  | ({ type: 'siting' } & PlanSiting)
  | DrawingAnswer
  | GateAnswer
  | { type: 'failed'; code: string; message: string };
