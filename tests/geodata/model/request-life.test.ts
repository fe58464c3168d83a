import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEvent,
  hasOpenOrder,
  IllegalTransition,
  legalEvents,
  REQUEST_EVENT_TYPES,
  REQUEST_STATUSES,
  type RequestEventType,
  type RequestState,
  TRANSITIONS,
} from '../../../geodata/model/request-life.ts';

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
    expect(legalEvents(null)).toEqual(['received']);
    expect(legalEvents(play(['closed', 5]))).toEqual([]);
  });

  it('measures 办结 in working time, without the time it was suspended', () => {
    const at = (text: string) => Date.parse(`2026-11-${text}:00+08:00`);
    // A Friday noon to the Tuesday after: Friday 2 h, Monday 7 h, Tuesday 1 h; suspended over Monday's last two hours.
    const state = [
      { type: 'dispatched', atMs: at('20T16:00') },
      { type: 'accepted', atMs: at('20T16:01') },
      { type: 'suspended', atMs: at('23T16:00') },
      { type: 'resumed', atMs: at('23T18:30') },
      { type: 'resolved', atMs: at('24T10:00') },
    ].reduce<RequestState>(
      (before, event) => applyEvent(before, { ...event, type: event.type as RequestEventType, value: null }),
      applyEvent(null, { type: 'received', atMs: at('20T16:00'), value: null }),
    );
    expect(state).toMatchObject({ resolveWorkSeconds: (2 + 7 + 1 - 2) * 3600, suspendedWorkSeconds: 7200 });
  });

  it('counts 退单 and 转办 and keeps who has it now', () => {
    const state = [
      { type: 'dispatched', related: 4 },
      { type: 'accepted' },
      { type: 'returned', related: 4 },
      { type: 'dispatched' },
      { type: 'transferred', related: 7 },
      { type: 'accepted' },
    ].reduce<RequestState>(
      (before, event, index) =>
        applyEvent(before, { value: null, ...event, type: event.type as RequestEventType, atMs: index }),
      received,
    );
    expect(state).toMatchObject({
      status: 'accepted',
      returnedCount: 1,
      transferredCount: 1,
      handlingUnitNo: 7,
    });
  });

  it('remembers into what it was merged', () => {
    const merged = applyEvent(received, { type: 'merged', atMs: 3, value: null, related: 12 });
    expect(merged).toMatchObject({ status: 'merged', mergedInto: 12 });
  });

  it('lets supervision order 整改 once, and take one answer to it', () => {
    const solved = play(['dispatched', 1], ['accepted', 2], ['resolved', 3], ['revisited', 4, 0]);
    expect(legalEvents(solved)).toEqual(['reopened', 'closed', 'rectificationOrdered']);
    const ordered = applyEvent(solved, { type: 'rectificationOrdered', atMs: 5, value: null });
    expect(hasOpenOrder(ordered)).toBe(true);
    expect(legalEvents(ordered)).toEqual(['reopened', 'closed', 'rectified', 'justified', 'censured']);
    const censured = applyEvent(ordered, { type: 'censured', atMs: 6, value: null });
    expect(legalEvents(censured)).toEqual(['reopened', 'closed', 'rectified', 'justified']);
    const rectified = applyEvent(censured, { type: 'rectified', atMs: 7, value: null });
    expect(hasOpenOrder(rectified)).toBe(false);
    expect(legalEvents(rectified)).toEqual(['reopened', 'closed']);
    expect(rectified).toMatchObject({ status: 'revisited', censuredAt: 6, rectifiedAt: 7 });
  });

  it('has a way to the end from every state', () => {
    const ends = (status: (typeof REQUEST_STATUSES)[number], seen = new Set([status])): boolean =>
      Object.keys(TRANSITIONS[status]).length === 0 ||
      Object.values(TRANSITIONS[status]).some(
        (next) => next !== null && !seen.has(next) && ends(next, seen.add(next)),
      );
    for (const status of REQUEST_STATUSES) expect(ends(status), status).toBe(true);
    expect(REQUEST_STATUSES.filter((status) => Object.keys(TRANSITIONS[status]).length === 0)).toEqual([
      'closed',
      'merged',
    ]);
  });

  it('accepts exactly the legal events, whatever happened before', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...REQUEST_EVENT_TYPES), { maxLength: 30 }), (types) => {
        let state = received;
        types.forEach((type, index) => {
          const legal = legalEvents(state).includes(type);
          if (legal) state = applyEvent(state, { type, atMs: index, value: null });
          else expect(() => applyEvent(state, { type, atMs: index, value: null })).toThrow(IllegalTransition);
        });
      }),
    );
  });
});
