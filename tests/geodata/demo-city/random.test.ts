import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../geodata/demo-city/random.ts';

describe('random', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    const draw = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (r) => () =>
            r.next()
        )(createRandom(seed)),
      );
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(2 ** 53 - 1)).not.toEqual(draw(2 ** 53 - 2));
  });

  it('has streams that do not depend on how far the parent was drawn', () => {
    const fresh = createRandom(1).stream('roads').next();
    const drawn = createRandom(1);
    drawn.next();
    expect(drawn.stream('roads').next()).toBe(fresh);
    expect(drawn.stream('people').next()).not.toBe(fresh);
  });

  it('keeps to its ranges and comes near its moments', () => {
    const random = createRandom(3);
    let sum = 0;
    let sumOfSquares = 0;
    const seen = new Set<number>();
    const draws = 20000;
    for (let n = 0; n < draws; n++) {
      const unit = random.next();
      expect(unit >= 0 && unit < 1).toBe(true);
      seen.add(random.int(2, 5));
      const normal = random.normal(10, 2);
      sum += normal;
      sumOfSquares += normal * normal;
    }
    expect([...seen].sort()).toEqual([2, 3, 4, 5]);
    const mean = sum / draws;
    expect(mean).toBeCloseTo(10, 1);
    expect(Math.sqrt(sumOfSquares / draws - mean * mean)).toBeCloseTo(2, 1);
    expect(random.shuffle([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
  });
});
