import { type Static, Type } from 'typebox';
import { RequestKind } from './request-kind.ts';
import { type RequestEventType, RequestStatus } from './request-life.ts';

/** Sources of 诉求 in a demo; a data set may bring others. */
export const DEMO_SOURCES = ['12345', '小程序', '窗口', '网格员上报'] as const;

/** A category of three levels; `code` is stable in a data set, `parentCode` null at the top. */
export const RequestCategory = Type.Object({
  code: Type.String(),
  parentCode: Type.Union([Type.String(), Type.Null()]),
  level: Type.Integer({ minimum: 1, maximum: 3 }),
  name: Type.String(),
});
export type RequestCategory = Static<typeof RequestCategory>;

/** What may be shown of a 诉求: no free text, no person, the point rounded to about 100 m. */
export const MaskedRequest = Type.Object({
  id: Type.Integer(),
  source: Type.String(),
  kind: RequestKind,
  categoryCode: Type.String(),
  categoryName: Type.String(),
  unitId: Type.String(),
  unitAssumed: Type.Boolean({ description: 'no place was given; counted in the unit of the import' }),
  status: RequestStatus,
  urgency: Type.Integer({ minimum: 0, maximum: 2, description: '0 ordinary, 1 urgent, 2 emergency' }),
  escalationLevel: Type.Integer(),
  createdAt: Type.String(),
  acceptSeconds: Type.Union([Type.Integer(), Type.Null()]),
  arriveSeconds: Type.Union([Type.Integer(), Type.Null()]),
  resolveSeconds: Type.Union([Type.Integer(), Type.Null()]),
  handlingUnit: Type.Union([Type.String(), Type.Null()]),
  rating: Type.Union([Type.Integer(), Type.Null()]),
  simulated: Type.Boolean(),
  position: Type.Union([Type.Array(Type.Number()), Type.Null()]),
});
export type MaskedRequest = Static<typeof MaskedRequest>;

/** A step that few lives have: 退单, 转办, 挂起, 并案, 整改 … Seconds count from the creation. */
export interface DetourStep {
  type: RequestEventType;
  seconds: number;
  actorRole: string;
  value: number | null;
  /** Only with `merged`: the 诉求 that goes on for both stands so many rows earlier, in an earlier batch perhaps. */
  rowsBack?: number;
}

/**
 * A batch of 诉求 in columns, as the demo city and the importers hand them to a store. Parallel arrays of `length` rows.
 * Seconds count from `createdAtMs`; -1 = has not happened (or is not known).
 */
export interface RequestColumns {
  length: number;
  /** Index into `sources`. */
  source: Uint8Array;
  sources: string[];
  /** Unique per source; null = made by the demo (the store uses its own id). */
  externalId: (string | null)[] | null;
  createdAtMs: Float64Array;
  /** Index into `categoryCodes`. */
  category: Uint16Array;
  categoryCodes: string[];
  /** Index into REQUEST_KINDS. */
  kind: Uint8Array;
  /** Index into `unitIds`: the finest unit known. */
  unit: Uint32Array;
  unitIds: string[];
  /** 1 = the unit was assumed because no place was given. */
  unitAssumed: Uint8Array;
  /** Degrees; NaN = no point. */
  lon: Float64Array;
  lat: Float64Array;
  /** 0 ordinary, 1 urgent, 2 emergency. */
  urgency: Uint8Array;
  dispatchSeconds: Int32Array;
  acceptSeconds: Int32Array;
  arriveSeconds: Int32Array;
  handleSeconds: Int32Array;
  resolveSeconds: Int32Array;
  rateSeconds: Int32Array;
  revisitSeconds: Int32Array;
  /** 1–5, 0 = not rated. */
  rating: Uint8Array;
  /** -1 not revisited, 0 not satisfied, 1 satisfied. */
  revisitSatisfied: Int8Array;
  /** 0–3, see ESCALATION_LEVELS. */
  escalationLevel: Uint8Array;
  escalateSeconds: Int32Array;
  /** Number of 返工 (resolved, reopened, resolved again); the first resolution is at `firstResolveSeconds`. */
  reopenedCount: Uint8Array;
  firstResolveSeconds: Int32Array;
  reopenSeconds: Int32Array;
  /** 1 = a repeat of an earlier 诉求 about the same matter (counted, not merged). */
  repeated: Uint8Array;
  /** 1 = found by a grid worker before anyone asked (未诉先办). */
  proactive: Uint8Array;
  /** 1 on time, 0 overtime, -1 unknown or still running. */
  onTime: Int8Array;
  /** Steps beside those above, by row and in order of time; null = no row has any. */
  detours: ReadonlyMap<number, readonly DetourStep[]> | null;
  /** Handling unit by name, '' = the cell's own workers; null = unknown for the whole batch. */
  handlingUnit: string[] | null;
  simulated: boolean;
}
