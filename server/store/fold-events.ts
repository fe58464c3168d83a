import {
  type AppliedEvent,
  applyEvent,
  IllegalTransition,
  legalEvents,
  REQUEST_STATUSES,
  type RequestState,
  TRANSITIONS,
} from '../../geodata/model/request-life.ts';

/**
 * The state after a history. Imported histories have gaps (solved, but nobody noted who accepted it): an event that is not
 * legal where the history stands is taken as if the missing steps had happened, without times of their own. New events go
 * through `applyEvent` itself, which refuses them.
 */
export function foldEvents(events: readonly AppliedEvent[]): RequestState | null {
  let state: RequestState | null = null;
  for (const event of events) {
    try {
      state = applyEvent(state, event);
    } catch (error) {
      if (!(error instanceof IllegalTransition) || state === null) throw error;
      const before: RequestState = state;
      const status = REQUEST_STATUSES.find((candidate) =>
        legalEvents({ ...before, status: candidate }).includes(event.type),
      );
      if (status === undefined) continue;
      // What only keeps a state (提级) keeps this one.
      const keeps = TRANSITIONS[status][event.type] === null;
      const next: RequestState = applyEvent({ ...state, status }, event);
      state = keeps ? { ...next, status: state.status } : next;
    }
  }
  return state;
}
