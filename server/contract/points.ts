import { type Static, Type } from 'typebox';
import { RequestStatus } from '../../geodata/model/request-life.ts';
import { RequestFilter } from './indicators.ts';

/**
 * `GET /api/requests/points?bbox=&zoom=&…` — requests within a box, one by one where they stand alone, else together with their
 * count. Every point is rounded to about 100 m as everywhere, and the box is asked of the rounded points.
 */
export const PointsQuery = Type.Object({
  ...RequestFilter.properties,
  bbox: Type.String({ description: 'west,south,east,north in degrees; widened to whole cells' }),
  zoom: Type.Integer({ minimum: 0, maximum: 22, description: 'of a map with 512 px tiles' }),
});
export type PointsQuery = Static<typeof PointsQuery>;

/** Requests that stand in one cell of the grid, at the mean of their rounded points. */
export const PointFeature = Type.Object({
  position: Type.Array(Type.Number(), { description: 'lon, lat' }),
  /** alarm + warn ≤ open ≤ count. */
  count: Type.Integer(),
  open: Type.Integer({ description: 'somebody still has to look after them' }),
  warn: Type.Integer({ description: 'open and urgent or escalated once, no alarm' }),
  alarm: Type.Integer({ description: 'open and an emergency, or escalated to the street or higher' }),
  /** All have the same rounded point: no closer look parts them. */
  isOnePoint: Type.Boolean(),
  newestId: Type.Integer(),
  /** What a single one is; null where several stand together. */
  request: Type.Union([
    Type.Object({
      id: Type.Integer(),
      categoryCode: Type.String(),
      status: RequestStatus,
      urgency: Type.Integer({ minimum: 0, maximum: 2 }),
      escalationLevel: Type.Integer(),
    }),
    Type.Null(),
  ]),
});
export type PointFeature = Static<typeof PointFeature>;

/** From south to north, then west to east. */
export const PointsAnswer = Type.Object({
  features: Type.Array(PointFeature),
  /** Side of a cell in degrees, a multiple of the rounding. Grows until the box holds 2,000 cells at most, whatever the zoom. */
  cellDegrees: Type.Number(),
  /** Requests in all features. */
  total: Type.Integer(),
  from: Type.String(),
  to: Type.String(),
  asOf: Type.String(),
});
export type PointsAnswer = Static<typeof PointsAnswer>;
