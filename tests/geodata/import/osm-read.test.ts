import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OsmContents } from '../../../geodata/import/osm-read.ts';
import { readOsmPbf } from '../../../geodata/import/osm-read.ts';
import { WAY_FLAGS, WAY_KINDS } from '../../../geodata/model/walk-source.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { createReach, reach, UNREACHED } from '../../../geodata/network/reach.ts';
import { snapPoints } from '../../../geodata/network/snap.ts';
import { EDGE_FLAGS } from '../../../geodata/network/walk-network.ts';
import { sharedData } from '../../shared-data.ts';
import { reachTwin } from '../network/reach-twin.ts';

const portoPath = sharedData('osm/porto_centre.osm.pbf');
const liechtensteinPath = sharedData('osm/liechtenstein.osm.pbf');

describe.skipIf(portoPath === null)('porto_centre', () => {
  let porto: OsmContents;
  const shares: number[] = [];
  beforeAll(async () => {
    porto = await readOsmPbf(portoPath ?? '', { onProgress: (share) => shares.push(share) });
  });

  it('has its buildings, gates and date', () => {
    const { report } = porto;
    expect(report).toMatchObject({ nodes: 85_149, ways: 22_606, date: '2020-07-20', missingNodes: 0 });
    // 11,353 ways and 58 parts of multipolygons.
    expect(porto.buildings.filter(({ id }) => id.startsWith('osm:w'))).toHaveLength(11_353);
    expect(report.buildings.buildings).toBe(porto.buildings.length);
    // 369 gates, 19 lift gates, 3 sally ports, 1 entrance; the rest of them stands beside the ways.
    expect(report.walk.gatesInFile).toBe(392);
    expect(porto.walk.gates.length).toBe(report.walk.gatesOnWays);
    expect(shares.at(-1)).toBe(1);
  });

  it('walks footways, steps and squares, never the motorway', () => {
    const kinds = new Map<string, number>();
    for (const kind of porto.walk.wayKind) kinds.set(WAY_KINDS[kind], (kinds.get(WAY_KINDS[kind]) ?? 0) + 1);
    expect(kinds.get('steps')).toBeGreaterThan(400);
    expect(kinds.get('footpath')).toBeGreaterThan(900);
    expect(kinds.get('plaza')).toBeGreaterThan(1300);
    expect(porto.report.walk.refusedHighways).toBeGreaterThanOrEqual(16 + 36);
    expect(porto.walk.wayFlags.some((flags) => (flags & WAY_FLAGS.bridge) !== 0)).toBe(true);
  });

  it('has water, railways and walls that nobody crosses off the street', () => {
    const kinds = new Set(porto.walk.barriers.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['railway', 'wall', 'water']);
  });

  it('knows no people unless asked to estimate', async () => {
    expect(porto.buildings.every(({ households, residents }) => households === 0 && residents === 0)).toBe(
      true,
    );
    const estimated = await readOsmPbf(portoPath ?? '', { estimateHouseholds: true });
    const homes = estimated.buildings.filter(({ households }) => households > 0);
    expect(homes.length).toBeGreaterThan(9000);
    expect(estimated.report.buildings.householdsEstimated).toBe(true);
  });

  it('lays every building’s middle inside its outline’s box', () => {
    const outside = porto.buildings.filter(({ position, footprint }) => {
      const lons = footprint.filter((_, i) => i % 2 === 0);
      const lats = footprint.filter((_, i) => i % 2 === 1);
      const isInLon = position[0] >= Math.min(...lons) && position[0] <= Math.max(...lons);
      return !isInLon || position[1] < Math.min(...lats) || position[1] > Math.max(...lats);
    });
    expect(outside).toEqual([]);
  });

  it('has roads, railways, water and green to draw', () => {
    const layers = new Set(porto.basemap.map(({ layer }) => layer));
    expect([...layers].sort()).toEqual(['green', 'railway', 'road', 'water']);
  });

  it('gives the times of the slow search', () => {
    const network = buildWalkNetwork(porto.walk);
    const origins = Float64Array.of(-8.611, 41.1496, -8.6155, 41.1425, -8.6, 41.147);
    const sources = snapPoints(network, origins, { maxDistanceM: 80 });
    expect(sources.edge.every((edge) => edge >= 0)).toBe(true);
    const found = reach(network, createReach(network), sources, { cutoffDm: 20_000 });
    const twin = reachTwin(network, sources, 20_000, 'toward');
    expect(Array.from(found.time)).toEqual(twin.time);
    expect(Array.from(found.nearest)).toEqual(twin.nearest);
    expect(found.touchedCount).toBeGreaterThan(4000);
  });
});

describe.skipIf(liechtensteinPath === null)('liechtenstein', () => {
  it('has villages and mountain paths, partly out of each other’s reach', async () => {
    const { walk, buildings, report } = await readOsmPbf(liechtensteinPath ?? '');
    expect(report.nodes).toBe(142_832);
    expect(buildings.filter(({ id }) => id.startsWith('osm:w')).length).toBeGreaterThan(8900);
    const network = buildWalkNetwork(walk);
    expect(network.edgeFlags.some((flags) => (flags & EDGE_FLAGS.apart) !== 0)).toBe(true);
    const vaduz = snapPoints(network, Float64Array.of(9.5215, 47.1395), { maxDistanceM: 80 });
    const found = reach(network, createReach(network), vaduz, { cutoffDm: 100_000 });
    const twin = reachTwin(network, vaduz, 100_000, 'toward');
    expect(Array.from(found.time)).toEqual(twin.time);
    expect(twin.time.filter((time) => time !== UNREACHED).length).toBeGreaterThan(1000);
  });
});

describe('a file that cannot be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-osm-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };

  it('is named: missing', async () => {
    await expect(readOsmPbf(join(folder, 'none.osm.pbf'))).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it.each([
    ['GeoJSON', '{"type":"FeatureCollection","features":[]}'],
    ['OSM XML', '<?xml version="1.0"?><osm version="0.6"></osm>'],
    ['nearly nothing', 'ab'],
  ])('is named: %s instead of PBF', async (name, text) => {
    const path = fileOf(`${name}.osm.pbf`, new TextEncoder().encode(text));
    await expect(readOsmPbf(path)).rejects.toMatchObject({ code: 'not-osm-pbf' });
    await expect(readOsmPbf(path)).rejects.toThrow(/osmium cat/);
  });

  it.skipIf(portoPath === null)('is named: cut short, damaged, nothing to walk', async () => {
    const whole = readFileSync(portoPath ?? '');
    await expect(readOsmPbf(fileOf('cut.osm.pbf', whole.subarray(0, 400_000)))).rejects.toMatchObject({
      code: 'cut-short',
    });
    const damaged = Uint8Array.from(whole);
    damaged.fill(7, 200_000, 260_000);
    await expect(readOsmPbf(fileOf('damaged.osm.pbf', damaged))).rejects.toMatchObject({
      code: 'broken-block',
    });
    const headerOnly = whole.subarray(0, 4 + whole.readUInt32BE(0));
    const headerBlock = whole.subarray(0, headerOnly.length + blobLength(headerOnly.subarray(4)));
    await expect(readOsmPbf(fileOf('empty.osm.pbf', headerBlock))).rejects.toMatchObject({
      code: 'no-walkable-ways',
    });
  });
});

/** `datasize` (field 3, varint) of a BlobHeader whose only other field is its type. */
function blobLength(header: Uint8Array): number {
  let at = 2 + header[1];
  at++;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    length |= (header[at] & 127) << shift;
    if (header[at++] < 128) return length;
  }
}
