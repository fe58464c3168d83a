import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenTileset, openTileset } from '../../../geodata/tiles/open-tileset.ts';
import { writeTilesets } from '../../../geodata/tiles/write-tilesets.ts';
import { readTile, tileAt } from './read-tile.ts';
import { smallCity } from './small-city.ts';

const SIDE = 6;
const city = smallCity(SIDE);
const cellIds = city.units.filter((unit) => unit.level === 'gridCell').map((unit) => unit.id);
let folder: string;
let areas: OpenTileset;
let base: OpenTileset;
let buildings: OpenTileset;
const progress: number[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tilesets-'));
  await writeTilesets(city, folder, { onProgress: (fraction) => progress.push(fraction) });
  [areas, base, buildings] = await Promise.all(
    ['areas', 'base', 'buildings'].map((tileset) => openTileset(folder, tileset)),
  );
});
afterAll(async () => {
  await Promise.all([areas, base, buildings].map((tileset) => tileset.close()));
  await rm(folder, { recursive: true });
});

/** All tiles of a zoom over the small city. */
async function tilesOf(tileset: OpenTileset, zoom: number) {
  const [x0, y1] = tileAt(zoom, 106.59, 26.59);
  const [x1, y0] = tileAt(zoom, 106.6 + 0.02 * (SIDE + 1), 26.6 + 0.02 * (SIDE + 1));
  const tiles = [];
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const answer = await tileset.getTile(zoom, x, y);
      if (answer.state === 'tile') tiles.push({ x, y, layers: readTile(answer.bytes), etag: answer.etag });
    }
  }
  return tiles;
}

test('progress goes from 0 to 1', () => {
  expect(progress[0]).toBe(0);
  expect(progress.at(-1)).toBeCloseTo(1);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
});

test('every unit is in every zoom, with its label', async () => {
  for (let zoom = 6; zoom <= 15; zoom++) {
    const drawn = new Set<unknown>();
    const labelled = new Set<unknown>();
    for (const { layers } of await tilesOf(areas, zoom)) {
      for (const feature of layers.get('gridCell') ?? []) drawn.add(feature.properties.id);
      for (const feature of layers.get('label') ?? []) labelled.add(feature.properties.id);
    }
    expect([...drawn].sort()).toEqual(cellIds);
    expect(labelled.size).toBe(city.units.length);
  }
});

test('golden: what one tile of each set holds', async () => {
  const rows: string[] = [];
  for (const [name, tileset, zoom] of [
    ['areas', areas, 12],
    ['base', base, 10],
    ['base', base, 14],
    ['buildings', buildings, 14],
  ] as const) {
    const [x, y] = tileAt(zoom, 106.605, 26.606);
    const answer = await tileset.getTile(zoom, x, y);
    if (answer.state !== 'tile') throw new Error(`${name} has no tile`);
    for (const [layer, features] of readTile(answer.bytes)) {
      for (const feature of features) {
        const points = feature.loadGeometry().map((ring) => ring.length);
        rows.push(`${name} z${zoom} ${layer} ${JSON.stringify(feature.properties)} ${points.join('+')}`);
      }
    }
  }
  expect(rows.sort().join('\n')).toMatchSnapshot();
});

test('neighbouring tiles agree: on their common edge each unit has the same stretch', async () => {
  const zoom = 13;
  const tiles = new Map((await tilesOf(areas, zoom)).map((tile) => [`${tile.x}/${tile.y}`, tile.layers]));
  let compared = 0;
  for (const [key, layers] of tiles) {
    const [x, y] = key.split('/').map(Number);
    const right = tiles.get(`${x + 1}/${y}`);
    if (!right) continue;
    const ours = crossings(layers.get('gridCell') ?? [], 4096);
    const theirs = crossings(right.get('gridCell') ?? [], 0);
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
    for (const [id, rows] of ours) {
      const other = theirs.get(id)!;
      expect(rows.length).toBe(other.length);
      // One unit of 4096 for rounding where the edge is crossed.
      rows.forEach((row, index) => {
        expect(Math.abs(row - other[index])).toBeLessThanOrEqual(1.5);
      });
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(5);
});

/** Rows at which each unit's outline crosses the column `x`, ascending. */
function crossings(
  features: { properties: Record<string, unknown>; loadGeometry(): { x: number; y: number }[][] }[],
  x: number,
): Map<unknown, number[]> {
  const found = new Map<unknown, number[]>();
  for (const feature of features) {
    const rows: number[] = [];
    for (const ring of feature.loadGeometry()) {
      for (let i = 0; i + 1 < ring.length; i++) {
        const a = ring[i];
        const b = ring[i + 1];
        if (a.x < x + 0.5 !== b.x < x + 0.5) rows.push(a.y + ((x + 0.5 - a.x) / (b.x - a.x)) * (b.y - a.y));
      }
    }
    const inside = rows.filter((row) => row > 0 && row < 4096).sort((a, b) => a - b);
    if (inside.length > 0) found.set(feature.properties.id, inside);
  }
  return found;
}

test('buildings begin at zoom 13, roads come in by class', async () => {
  expect(await buildings.getTile(12, 0, 0)).toEqual({ state: 'outOfRange', minZoom: 13, maxZoom: 15 });
  const kinds = async (zoom: number) => {
    const tiles = await tilesOf(base, zoom);
    return new Set(
      tiles.flatMap(({ layers }) => (layers.get('road') ?? []).map((road) => road.properties.kind)),
    );
  };
  expect(await kinds(6)).toEqual(new Set(['expressway']));
  expect(await kinds(10)).toEqual(new Set(['expressway', 'arterial']));
  expect(await kinds(14)).toEqual(new Set(['expressway', 'arterial', 'path']));
});

test('the same city makes the same bytes and the same ETags', async () => {
  const again = await mkdtemp(join(tmpdir(), 'tilesets-'));
  await writeTilesets(smallCity(SIDE), again);
  const second = await openTileset(again, 'areas');
  const [x, y] = tileAt(12, 106.65, 26.65);
  expect(await second.getTile(12, x, y)).toEqual(await areas.getTile(12, x, y));
  await second.close();
  await rm(again, { recursive: true });
});
