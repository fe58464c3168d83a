import { type Static, Type } from 'typebox';
import { MaskedRequest } from '../../geodata/model/service-request.ts';
import { Whistle } from './whistles.ts';

/**
 * `GET /api/live` (text/event-stream). Each event has an id; a client that comes back with `Last-Event-ID` receives what it missed,
 * or a `reset` where the ring no longer holds it (then it asks everything anew).
 * event: request · data: LiveRequest — new or changed, masked
 * event: indicators · data: LiveIndicators — counts changed; ask again
 * event: heartbeat · data: LiveHeartbeat — every 5 s
 * event: job · data: JobState
 * event: scenarios · data: LiveScenario — one was kept, changed or deleted; ask for the list again
 * event: whistle · data: LiveWhistle — blown, or a step was taken
 * event: reset · data: {}
 */
export const LiveRequest = Type.Object({
  change: Type.Union([Type.Literal('created'), Type.Literal('changed')]),
  request: MaskedRequest,
});
export type LiveRequest = Static<typeof LiveRequest>;

export const LiveWhistle = Type.Object({
  change: Type.Union([Type.Literal('created'), Type.Literal('changed')]),
  whistle: Whistle,
});
export type LiveWhistle = Static<typeof LiveWhistle>;

export const LiveIndicators = Type.Object({ unitIds: Type.Array(Type.String()), asOf: Type.String() });
export type LiveIndicators = Static<typeof LiveIndicators>;

export const LiveHeartbeat = Type.Object({
  at: Type.String(),
  asOf: Type.String({ description: 'time of the newest data' }),
  simulated: Type.Boolean(),
});
export type LiveHeartbeat = Static<typeof LiveHeartbeat>;

export const LiveScenario = Type.Object({
  change: Type.Enum(['created', 'changed', 'deleted']),
  id: Type.String(),
  revision: Type.Integer({ description: 'the new one; of what was deleted, the last' }),
});
export type LiveScenario = Static<typeof LiveScenario>;
