import { describe, expect, it } from 'vitest';
import { INDICATORS } from '../../../geodata/indicators/definitions.ts';
import { INDICATOR_GROUPS } from '../../../geodata/model/indicator.ts';
import { i18n } from '../../../web/locales/i18n.ts';
import { groupIndicators } from '../../../web/panels/indicator-groups.ts';

describe('the list of indicators', () => {
  it('holds each of the catalogue once, under a group that has a name', () => {
    const groups = groupIndicators(INDICATORS);
    expect(groups.map(({ group }) => group)).toEqual([...INDICATOR_GROUPS]);
    const listed = groups.flatMap(({ indicators }) => indicators.map(({ id }) => id));
    expect(listed.sort()).toEqual(INDICATORS.map(({ id }) => id).sort());
    for (const language of ['zh-CN', 'en'] as const) {
      for (const { group } of groups) expect(i18n.global.te(`picker.groups.${group}`, language)).toBe(true);
    }
  });

  it('leaves out a group that nothing is in', () => {
    const times = INDICATORS.filter(({ group }) => group === 'time');
    expect(groupIndicators(times).map(({ group }) => group)).toEqual(['time']);
    expect(groupIndicators([])).toEqual([]);
  });
});
