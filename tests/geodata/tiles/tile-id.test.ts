import fc from 'fast-check';
import { zxyToTileId } from 'pmtiles';
import { expect, test } from 'vitest';
import { tileIdOf } from '../../../geodata/tiles/tile-id.ts';

test('numbers tiles as the PMTiles reader does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), fc.nat(), fc.nat(), (z, column, row) => {
      const side = 2 ** z;
      expect(tileIdOf(z, column % side, row % side)).toBe(zxyToTileId(z, column % side, row % side));
    }),
  );
});
