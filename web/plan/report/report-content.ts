import type { BoundingBox, MultiPolygonGeometry, Position } from '../../../geodata/model/geometry.ts';
import type { Level } from '../../../geodata/model/unit.ts';
import type { GatePolicy } from '../../../geodata/model/walk-source.ts';
import type { PlanCount } from '../../../geodata/service-area/what-if.ts';
import type { FalseCoverageAnswer } from '../../../server/contract/service-area-analyses.ts';
import type { OpeningTime, Walker } from '../../../server/contract/service-areas.ts';
import type { UnitShape } from '../../api/unit-shapes.ts';
import type { PlanGap } from '../worker/messages.ts';
import { REPORT_LEVELS, type ReportLevel, type ReportRow } from './report-rows.ts';

export type StationFate = 'same' | 'moved' | 'added' | 'removed';

/** A station in the report. `number` is what maps and lists call it by. */
export interface ReportStation {
  number: number;
  id: string;
  /** '' for a new one. */
  name: string;
  kindName: string;
  fate: StationFate;
  /** Where it stands in the plan; where it stood, for one that is given up. */
  position: Position;
  /** Where it stands today, null for a new one. */
  from: Position | null;
  /** Names of the units it stands in, widest first; empty where that is not known. */
  place: string[];
  /** Residents whose nearest station it is, one per cut-off; null for one that is given up. */
  nearestResidents: number[] | null;
  /** On no street: it serves nobody. */
  isOffStreet: boolean;
}

export interface ReportGate {
  position: Position;
  policy: GatePolicy;
  place: string[];
}

/** `place`: names of the units around it, widest first. */
export type ReportGap = PlanGap & { place: string[] };
export type FalseCell = FalseCoverageAnswer['cells'][number] & { place: string[] };

/** How it was counted. Lengths metres. */
export interface ReportMethod {
  walker: Walker;
  speedMps: number;
  avoidSteps: boolean;
  cutoffsMinutes: number[];
  /** The cut-off that gaps are measured by. */
  cutoffMinutes: number;
  maxOffStreetM: number;
  when: OpeningTime;
  networkName: string;
  networkDate: string;
  /** Homes of the scope that are on no street, counted as not reached. */
  unsnappedHomes: number;
  /** Residents of the scope by how far walking times can be trusted; null where that could not be asked. */
  trust: { high: number; medium: number; low: number } | null;
}

/** Outlines of the units inside the scope, the widest level first. */
export interface ReportLayer {
  level: Level;
  shapes: UnitShape[];
}

export interface ReportMapArea {
  id: string;
  name: string;
  bbox: BoundingBox;
}

/** Everything that a report says, as plain data: the print, the workbook and the files are all made of this one. */
export interface ReportContent {
  scope: ReportMapArea & { level: Level; above: string[] };
  dataset: { id: string; name: string; version: string; isDemo: boolean };
  madeAtMs: number;
  /** Address that opens the plan again. */
  link: string;
  method: ReportMethod;
  /** One per cut-off. */
  figures: { today: PlanCount[]; plan: PlanCount[]; totals: PlanCount };
  rows: Record<ReportLevel, ReportRow[]>;
  stations: ReportStation[];
  /** Stations near the scope that maps show without a number. */
  neighbours: Position[];
  /** Of all of today's stations, by id: a gap's nearest one may stand outside. */
  stationNames: Record<string, string>;
  gates: ReportGate[];
  /** Most residents first. */
  gaps: ReportGap[];
  /** Of today's stations; null where that could not be asked. */
  falseCoverage: { cells: FalseCell[]; assignedCells: number } | null;
  layers: ReportLayer[];
  /** Names of the units of those layers (by number), and where a map writes them. */
  names: { layer: number; text: string; at: Position }[];
  /** Parts of the scope with a map of their own. */
  areas: ReportMapArea[];
  bands: { today: MultiPolygonGeometry[]; plan: MultiPolygonGeometry[] };
}

/** Levels that the report has tables of: those above its scope have none. */
export function tableLevels({ rows }: ReportContent): ReportLevel[] {
  return REPORT_LEVELS.filter((level) => rows[level].length > 0);
}

/** Whether the plan does anything; a report without changes is one of today. */
export function hasChanges({ stations, gates }: ReportContent): boolean {
  return gates.length > 0 || stations.some(({ fate }) => fate !== 'same');
}
