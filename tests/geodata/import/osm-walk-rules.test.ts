import { afterAll, describe, expect, it } from 'vitest';
import { readOsmPbf } from '../../../geodata/import/osm-read.ts';
import { WAY_FLAGS, WAY_KINDS, type WalkSource } from '../../../geodata/model/walk-source.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { createReach, reach, UNREACHED } from '../../../geodata/network/reach.ts';
import { EDGE_FLAGS, type WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { Files } from './files.ts';
import { type TinyOsm, tinyOsmPbf } from './tiny-osm.ts';

const files = new Files();
afterAll(() => files.remove());

async function walkOf(osm: TinyOsm): Promise<WalkSource> {
  return (await readOsmPbf(await files.write('tiny.osm.pbf', tinyOsmPbf(osm)))).walk;
}

async function networkOf(osm: TinyOsm): Promise<WalkNetwork> {
  return buildWalkNetwork(await walkOf(osm));
}

type Tags = Record<string, string>;

/** A way of 100 m with these tags beside a street that is always there; null where it may not be walked. */
async function wayWith(tags: Tags): Promise<{ kind: string; flags: number } | null> {
  const walk = await walkOf({
    nodes: [
      [0, 0],
      [100, 0],
      [0, 50],
      [100, 50],
    ],
    ways: [
      { nodes: [0, 1], tags: { highway: 'residential', name: 'street' } },
      { nodes: [2, 3], tags: { ...tags, name: 'way' } },
    ],
  });
  const way = walk.wayNames.indexOf('way');
  return way < 0 ? null : { kind: WAY_KINDS[walk.wayKind[way]], flags: walk.wayFlags[way] };
}

const isWalked = async (tags: Tags): Promise<boolean> => (await wayWith(tags)) !== null;

/** Effective decimetres from the place of one node to another's along the network, `UNREACHED` where there is none. */
function timeBetween(network: WalkNetwork, from: [number, number], to: [number, number]): number {
  const nodeAt = ([x, y]: [number, number]): number[] => {
    const nodes: number[] = [];
    // The plane's origin is the middle of the nodes; fixtures here begin at 0, 0, its lowest corner.
    const lowX = Math.min(...network.nodeX);
    const lowY = Math.min(...network.nodeY);
    for (let n = 0; n < network.nodeCount; n++) {
      if (Math.abs(network.nodeX[n] - lowX - x * 10) < 5 && Math.abs(network.nodeY[n] - lowY - y * 10) < 5)
        nodes.push(n);
    }
    return nodes;
  };
  const [start] = nodeAt(from);
  const edge =
    network.edgeFrom.indexOf(start) >= 0 ? network.edgeFrom.indexOf(start) : network.edgeTo.indexOf(start);
  const at = network.edgeFrom[edge] === start ? 0 : network.edgeWeight[edge];
  const room = createReach(network);
  const sources = { edge: Int32Array.of(edge), at: Int32Array.of(at), offDm: Int32Array.of(0) };
  reach(network, room, sources, { cutoffDm: 1_000_000, direction: 'away' });
  return Math.min(...nodeAt(to).map((node) => room.time[node]));
}

describe('who may walk on a way of OpenStreetMap', () => {
  it.each([
    ['primary', 'arterial'],
    ['secondary', 'secondary'],
    ['tertiary', 'collector'],
    ['residential', 'lane'],
    ['service', 'lane'],
    ['pedestrian', 'plaza'],
    ['footway', 'footpath'],
    ['path', 'footpath'],
    ['track', 'footpath'],
    ['steps', 'steps'],
  ])('everybody on a %s', async (highway, kind) => {
    expect(await wayWith({ highway })).toEqual({ kind, flags: 0 });
  });

  it('nobody on a motorway, not even beside a sidewalk, unless people on foot are named', async () => {
    expect(await isWalked({ highway: 'motorway' })).toBe(false);
    expect(await isWalked({ highway: 'motorway_link', sidewalk: 'both' })).toBe(false);
    expect(await isWalked({ highway: 'primary', motorroad: 'yes' })).toBe(false);
    expect(await isWalked({ highway: 'motorway', foot: 'yes' })).toBe(true);
  });

  it('on a trunk road, a cycleway or a bridleway only those whom a tag names', async () => {
    for (const highway of ['trunk', 'cycleway', 'bridleway']) {
      expect(await isWalked({ highway })).toBe(false);
      expect(await isWalked({ highway, foot: 'designated' })).toBe(true);
    }
    expect(await isWalked({ highway: 'trunk', sidewalk: 'left' })).toBe(true);
    expect(await isWalked({ highway: 'trunk', 'sidewalk:right': 'yes' })).toBe(true);
    expect(await isWalked({ highway: 'trunk', sidewalk: 'no', 'sidewalk:both': 'no' })).toBe(false);
  });

  it('by foot before access', async () => {
    expect(await isWalked({ highway: 'service', access: 'no' })).toBe(false);
    expect(await isWalked({ highway: 'service', access: 'no', foot: 'yes' })).toBe(true);
    expect(await isWalked({ highway: 'service', access: 'yes', foot: 'no' })).toBe(false);
    expect(await isWalked({ highway: 'primary', foot: 'use_sidepath' })).toBe(false);
    expect(await isWalked({ highway: 'residential', vehicle: 'no' })).toBe(true);
  });

  it('residents only where it is private', async () => {
    expect((await wayWith({ highway: 'service', access: 'private' }))?.flags).toBe(WAY_FLAGS.residentsOnly);
    expect((await wayWith({ highway: 'service', access: 'private', foot: 'yes' }))?.flags).toBe(0);
  });

  it('nobody on what runs by itself or is not built yet', async () => {
    expect(await isWalked({ highway: 'steps', conveying: 'yes' })).toBe(false);
    expect(await isWalked({ highway: 'steps', conveying: 'no' })).toBe(true);
    expect(await isWalked({ highway: 'elevator' })).toBe(false);
    expect(await isWalked({ highway: 'construction' })).toBe(false);
  });

  it('bridges and tunnels are known as such, a passage through a building is neither', async () => {
    expect((await wayWith({ highway: 'footway', bridge: 'yes' }))?.flags).toBe(WAY_FLAGS.bridge);
    expect((await wayWith({ highway: 'footway', tunnel: 'yes' }))?.flags).toBe(WAY_FLAGS.tunnel);
    expect((await wayWith({ highway: 'footway', bridge: 'no', tunnel: 'building_passage' }))?.flags).toBe(0);
  });
});

describe('one-ways', () => {
  const there = {
    nodes: [
      [0, 0],
      [100, 0],
    ] as TinyOsm['nodes'],
    from: [0, 0],
    to: [100, 0],
  } as const;
  const times = async (tags: Tags): Promise<[number, number]> => {
    const network = await networkOf({
      nodes: there.nodes,
      ways: [{ nodes: [0, 1], tags: { highway: 'residential', ...tags } }],
    });
    return [timeBetween(network, [0, 0], [100, 0]), timeBetween(network, [100, 0], [0, 0])];
  };

  it('are for vehicles, unless they name people on foot', async () => {
    expect(await times({ oneway: 'yes' })).toEqual([1000, 1000]);
    expect(await times({ 'oneway:foot': 'no', oneway: 'yes' })).toEqual([1000, 1000]);
    expect(await times({ 'oneway:foot': 'yes' })).toEqual([1000, UNREACHED]);
    expect(await times({ 'foot:backward': 'no' })).toEqual([1000, UNREACHED]);
  });

  it('may run against the direction in which a way is drawn', async () => {
    expect(await times({ 'oneway:foot': '-1' })).toEqual([UNREACHED, 1000]);
    expect(await times({ 'foot:forward': 'no' })).toEqual([UNREACHED, 1000]);
  });
});

describe('ways that cross', () => {
  const cross = (middle: number[]): TinyOsm => ({
    nodes: [
      [0, 50],
      [100, 50],
      [50, 0],
      [50, 100],
      [50, 50],
    ],
    ways: [
      { nodes: [0, ...middle, 1], tags: { highway: 'residential' } },
      { nodes: [2, ...middle, 3], tags: { highway: 'residential', name: 'above' } },
    ],
  });

  it('join only where they share a node', async () => {
    expect(timeBetween(await networkOf(cross([])), [0, 50], [50, 0])).toBe(UNREACHED);
    expect(timeBetween(await networkOf(cross([4])), [0, 50], [50, 0])).toBe(1000);
  });
});

describe('a square', () => {
  const square = (tags: Tags): TinyOsm => ({
    nodes: [
      [0, 0],
      [80, 0],
      [80, 80],
      [0, 80],
      [0, -200],
      [80, 280],
    ],
    ways: [
      { nodes: [0, 1, 2, 3, 0], tags: { highway: 'pedestrian', area: 'yes', ...tags } },
      { nodes: [4, 0], tags: { highway: 'residential' } },
      { nodes: [2, 5], tags: { highway: 'residential' } },
    ],
  });

  it('is crossed straight from mouth to mouth', async () => {
    const diagonal = Math.round(Math.hypot(80, 80) * 10);
    const time = timeBetween(await networkOf(square({})), [0, 0], [80, 480]);
    expect(Math.abs(time - 2000 - diagonal - 2000)).toBeLessThanOrEqual(2);
  });

  it('that is private is not crossed by strangers', async () => {
    const walk = await walkOf(square({ access: 'private' }));
    const plazas = [...walk.wayKind].flatMap((kind, way) => (WAY_KINDS[kind] === 'plaza' ? [way] : []));
    expect(plazas.length).toBeGreaterThan(1);
    expect(plazas.every((way) => walk.wayFlags[way] === WAY_FLAGS.residentsOnly)).toBe(true);
  });
});

describe('a gate or a barrier on a way', () => {
  const policyOf = async (tags: Tags): Promise<string | null> => {
    const walk = await walkOf({
      nodes: [
        [0, 0],
        [50, 0, tags],
        [100, 0],
      ],
      ways: [{ nodes: [0, 1, 2], tags: { highway: 'footway' } }],
    });
    return walk.gates[0]?.policy ?? null;
  };

  it('is open where nothing is said, and else as its tags say', async () => {
    expect(await policyOf({ barrier: 'gate' })).toBe('open');
    expect(await policyOf({ barrier: 'gate', access: 'private' })).toBe('residents');
    expect(await policyOf({ barrier: 'lift_gate', locked: 'yes' })).toBe('residents');
    expect(await policyOf({ barrier: 'gate', access: 'no' })).toBe('closed');
    expect(await policyOf({ barrier: 'gate', access: 'private', foot: 'yes' })).toBe('open');
  });

  it('stops nobody where it is a bollard or a kerb, everybody where it is a wall or a fence', async () => {
    expect(await policyOf({ barrier: 'bollard' })).toBeNull();
    expect(await policyOf({ barrier: 'kerb' })).toBeNull();
    expect(await policyOf({ barrier: 'fence' })).toBe('closed');
    expect(await policyOf({ barrier: 'wall', foot: 'yes' })).toBeNull();
  });

  it('parts the way in two until it is opened', async () => {
    const network = await networkOf({
      nodes: [
        [0, 0],
        [50, 0, { barrier: 'gate', access: 'no' }],
        [100, 0],
      ],
      ways: [{ nodes: [0, 1, 2], tags: { highway: 'footway' } }],
    });
    expect(timeBetween(network, [0, 0], [100, 0])).toBe(UNREACHED);
    network.gatePolicy[0] = 0;
    expect(timeBetween(network, [0, 0], [100, 0])).toBe(1000);
  });
});

describe('a slope', () => {
  const hill = (tags: Tags, highway = 'footway'): TinyOsm => ({
    nodes: [
      [0, 0],
      [100, 0],
      [200, 0],
    ],
    ways: [
      { nodes: [0, 1], tags: { highway } },
      { nodes: [1, 2], tags: { highway, ...tags } },
    ],
  });
  const secondHundred = async (tags: Tags, highway?: string): Promise<number> => {
    const network = await networkOf(hill(tags, highway));
    return timeBetween(network, [0, 0], [200, 0]) - (highway === 'steps' ? 2000 : 1000);
  };

  it('makes a way longer, the same up as down', async () => {
    // Tobler: 6·e^(−3.5·0.15) km/h up and 6·e^(−3.5·0.05) down against 6·e^(−3.5·0.05) on the level.
    const tenPercent = (1000 * (Math.exp(0.35) + 1)) / 2;
    expect(Math.abs((await secondHundred({ incline: '10%' })) - tenPercent)).toBeLessThanOrEqual(1);
    expect(Math.abs((await secondHundred({ incline: '-10 %' })) - tenPercent)).toBeLessThanOrEqual(1);
    expect(Math.abs((await secondHundred({ incline: '10' })) - tenPercent)).toBeLessThanOrEqual(1);
    const network = await networkOf(hill({ incline: '10%' }));
    expect(timeBetween(network, [200, 0], [0, 0])).toBe(timeBetween(network, [0, 0], [200, 0]));
  });

  it('in degrees is steeper than in percent', async () => {
    const slope = Math.tan(Math.PI / 18);
    const up = Math.exp(3.5 * slope);
    const down = Math.exp(3.5 * (slope - 0.1));
    expect(Math.abs((await secondHundred({ incline: '10°' })) - 500 * (up + down))).toBeLessThanOrEqual(1);
  });

  it('of unknown steepness counts as level', async () => {
    for (const incline of ['up', 'down', 'steep', '', '90°'])
      expect(await secondHundred({ incline })).toBe(1000);
  });

  it('of steps is in the cost of steps already', async () => {
    expect(await secondHundred({ incline: '50%' }, 'steps')).toBe(2000);
  });

  it('leaves the drawn way as long as it is', async () => {
    const network = await networkOf(hill({ incline: '20%' }));
    const last = network.pointX.length - 1;
    expect(network.edgeCount).toBe(1);
    expect(Math.abs(network.pointX[last] - network.pointX[0])).toBe(2000);
    expect(network.edgeFlags[0] & EDGE_FLAGS.apart).toBe(0);
  });
});
