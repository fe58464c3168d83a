import { describe, expect, it } from 'vitest';
import { slopeCost } from '../../../geodata/network/slope-cost.ts';

describe('slopeCost', () => {
  it.each([
    [0, 1],
    [0.05, 1.015],
    [0.1, 1.21],
    [0.2, 1.716],
  ])('is the mean of up and down by Tobler’s hiking function at a grade of %f', (grade, cost) => {
    expect(slopeCost(grade)).toBeCloseTo(cost, 3);
    expect(slopeCost(-grade)).toBe(slopeCost(grade));
  });

  it('never makes a way shorter, and grows with the grade up to the steepest street there is', () => {
    let before = 1;
    for (let grade = 0.01; grade < 0.35; grade += 0.01) {
      expect(slopeCost(grade)).toBeGreaterThan(before);
      before = slopeCost(grade);
    }
    expect(slopeCost(3)).toBe(slopeCost(0.35));
  });
});
