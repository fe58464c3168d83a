import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AliasTable } from '../../../geodata/demo-city/alias-table.ts';

describe('alias table', () => {
  it('gives every index its exact share of the unit interval', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 })
          .filter((all) => all.some(Boolean)),
        (weights) => {
          const sum = weights.reduce((total, weight) => total + weight, 0);
          const table = new AliasTable(weights);
          // Evenly spaced points measure the part of the interval that leads to an index, up to a point per border.
          const points = 6_000;
          const hits = new Array<number>(weights.length).fill(0);
          for (let point = 0; point < points; point++) hits[table.draw((point + 0.5) / points)]! += 1;
          weights.forEach((weight, index) => {
            if (weight === 0) expect(hits[index]).toBe(0);
            expect(Math.abs(hits[index]! - (points * weight) / sum)).toBeLessThanOrEqual(weights.length + 1);
          });
        },
      ),
    );
  });

  it('refuses weights that are all 0', () => {
    expect(() => new AliasTable([0, 0])).toThrow(/above 0/);
  });
});
