import type { MultiPolygonGeometry, Position } from '../../../geodata/model/geometry.ts';
import type { ConfidenceClass } from '../../../geodata/service-area/confidence.ts';
import type { CircleComparison } from '../../../geodata/service-area/plain-circles.ts';

/** What the page asks about the stations that stand, beside their counts. Answered by the same number. */
export type DrawingRequest =
  /** Bands of all of them. */
  | { type: 'bands'; sequence: number }
  /** Streets in a part of the map by minutes of walking; without `isDetailed` only those that are also driven on. */
  | { type: 'streets'; sequence: number; box: [number, number, number, number]; isDetailed: boolean }
  /** Circles of GB 50180 around the places of the stations, against feet. */
  | { type: 'circles'; sequence: number; places: Position[] }
  /** Where the network is too thin to trust the figures. */
  | { type: 'confidence'; sequence: number }
  /** The nearest stations of a building. */
  | { type: 'nearest'; sequence: number; buildingId: string; count: number };

export interface PlanBands {
  sequence: number;
  /** One per cut-off: within that many minutes of any of them. */
  bands: MultiPolygonGeometry[];
  ms: number;
}

export interface PlanStreets {
  sequence: number;
  /** Lines within each cut-off, then beyond all, then those from which no station is reached within the hour. */
  lines: Position[][][];
  ms: number;
}

export interface PlanCircles {
  sequence: number;
  circles: DrawnCircle[];
}

/** What a circle says and what feet say, and the circle around each of the places, as closed rings. */
export interface DrawnCircle extends CircleComparison {
  rings: Position[][];
}

export interface PlanConfidence {
  sequence: number;
  /** Units whose times cannot be trusted, or only in part. */
  doubtful: { unitId: string; class: Extract<ConfidenceClass, 'low' | 'medium'> }[];
  /** Residents of the units looked at by how far their times can be trusted. */
  residents: { high: number; medium: number; low: number };
}

/** A station within an hour's walk of the building. */
export interface NearestStation {
  stationId: string;
  minutes: number;
  /** From the building to the station's street. */
  line: Position[];
  gateNames: string[];
  hasSteps: boolean;
  hasBridge: boolean;
}

export interface PlanNearest {
  sequence: number;
  buildingId: string;
  /** Null where nobody lives in it. */
  home: { position: Position; unitId: string | null; residents: number } | null;
  /** Shortest walk first. */
  stations: NearestStation[];
}

export type DrawingAnswer =
  | ({ type: 'bands' } & PlanBands)
  | ({ type: 'streets' } & PlanStreets)
  | ({ type: 'circles' } & PlanCircles)
  | ({ type: 'confidence' } & PlanConfidence)
  | ({ type: 'nearest' } & PlanNearest);
