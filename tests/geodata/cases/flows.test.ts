import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { caseIds, getCase } from '../../../geodata/cases/case-registry.ts';
import { checkFlow, FlowError } from '../../../geodata/cases/flows/check-flow.ts';
import { FLOWS, flowOf } from '../../../geodata/cases/flows/flow-registry.ts';
import {
  type CallerRank,
  callsAllowed,
  type FlowConfiguration,
  type FlowEvent,
  type FlowOrigin,
  flowProgress,
} from '../../../geodata/model/flow.ts';
import {
  applyEvent,
  legalEvents,
  type RequestEventType,
  type RequestState,
} from '../../../geodata/model/request-life.ts';
import { foldWhistle, type WhistleParty } from '../../../geodata/model/whistle.ts';
import { sharedData } from '../../shared-data.ts';

const flow = (id: string): FlowConfiguration => FLOWS.find((one) => one.id === id)!;

/** Every event of a 诉求 with a legal life that leads to it, found by walking all states, the shortest life first. */
function livesByEvent(): Map<string, FlowEvent[]> {
  const lives = new Map<string, FlowEvent[]>();
  const seen = new Set<string>();
  let front: { state: RequestState | null; life: FlowEvent[] }[] = [{ state: null, life: [] }];
  while (front.length > 0) {
    const next: typeof front = [];
    for (const { state, life } of front) {
      for (const type of legalEvents(state)) {
        for (const value of VALUES[type] ?? [null]) {
          const atMs = life.length;
          const after = applyEvent(state, { type, atMs, value });
          const event: FlowEvent = { of: 'request', event: type, atMs, value, blownBy: null };
          const longer = [...life, event];
          const key = `${type} ${value}`;
          if (!lives.has(key)) lives.set(key, longer);
          const place = JSON.stringify([after.status, legalEvents(after)]);
          if (!seen.has(place)) next.push({ state: after, life: longer });
          seen.add(place);
        }
      }
    }
    front = next;
  }
  return lives;
}

const VALUES: Partial<Record<RequestEventType, number[]>> = {
  escalated: [1, 2, 3],
  revisited: [0, 1],
  rated: [5],
};
const LIVES = livesByEvent();

/** A whistle from its beginning to its end, folded by the model. */
function whistleBy(blownBy: CallerRank): FlowEvent[] {
  const target: WhistleParty = { kind: 'department', id: '城管局' };
  const steps = [
    { type: 'blown', atMs: 10 },
    { type: 'called', atMs: 11, target },
    { type: 'reportedIn', atMs: 12, target },
    { type: 'finished', atMs: 13, target },
    { type: 'ended', atMs: 14 },
  ] as const;
  expect(foldWhistle(steps).status).toBe('ended');
  return steps.map(({ type, atMs }) => ({ of: 'whistle', event: type, atMs, value: null, blownBy }));
}

describe.each(FLOWS.map((one) => [one.id, one] as const))('the flow %s', (_id, configuration) => {
  it('reaches every one of its steps by a legal life or a whistle that it allows', () => {
    const callers = [...new Set(configuration.calls.flatMap(({ from }) => from))];
    const histories = [...LIVES.values(), ...callers.map(whistleBy)];
    configuration.steps.forEach(({ id }, index) => {
      const reaching = histories.filter((history) => flowProgress(configuration, history)[index] !== null);
      expect(reaching.length, id).toBeGreaterThan(0);
    });
  });

  it('reaches nothing before anything has happened', () => {
    expect(flowProgress(configuration, [])).toEqual(configuration.steps.map(() => null));
  });
});

describe('what is marked as printed', () => {
  const articles: Record<string, string> = {
    '000': '000-zhongyun.txt',
    '001': '001-wuxi-shanghailu.txt',
    '002': '002-lanling-jiangchuan-baoting.txt',
    '003': '003-taizhou.txt',
    '004': '004-wudang-baiyun-guanshanhu.txt',
  };
  const compact = (text: string): string => text.replace(/[\s，,]/g, '');
  const origins = FLOWS.flatMap(({ origin, steps, calls, levels, supervision }): FlowOrigin[] => [
    origin,
    ...[...steps, ...calls].map((one) => one.origin),
    ...levels.map(({ limitOrigin }) => limitOrigin),
    supervision.limitOrigin,
  ]);

  it.skipIf(sharedData('../seeds') === null)('stands in its article, word for word', () => {
    const printed = origins.filter((origin) => origin.kind === 'printed');
    expect(printed.length).toBeGreaterThan(20);
    for (const { article, quote } of printed) {
      const text = readFileSync(sharedData(`../seeds/${articles[article]}`)!, 'utf8');
      expect(compact(text), quote).toContain(compact(quote));
    }
  });

  it('is no time limit: no article prints one for reporting in or for 整改', () => {
    for (const { levels, supervision } of FLOWS) {
      expect(levels.every(({ limitOrigin }) => limitOrigin.kind === 'ours')).toBe(true);
      expect(supervision.limitOrigin.kind).toBe('ours');
    }
  });
});

describe('who may call whom', () => {
  it('is what 江川 prints: streets and departments, both ways', () => {
    const may = (from: CallerRank, to: CallerRank, direction: Parameters<typeof callsAllowed>[3]) =>
      callsAllowed(flow('jiangchuan'), from, to, direction).length > 0;
    expect(may('subdistrict', 'subdistrict', 'sideways')).toBe(true);
    expect(may('subdistrict', 'department', 'toDepartment')).toBe(true);
    expect(may('department', 'department', 'betweenDepartments')).toBe(true);
    expect(may('department', 'subdistrict', 'fromDepartment')).toBe(true);
    expect(may('community', 'department', 'toDepartment')).toBe(false);
  });

  it('keeps both whistles of 上海路 apart', () => {
    const steps = flow('shanghailu').steps.map(({ id }) => id);
    const reached = (by: CallerRank) =>
      flowProgress(flow('shanghailu'), whistleBy(by)).flatMap((at, index) =>
        at === null ? [] : [steps[index]],
      );
    expect(reached('community')).toEqual(['laneWhistled', 'reportedIn']);
    expect(reached('subdistrict')).toEqual(['streetWhistled', 'reportedIn']);
  });
});

describe('a configuration that cannot be used', () => {
  const broken = (change: (copy: FlowConfiguration) => void): FlowError => {
    const copy = structuredClone(flow('guanshanhu'));
    change(copy);
    try {
      checkFlow(copy);
    } catch (error) {
      return error as FlowError;
    }
    throw new Error('was taken');
  };

  it.each([
    [
      'steps/1/reachedBy/0/event',
      (copy) => Object.assign(copy.steps[1]!.reachedBy[0]!, { event: 'vanished' }),
    ],
    ['steps/1/id', (copy) => Object.assign(copy.steps[1]!, { id: copy.steps[0]!.id })],
    ['steps/0/name', (copy) => Reflect.deleteProperty(copy.steps[0]!.name, 'en')],
    ['steps/2/reachedBy/0', (copy) => Object.assign(copy.steps[2]!.reachedBy[0]!, { blownBy: ['overlay'] })],
    ['steps/0/reachedBy/0', (copy) => Object.assign(copy.steps[0]!.reachedBy[0]!, { value: 1 })],
    ['levels/1/level', (copy) => Object.assign(copy.levels[1]!, { level: 3 })],
    ['levels/2/reportInSeconds', (copy) => Object.assign(copy.levels[2]!, { reportInSeconds: 1e6 })],
  ] as [string, (copy: FlowConfiguration) => void][])('is refused with its place: %s', (place, change) => {
    const error = broken(change);
    expect(error).toBeInstanceOf(FlowError);
    expect(error.place).toContain(place);
    expect(error.message).toContain('guanshanhu');
  });
});

describe('the flow of a data set', () => {
  it('follows its cases: 贵阳 goes by 观山湖, who has none by the general one', () => {
    const byCase = (id: string) => flowOf({ cases: getCase(id).cases }).id;
    expect(caseIds.map((id) => [id, byCase(id)])).toEqual([
      ['guiyang', 'guanshanhu'],
      ['guanshanhu', 'guanshanhu'],
      ['baiyun', 'general'],
      ['wudang', 'general'],
    ]);
    expect(flowOf({ cases: [] }).id).toBe('general');
  });

  it('is the one that its manifest names', () => {
    expect(flowOf({ flow: 'taizhou', cases: ['guanshanhu'] }).id).toBe('taizhou');
  });
});
