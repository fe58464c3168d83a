import { type Static, Type } from 'typebox';
import { RequestKind } from '../../geodata/model/request-kind.ts';
import { RequestEventType } from '../../geodata/model/request-life.ts';

/** Rows of one delivery: a source that has more sends them one after the other, and waits for each answer. */
export const MOST_ROWS = 1000;

const orNull = <Schema extends Parameters<typeof Type.Optional>[0]>(schema: Schema) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

/** One 诉求 as a source tells of it. No person and no free text: what is not listed here is refused, and `address` is only read, never kept. */
export const RequestDraft = Type.Object(
  {
    source: Type.String({
      minLength: 1,
      maxLength: 40,
      pattern: '\\S',
      description: 'who delivers, like 12345',
    }),
    externalId: Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: '\\S',
      description: 'what the source calls it; the same again is the same 诉求',
    }),
    createdAt: Type.String({ maxLength: 40, description: 'ISO 8601 with offset' }),
    categoryCode: Type.String({ maxLength: 80, description: 'see /api/requests/categories' }),
    unitId: orNull(Type.String({ maxLength: 80, description: 'a unit, an estate or a building' })),
    lon: orNull(Type.Number({ minimum: -180, maximum: 180, description: 'CGCS2000 / WGS 84' })),
    lat: orNull(Type.Number({ minimum: -90, maximum: 90 })),
    address: orNull(
      Type.String({ maxLength: 200, description: 'exact name of a unit, an estate or a building; not kept' }),
    ),
    urgency: orNull(Type.Integer({ minimum: 0, maximum: 2 })),
    kind: orNull(RequestKind),
  },
  { additionalProperties: false },
);
export type RequestDraft = Static<typeof RequestDraft>;

/** `POST /api/requests`. A row that will not do is left out and named; the others are committed. */
export const RequestsBody = Type.Object(
  { requests: Type.Array(RequestDraft, { minItems: 1, maxItems: MOST_ROWS }) },
  { additionalProperties: false },
);

/** Why a row was left out. */
export const ROW_REASONS = [
  'malformed',
  'no-external-id',
  'unknown-category',
  'invalid-time',
  'time-in-future',
  'time-too-early',
  'unknown-unit',
  'point-outside',
  'no-unit',
  'too-many-sources',
] as const;
export type RowReason = (typeof ROW_REASONS)[number];

export const RowRejection = Type.Object({
  index: Type.Integer({ description: 'from 0, in the order of the delivery' }),
  reason: Type.Enum([...ROW_REASONS]),
  message: Type.String({ description: 'what is wrong and what would work' }),
});
export type RowRejection = { index: number; reason: RowReason; message: string };

/** Sent after the commit. */
export const RequestsPosted = Type.Object({
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  rejected: Type.Integer(),
  reasons: Type.Array(RowRejection),
  ids: Type.Array(Type.Union([Type.Integer(), Type.Null()]), {
    description: 'ids of the 诉求, parallel to the rows; null where one was left out',
  }),
});
export interface RequestsPosted {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  reasons: RowRejection[];
  ids: (number | null)[];
}

/** `POST /api/requests/{id}/events` → the masked 诉求; 409 `illegal-transition` with `allowed`. The same type and time as the last event change nothing. */
export const EventBody = Type.Object(
  {
    type: RequestEventType,
    at: Type.String({ maxLength: 40, description: 'ISO 8601 with offset; not before the last event' }),
    actorRole: Type.String({
      pattern: '^[A-Za-z][A-Za-z0-9-]{0,39}$',
      description: 'a role like gridWorker, never a person',
    }),
    value: orNull(
      Type.Integer({
        minimum: 0,
        maximum: 5,
        description:
          'rated: 1–5; escalated: the new level, 1–3; revisited: 1 satisfied, 0 not; with no other',
      }),
    ),
    source: orNull(
      Type.String({
        minLength: 1,
        maxLength: 40,
        pattern: '\\S',
        description: 'the system that tells of the step; left out = the source of the 诉求',
      }),
    ),
    handlingUnit: orNull(
      Type.String({
        minLength: 1,
        maxLength: 80,
        pattern: '\\S',
        description:
          'dispatched, returned, transferred: to or by whom, a department or company, never a person',
      }),
    ),
    intoRequestId: orNull(
      Type.Integer({
        minimum: 1,
        maximum: 2 ** 31 - 1,
        description: 'merged: the 诉求 that goes on for both',
      }),
    ),
  },
  { additionalProperties: false },
);
export type EventBody = Static<typeof EventBody>;
