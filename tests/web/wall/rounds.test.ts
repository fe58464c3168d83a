import { describe, expect, it } from 'vitest';
import { type IndicatorDefinition, SPECIAL_CLASS } from '../../../geodata/model/indicator.ts';
import type { IndicatorColumns } from '../../../server/contract/indicators.ts';
import type { RuleHitsAnswer } from '../../../server/contract/rules.ts';
import { DEFAULT_SELECTION } from '../../../web/stores/selection-url.ts';
import { parsePlaylist } from '../../../web/wall/playlist.ts';
import { roundOf, selectionOf } from '../../../web/wall/rounds.ts';
import { worstCells } from '../../../web/wall/worst-cells.ts';

const rate = {
  id: 'arrivedOnTimeRate',
  kind: 'rate',
  direction: 'higherIsBetter',
  minimumSample: 10,
} as IndicatorDefinition;

function columns(cells: [string, number | null, number][]): IndicatorColumns {
  return {
    unitIds: cells.map(([unitId]) => unitId),
    value: cells.map(([, value]) => value),
    numerator: cells.map(() => 0),
    denominator: cells.map(([, , sample]) => sample),
    classes: cells.map(() => SPECIAL_CLASS.zero),
  } as unknown as IndicatorColumns;
}

const rules = {
  rules: [],
  hits: [
    { ruleId: 'householdsOutOfRange', unitId: 'f', severity: 'notice', numbers: {} },
    { ruleId: 'cellWithoutWorker', unitId: 'b', severity: 'warn', numbers: {} },
    { ruleId: 'cellWithoutWorker', unitId: 'g', severity: 'warn', numbers: {} },
    { ruleId: 'cellWithoutOrganization', unitId: 'g', severity: 'warn', numbers: {} },
  ],
  numberMatched: 4,
  asOf: '',
} as RuleHitsAnswer;

describe('the worst cells of the day', () => {
  const cells = columns([
    ['a', 96, 40],
    ['b', 71, 41],
    ['c', 12, 8],
    ['d', null, 3],
    ['e', 88, 30],
  ]);

  it('are those with the lowest rate, small samples left out', () => {
    expect(worstCells(cells, rate, null, 2).map((cell) => cell.unitId)).toEqual(['b', 'e']);
  });

  it('are the highest where lower is better', () => {
    const definition = { ...rate, direction: 'lowerIsBetter' } as IndicatorDefinition;
    expect(worstCells(cells, definition, null, 1)[0].unitId).toBe('a');
  });

  it('are filled up with cells that a rule warns of, each once', () => {
    const found = worstCells(cells, rate, rules, 5);
    expect(found.map((cell) => cell.unitId)).toEqual(['b', 'e', 'a', 'g']);
    expect(found[3].reason).toEqual({ kind: 'rule', ruleId: 'cellWithoutWorker' });
  });

  it('may be none', () => {
    expect(worstCells(columns([['c', 12, 8]]), rate, null, 3)).toEqual([]);
  });
});

describe('a round', () => {
  const playlist = parsePlaylist({
    items: [
      { map: 'heat', seconds: 30 },
      { worst: { count: 2 }, seconds: 25 },
    ],
  });
  const cell = { unitId: 'b', reason: { kind: 'rule' as const, ruleId: 'r' } };

  it('shows the maps and then each worst cell', () => {
    const steps = roundOf(playlist, [{ cells: [cell], period: '30d' }]);
    expect(steps.map((step) => [step.map, step.unit, step.seconds, step.period])).toEqual([
      ['heat', null, 30, '7d'],
      ['grid', 'b', 25, '30d'],
    ]);
  });

  it('goes on without worst cells', () => {
    expect(roundOf(playlist, [])).toHaveLength(1);
  });

  it('changes what is shown and keeps theme, language, data set and filters', () => {
    const state = {
      ...DEFAULT_SELECTION,
      theme: 'day' as const,
      dataset: 'baiyun',
      category: 'x',
      unitId: 'old',
      requestId: 7,
    };
    const [step] = roundOf(playlist, []);
    expect(selectionOf(step, state)).toEqual({ ...state, map: 'heat', unitId: null, requestId: null });
  });

  it('plays, compares, and puts the time axis away again', () => {
    const [played, compared, still] = roundOf(
      parsePlaylist({
        items: [{ map: 'grid', play: 'day' }, { map: 'grid', compare: 'previous' }, { map: 'grid' }],
      }),
      [],
    );
    const first = selectionOf(played, DEFAULT_SELECTION);
    expect(first).toMatchObject({ timeStep: 'day', playSpeed: 4, compare: null });
    const second = selectionOf(compared, first);
    expect(second).toMatchObject({ timeStep: 'week', playSpeed: null, compare: 'previous' });
    expect(selectionOf(still, second)).toEqual(DEFAULT_SELECTION);
  });
});
