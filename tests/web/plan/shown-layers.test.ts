import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatShown,
  PLAN_LAYERS,
  parseShown,
  toggled,
  USUAL_LAYERS,
} from '../../../web/plan/shown-layers.ts';

describe('what lies on the planner’s map, as text of the address', () => {
  it('comes back as it was written, whatever is chosen', () => {
    fc.assert(
      fc.property(fc.subarray([...PLAN_LAYERS]), (names) => {
        expect(parseShown(formatShown(new Set(names)))).toEqual(new Set(names));
      }),
    );
  });

  it('leaves the usual out of the address, and tells nothing apart from the usual', () => {
    expect(formatShown(new Set(USUAL_LAYERS))).toBeNull();
    expect(parseShown(null)).toEqual(new Set(USUAL_LAYERS));
    expect(formatShown(new Set())).toBe('none');
    expect(parseShown('none').size).toBe(0);
  });

  it('passes over names that it does not know, so that an old link still opens', () => {
    expect(parseShown('streets,somethingElse')).toEqual(new Set(['streets']));
  });

  it('puts a layer on and takes it off again', () => {
    const before = parseShown(null);
    expect(toggled(toggled(before, 'circles'), 'circles')).toEqual(before);
    expect(toggled(before, 'bands').has('bands')).toBe(false);
    expect(before.has('bands')).toBe(true);
  });
});
