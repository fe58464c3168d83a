import { type Static, Type } from 'typebox';

/** RFC 9457 problem. `code` is stable and meant for programs; `detail` names the place and what would work. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    instance: Type.Optional(Type.String()),
    allowed: Type.Optional(Type.Array(Type.String())),
  },
  { additionalProperties: true },
);
export type Problem = Static<typeof Problem>;
