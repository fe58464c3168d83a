import { describe, expect, it } from 'vitest';
import { type CellFacts, findRuleHits, gridRules } from '../../../geodata/indicators/rules.ts';
import { DEFAULT_SETTINGS } from '../../../geodata/indicators/settings.ts';

const SOUND: CellFacts = {
  unitId: 'c',
  households: 400,
  gridWorkers: 1,
  coveringOrganizations: 1,
  walkMinutes: 9,
};

function rulesHit(facts: Partial<CellFacts>): string[] {
  return findRuleHits([{ ...SOUND, ...facts }], DEFAULT_SETTINGS, 15).map((hit) => hit.ruleId);
}

describe('the rules of the grid', () => {
  it.each<[Partial<CellFacts>, string[]]>([
    [{}, []],
    [{ households: 299 }, ['householdsOutOfRange']],
    [{ households: 300 }, []],
    [{ households: 500 }, []],
    [{ households: 501 }, ['householdsOutOfRange']],
    [{ gridWorkers: 0 }, ['cellWithoutWorker']],
    [{ coveringOrganizations: 0 }, ['cellWithoutOrganization']],
    [{ walkMinutes: 15 }, []],
    [{ walkMinutes: 15.1 }, ['stationTooFar']],
    [{ walkMinutes: null }, ['stationTooFar']],
    [{ walkMinutes: undefined }, []],
    [{ households: 0, gridWorkers: 0 }, ['householdsOutOfRange', 'cellWithoutWorker']],
  ])('%j → %j', (facts, hits) => {
    expect(rulesHit(facts)).toEqual(hits);
  });

  it('each says where it comes from and in two languages what it is', () => {
    for (const rule of gridRules(DEFAULT_SETTINGS, 10)) {
      expect(Object.keys(rule.name).sort()).toEqual(['en', 'zh-CN']);
      expect(rule.source).not.toBe('');
    }
    expect(gridRules(DEFAULT_SETTINGS, 10).find((rule) => rule.id === 'stationTooFar')?.thresholds).toEqual({
      maximum: 10,
    });
  });

  it('a hit without a measured walk tells no number it has not', () => {
    const [hit] = findRuleHits([{ ...SOUND, walkMinutes: null }], DEFAULT_SETTINGS, 15);
    expect(hit.numbers).toEqual({ maximum: 15 });
  });
});
