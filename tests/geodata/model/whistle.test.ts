import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AppliedWhistleEvent,
  applyWhistleEvent,
  foldWhistle,
  IllegalWhistle,
  isTargetEvent,
  legalWhistleEvents,
  WHISTLE_EVENT_TYPES,
  WHISTLE_STATUSES,
  WHISTLE_TRANSITIONS,
  type WhistleParty,
  type WhistleState,
} from '../../../geodata/model/whistle.ts';
import { type WhistleTree, whistleDirection } from '../../../geodata/model/whistle-direction.ts';

const WATER: WhistleParty = { kind: 'department', id: '水务局' };
const STREET: WhistleParty = { kind: 'unit', id: '520113001000' };
const blown: AppliedWhistleEvent = { type: 'blown', atMs: 0, level: 2 };
const called = (target: WhistleParty, atMs = 0): AppliedWhistleEvent => ({
  type: 'called',
  atMs,
  target,
  dueMs: atMs + 100,
});

function refusal(work: () => unknown): IllegalWhistle {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(IllegalWhistle);
    return error as IllegalWhistle;
  }
  throw new Error('was not refused');
}

describe('a whistle', () => {
  it('gathers those who are called, settles the matter and ends', () => {
    const gathering = foldWhistle([
      blown,
      called(WATER),
      called(STREET),
      { type: 'reportedIn', atMs: 40, target: WATER },
    ]);
    expect(gathering).toMatchObject({ status: 'gathering', level: 2 });
    const handling = applyWhistleEvent(gathering, { type: 'reportedIn', atMs: 120, target: STREET });
    expect(handling.status).toBe('handling');
    const finished = applyWhistleEvent(handling, {
      type: 'finished',
      atMs: 200,
      target: WATER,
      outcome: 'solved',
    });
    const ended = applyWhistleEvent(finished, { type: 'ended', atMs: 300, outcome: 'partlySolved' });
    expect(ended).toEqual({
      status: 'ended',
      blownAt: 0,
      level: 2,
      endedAt: 300,
      outcome: 'partlySolved',
      targets: [
        {
          party: WATER,
          status: 'finished',
          calledAt: 0,
          dueAt: 100,
          reportedInAt: 40,
          declinedAt: null,
          finishedAt: 200,
          outcome: 'solved',
        },
        {
          party: STREET,
          status: 'reportedIn',
          calledAt: 0,
          dueAt: 100,
          reportedInAt: 120,
          declinedAt: null,
          finishedAt: null,
          outcome: null,
        },
      ],
    });
    expect(legalWhistleEvents(ended)).toEqual([]);
  });

  it('does not wait for who declined, and lets them be called again with a new time', () => {
    const state = foldWhistle([
      blown,
      called(WATER),
      called(STREET),
      { type: 'declined', atMs: 10, target: WATER },
      { type: 'reportedIn', atMs: 20, target: STREET },
    ]);
    expect(state.status).toBe('handling');
    const again = applyWhistleEvent(state, called(WATER, 50));
    expect(again.status).toBe('gathering');
    expect(again.targets[0]).toMatchObject({ status: 'called', calledAt: 50, dueAt: 150, declinedAt: null });
  });

  it('refuses what is not legal, and names what is: for the whistle or for the one who is meant', () => {
    expect(refusal(() => applyWhistleEvent(null, called(WATER))).allowed).toEqual(['blown']);
    const state = foldWhistle([blown, called(WATER)]);
    expect(refusal(() => applyWhistleEvent(state, { type: 'ended', atMs: 1 })).allowed).toEqual([
      'called',
      'levelChanged',
      'reportedIn',
      'declined',
      'withdrawn',
    ]);
    const finish = { type: 'finished', atMs: 1, target: WATER } as const;
    expect(refusal(() => applyWhistleEvent(state, finish)).allowed).toEqual(['reportedIn', 'declined']);
    const stranger = { type: 'reportedIn', atMs: 1, target: STREET } as const;
    const refused = refusal(() => applyWhistleEvent(state, stranger));
    expect(refused.allowed).toEqual(['called']);
    expect(refused.message).toContain(STREET.id);
  });

  it('accepts exactly the legal events, whatever happened before', () => {
    const parties = [WATER, STREET, { kind: 'overlay', id: 'ov:one' } as const];
    const step = fc.record({
      type: fc.constantFrom(...WHISTLE_EVENT_TYPES),
      target: fc.constantFrom(...parties),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let state: WhistleState = applyWhistleEvent(null, blown);
        steps.forEach(({ type, target }, index) => {
          const event = { type, atMs: index, target: isTargetEvent(type) ? target : null };
          const legal = legalWhistleEvents(state, event.target).includes(type);
          if (legal) state = applyWhistleEvent(state, event);
          else expect(() => applyWhistleEvent(state, event)).toThrow(IllegalWhistle);
        });
      }),
    );
  });

  it('has a way to its end from every state', () => {
    for (const status of WHISTLE_STATUSES) {
      const legal = WHISTLE_TRANSITIONS[status];
      expect(legal.length === 0 || legal.includes('ended') || legal.includes('withdrawn'), status).toBe(true);
    }
  });
});

describe('the direction of a call', () => {
  const levels = {
    '1': 'city',
    '11': 'district',
    '111': 'subdistrict',
    '112': 'subdistrict',
    '1111': 'community',
  };
  const tree: WhistleTree = {
    level: (id) => levels[id as keyof typeof levels] as ReturnType<WhistleTree['level']>,
    isInside: (id, ancestor) => id.startsWith(ancestor),
    members: () => ['1111', '112'],
  };
  const unit = (id: string): WhistleParty => ({ kind: 'unit', id });
  const precinct: WhistleParty = { kind: 'overlay', id: 'ov:p' };

  it.each([
    [unit('1111'), unit('111'), 'up'],
    [unit('1111'), unit('112'), 'up'],
    [unit('111'), unit('1111'), 'down'],
    [unit('111'), unit('112'), 'sideways'],
    [unit('111'), WATER, 'toDepartment'],
    [precinct, WATER, 'toDepartment'],
    [WATER, unit('112'), 'fromDepartment'],
    [WATER, { kind: 'department', id: '城管局' }, 'betweenDepartments'],
    [precinct, unit('1111'), 'down'],
    [precinct, unit('11'), 'up'],
    [precinct, unit('111'), 'sideways'],
    [unit('112'), precinct, 'up'],
    [unit('1'), precinct, 'down'],
    [precinct, { kind: 'overlay', id: 'ov:q' }, 'sideways'],
  ] as const)('from %o to %o is %s', (from, to, direction) => {
    expect(whistleDirection(tree, from, to)).toBe(direction);
  });
});
