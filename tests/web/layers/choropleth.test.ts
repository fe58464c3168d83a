import { describe, expect, it } from 'vitest';
import { SPECIAL_CLASS } from '../../../geodata/model/indicator.ts';
import { CELL_MARK, PATTERN } from '../../../web/layers/area-style.ts';
import { choroplethStates, classState, rampFor } from '../../../web/layers/choropleth.ts';
import { RAMPS, THEMES, type ThemeName } from '../../../web/theme/tokens.ts';

const THEME_NAMES: ThemeName[] = ['night', 'day'];

describe('class → colour', () => {
  it.each(THEME_NAMES)('%s: the lowest and the highest class take the ends of the ramp', (theme) => {
    for (const count of [2, 3, 4, 5, 6, 7]) {
      const ramp = rampFor(theme, count);
      expect(ramp).toHaveLength(count);
      expect(ramp[0]).toBe(RAMPS[theme][3][0]);
      expect(ramp[count - 1]).toBe(RAMPS[theme][3][2]);
      expect(new Set(ramp).size).toBe(count);
    }
    expect(rampFor(theme, 1)).toHaveLength(1);
  });

  it.each(THEME_NAMES)('%s: zero, no data and too small a sample lie outside of every ramp', (theme) => {
    const all = Object.values(RAMPS[theme]).flat();
    const specials = [SPECIAL_CLASS.zero, SPECIAL_CLASS.noData, SPECIAL_CLASS.suppressed].map((value) =>
      classState(theme, rampFor(theme, 6), value),
    );
    for (const state of specials) expect(all).not.toContain(state.fill);
    expect(specials.map((state) => state.pattern)).toEqual([PATTERN.none, PATTERN.hatch, PATTERN.dots]);
    expect(specials[0].edge).toBe(THEMES[theme].zeroLine);
  });

  it('gives every unit the colour of its class', () => {
    const states = choroplethStates('night', {
      unitIds: ['a', 'b', 'c', 'd'],
      classes: [0, 5, SPECIAL_CLASS.zero, SPECIAL_CLASS.suppressed],
      breaks: [10, 20, 32, 48, 72],
    });
    expect(states.get('a')?.fill).toBe(RAMPS.night[6][0]);
    expect(states.get('b')?.fill).toBe(RAMPS.night[6][5]);
    expect(states.get('c')?.fill).toBe(THEMES.night.zeroFill);
    expect(states.get('d')?.pattern).toBe(PATTERN.dots);
    expect(states.size).toBe(4);
  });

  it('has marks of its own for what scenes draw over a cell', () => {
    expect(new Set(Object.values(CELL_MARK)).size).toBe(Object.values(CELL_MARK).length);
  });
});
