import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PlaceIndex } from '../../../server/store/place-index.ts';

it('numbers pairs as a map of texts does, in the order in which they come', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 })), {
    maxLength: 3000,
  });
  fc.assert(
    fc.property(pairs, fc.integer({ min: 0, max: 1_000_000 }), (list, shift) => {
      const index = new PlaceIndex();
      const known = new Map<string, number>();
      for (const [x, y] of list) {
        const key = `${x} ${y}`;
        expect(index.find(x + shift, y)).toBe(known.get(key) ?? -1);
        if (!known.has(key)) known.set(key, known.size);
        expect(index.of(x + shift, y)).toBe(known.get(key));
      }
      expect(index.x.map((x, at) => `${x - shift} ${index.y[at]}`)).toEqual([...known.keys()]);
    }),
    { numRuns: 50 },
  );
  const many = new PlaceIndex();
  for (let at = 0; at < 20_000; at++) expect(many.of(at % 150, Math.floor(at / 150))).toBe(at);
  for (let at = 0; at < 20_000; at++) expect(many.find(at % 150, Math.floor(at / 150))).toBe(at);
});
