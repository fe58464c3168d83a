import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEvent,
  IllegalTransition,
  legalEvents,
  REQUEST_EVENT_TYPES,
  REQUEST_STATUSES,
  type RequestEventType,
  type RequestState,
  TRANSITIONS,
} from '../../../geodata/model/service-request.ts';

const received = applyEvent(null, { type: 'received', atMs: 0, value: null });

function play(...events: [RequestEventType, number, number?][]): RequestState {
  return events.reduce(
    (state, [type, atMs, value]) => applyEvent(state, { type, atMs, value: value ?? null }),
    received,
  );
}

describe('the life of a 诉求', () => {
  it('runs from 收集 to 回访', () => {
    const state = play(
      ['dispatched', 5],
      ['accepted', 30],
      ['arrived', 300],
      ['handling', 310],
      ['resolved', 4000],
      ['rated', 9000, 5],
      ['revisited', 20000, 1],
    );
    expect(state).toMatchObject({
      status: 'revisited',
      acceptedAt: 30,
      arrivedAt: 300,
      resolvedAt: 4000,
      rating: 5,
      revisitSatisfied: true,
    });
  });

  it('keeps the first acceptance and arrival, and the last resolution', () => {
    const state = play(
      ['dispatched', 1],
      ['accepted', 2],
      ['transferred', 3],
      ['accepted', 50],
      ['arrived', 60],
      ['resolved', 70],
      ['reopened', 80],
      ['resolved', 90],
    );
    expect(state).toMatchObject({ acceptedAt: 2, arrivedAt: 60, resolvedAt: 90, reopenedCount: 1 });
  });

  it('is not solved while it is reopened', () => {
    expect(play(['dispatched', 1], ['accepted', 2], ['resolved', 3], ['reopened', 4]).resolvedAt).toBeNull();
  });

  it('refuses what is not legal and names what is', () => {
    expect(() => play(['rated', 1, 5])).toThrow(IllegalTransition);
    try {
      play(['arrived', 1]);
    } catch (error) {
      expect((error as IllegalTransition).allowed).toEqual(['dispatched', 'escalated', 'merged', 'closed']);
      expect((error as IllegalTransition).code).toBe('illegal-transition');
    }
  });

  it('lets nothing happen before it is received or after it is closed', () => {
    expect(() => applyEvent(null, { type: 'accepted', atMs: 0, value: null })).toThrow(IllegalTransition);
    expect(legalEvents('closed')).toEqual([]);
  });

  it('has a way to the end from every state', () => {
    const ends = (status: (typeof REQUEST_STATUSES)[number], seen = new Set([status])): boolean =>
      status === 'closed' ||
      Object.values(TRANSITIONS[status]).some(
        (next) => next !== null && !seen.has(next) && ends(next, seen.add(next)),
      );
    for (const status of REQUEST_STATUSES) expect(ends(status), status).toBe(true);
  });

  it('accepts exactly the legal events, whatever happened before', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...REQUEST_EVENT_TYPES), { maxLength: 30 }), (types) => {
        let state = received;
        types.forEach((type, index) => {
          const legal = legalEvents(state.status).includes(type);
          if (legal) state = applyEvent(state, { type, atMs: index, value: null });
          else expect(() => applyEvent(state, { type, atMs: index, value: null })).toThrow(IllegalTransition);
        });
      }),
    );
  });
});
