import * as fc from 'fast-check';
import type { GatePolicy, WalkSource, WayKind } from '../../../geodata/model/walk-source.ts';
import { type FixtureWay, walkSource } from './walk-fixtures.ts';

const KINDS: WayKind[] = ['lane', 'footpath', 'steps', 'bridge', 'estatePath'];
const POLICIES: GatePolicy[] = ['open', 'residents', 'closed'];

/** Small random towns: few junctions on a coarse lattice, so that ties, loops, parallel ways and dead ends are common. */
export const randomWalkSource: fc.Arbitrary<WalkSource> = fc
  .integer({ min: 3, max: 14 })
  .chain((count) =>
    fc.record({
      points: fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 })), {
        minLength: count,
        maxLength: count,
      }),
      ways: fc.array(
        fc.record({
          nodes: fc.array(fc.integer({ min: 0, max: count - 1 }), { minLength: 2, maxLength: 5 }),
          kind: fc.constantFrom(...KINDS),
          flags: fc.constantFrom(0, 0, 0, 1, 8),
        }),
        { minLength: 2, maxLength: 14 },
      ),
      gates: fc.array(
        fc.record({ node: fc.integer({ min: 0, max: count - 1 }), policy: fc.constantFrom(...POLICIES) }),
        { maxLength: 6 },
      ),
    }),
  )
  .map(({ points, ways, gates }) =>
    walkSource(
      points.map(([x, y]): [number, number] => [x * 40, y * 40]),
      ways satisfies FixtureWay[],
      gates,
    ),
  );
