import { type Static, Type } from 'typebox';
import { SitingResult } from './siting.ts';

export const JobState = Type.Object({
  jobId: Type.String(),
  kind: Type.String(),
  state: Type.Union([
    Type.Literal('queued'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  /** 0…1. */
  progress: Type.Number(),
  step: Type.String(),
  error: Type.Union([Type.String(), Type.Null()]),
  dataset: Type.Union([Type.String(), Type.Null()]),
  /** Of a siting job, as far as it has come; not told over `/api/live`. */
  result: Type.Optional(SitingResult),
});
export type JobState = Static<typeof JobState>;
/** `POST /api/jobs` from loopback only: make the data set of a case. */
export const JobBody = Type.Object({ kind: Type.Literal('demo'), dataset: Type.String() });
export type JobBody = Static<typeof JobBody>;
