import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { distanceM } from '../../../geodata/network/plane.ts';
import { createReach, labelAt, reach } from '../../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { edgePieces, streetBands } from '../../../geodata/service-area/street-bands.ts';
import { randomWalkSource } from '../network/random-network.ts';
import { walkSource } from '../network/walk-fixtures.ts';

const CUTOFFS_DM = [900, 2500, 6000];

function stationAt(edge: number, at: number, offDm = 0): SnappedPoints {
  return { edge: Int32Array.of(edge), at: Int32Array.of(at), offDm: Int32Array.of(offDm) };
}

/** What the search says of a place: the first cut-off that holds it, beyond all, or not reached. */
function bandAt(
  network: WalkNetwork,
  from: ReturnType<typeof createReach>,
  edge: number,
  at: number,
): number {
  const { time, source } = labelAt(network, from, edge, at, 0, { time: 0, source: -1 });
  if (source < 0) return CUTOFFS_DM.length + 1;
  const band = CUTOFFS_DM.findIndex((cutoffDm) => time <= cutoffDm);
  return band < 0 ? CUTOFFS_DM.length : band;
}

function metresOf(lines: number[][][]): number {
  let sum = 0;
  for (const line of lines)
    for (let i = 1; i < line.length; i++)
      sum += distanceM(line[i - 1][0], line[i - 1][1], line[i][0], line[i][1]);
  return sum;
}

describe('streets by minutes', () => {
  it('says of every place on every street what the search says', () => {
    fc.assert(
      fc.property(
        randomWalkSource,
        fc.array(
          fc.record({
            edge: fc.nat(1000),
            share: fc.double({ min: 0, max: 1, noNaN: true }),
            offDm: fc.nat(800),
          }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        fc.boolean(),
        (source, stations, avoidSteps) => {
          const network = buildWalkNetwork(source);
          if (network.edgeCount === 0) return;
          const places = stations.map(({ edge, share, offDm }) => ({
            edge: edge % network.edgeCount,
            at: Math.round(share * network.edgeWeight[edge % network.edgeCount]),
            offDm,
          }));
          const doors: SnappedPoints = {
            edge: Int32Array.from(places, ({ edge }) => edge),
            at: Int32Array.from(places, ({ at }) => at),
            offDm: Int32Array.from(places, ({ offDm }) => offDm),
          };
          const from = reach(network, createReach(network), doors, { cutoffDm: 9000, avoidSteps });
          for (let edge = 0; edge < network.edgeCount; edge++) {
            const weight = network.edgeWeight[edge];
            const pieces = edgePieces(network, from, edge, CUTOFFS_DM);
            expect(pieces[0].fromAt).toBe(0);
            expect(pieces[pieces.length - 1].toAt).toBe(weight);
            for (let i = 1; i < pieces.length; i++) expect(pieces[i].fromAt).toBe(pieces[i - 1].toAt);
            // Half a decimetre beside each whole one: no cut lies there.
            for (let at = 0.5; at < weight; at += Math.max(1, Math.floor(weight / 40))) {
              const piece = pieces.find(({ fromAt, toAt }) => fromAt < at && at < toAt);
              expect(piece?.band).toBe(bandAt(network, from, edge, at));
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('cuts a street of 1,000 m where the minutes run out, and leaves out what is not looked at', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [1000, 0],
          [1000, 300],
        ],
        [{ nodes: [0, 1] }, { nodes: [1, 2], kind: 'steps' }],
      ),
    );
    const street = network.edgeWeight[0] > network.edgeWeight[1] ? 0 : 1;
    const isForward =
      network.pointX[network.firstPoint[street]] < network.pointX[network.firstPoint[street + 1] - 1];
    const start = isForward ? 0 : network.edgeWeight[street];
    const from = reach(network, createReach(network), stationAt(street, start), { cutoffDm: 7000 });
    const all = streetBands(network, from, { cutoffsDm: CUTOFFS_DM });
    const metres = all.map(metresOf);
    const costPerM = network.edgeWeight[street] / 10_000;
    expect(metres[0]).toBeCloseTo(90 / costPerM, 0);
    expect(metres[1]).toBeCloseTo(160 / costPerM, 0);
    expect(metres.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1300, -1);
    const near = { minX: -1e6, minY: -1e6, maxX: 1e6, maxY: 1e6 };
    expect(streetBands(network, from, { cutoffsDm: CUTOFFS_DM, window: near })).toEqual(all);
    const elsewhere = { minX: 5e6, minY: 5e6, maxX: 6e6, maxY: 6e6 };
    expect(streetBands(network, from, { cutoffsDm: CUTOFFS_DM, window: elsewhere }).flat()).toEqual([]);
    const lanes = streetBands(network, from, { cutoffsDm: CUTOFFS_DM, kinds: ['lane'] });
    expect(metresOf(lanes.flat())).toBeCloseTo(1000, -1);
  });
});
