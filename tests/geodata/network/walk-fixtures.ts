import {
  WAY_KINDS,
  type WalkGate,
  type WalkSource,
  type WayKind,
} from '../../../geodata/model/walk-source.ts';
import { planeAt, planeLat, planeLon } from '../../../geodata/network/plane.ts';

/** A plane in 贵阳: fixtures are written in metres. */
export const FIXTURE_PLANE = planeAt(106.63, 26.65);

export function lonLat(xM: number, yM: number): [number, number] {
  return [planeLon(FIXTURE_PLANE, xM * 10), planeLat(FIXTURE_PLANE, yM * 10)];
}

export interface FixtureWay {
  nodes: number[];
  kind?: WayKind;
  flags?: number;
  name?: string;
}

/** A source from points in metres, ways over their indexes and gates. */
export function walkSource(
  points: [number, number][],
  ways: FixtureWay[],
  gates: (Pick<WalkGate, 'node' | 'policy'> & Partial<WalkGate>)[] = [],
  barriers: { kind: 'water' | 'railway' | 'wall'; points: [number, number][] }[] = [],
): WalkSource {
  const wayStart = [0];
  for (const way of ways) wayStart.push(wayStart[wayStart.length - 1] + way.nodes.length);
  return {
    nodeLon: Float64Array.from(points, ([x, y]) => lonLat(x, y)[0]),
    nodeLat: Float64Array.from(points, ([x, y]) => lonLat(x, y)[1]),
    wayStart: Uint32Array.from(wayStart),
    wayNodes: Uint32Array.from(ways.flatMap((way) => way.nodes)),
    wayKind: Uint8Array.from(ways, (way) => WAY_KINDS.indexOf(way.kind ?? 'lane')),
    wayFlags: Uint8Array.from(ways, (way) => way.flags ?? 0),
    wayNames: ways.map((way) => way.name ?? ''),
    gates: gates.map((gate) => ({ estateId: null, name: '', ...gate })),
    barriers: barriers.map(({ kind, points: line }) => ({
      kind,
      line: line.flatMap(([x, y]) => lonLat(x, y)),
    })),
    sourceName: 'fixture',
    sourceDate: '2026-11-21',
  };
}
