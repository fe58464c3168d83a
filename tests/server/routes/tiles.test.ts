import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
let version: string;
let tile: { z: number; x: number; y: number };
beforeAll(async () => {
  tiny = await tinyDataset();
  const { manifest } = await tiny.datasets.get('tiny');
  version = manifest.version;
  tile = tileAt(manifest.center as [number, number], 13);
}, 60_000);
afterAll(() => tiny.close());

/** Web Mercator tile that holds a point. */
function tileAt([lon, lat]: [number, number], z: number) {
  const side = 2 ** z;
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  return { z, x: Math.floor(((lon + 180) / 360) * side), y: Math.floor(y * side) };
}

test('TileJSON leads to the tiles, under the version', async () => {
  const answer = await tiny.app.inject({ url: '/tiles/areas.json', headers: { host: 'map.example:8080' } });
  expect(answer.json()).toMatchObject({
    tilejson: '3.0.0',
    tiles: [`http://map.example:8080/tiles/areas/{z}/{x}/{y}.mvt?v=${version}`],
  });
  expect(answer.json().vector_layers.map(({ id }: { id: string }) => id)).toContain('gridCell');
  const prefixed = await tiny.app.inject({ url: '/d/tiny/tiles/base.json', headers: { host: 'h' } });
  expect(prefixed.json().tiles).toEqual([`http://h/d/tiny/tiles/base/{z}/{x}/{y}.mvt?v=${version}`]);
});

test('a tile comes compressed, for ever, and is not sent twice', async () => {
  const url = `/tiles/areas/${tile.z}/${tile.x}/${tile.y}.mvt?v=${version}`;
  const answer = await tiny.app.inject(url);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/vnd.mapbox-vector-tile',
    'content-encoding': 'gzip',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  expect(gunzipSync(answer.rawPayload).length).toBeGreaterThan(100);
  const again = await tiny.app.inject({ url, headers: { 'if-none-match': answer.headers.etag as string } });
  expect(again.statusCode).toBe(304);
  expect(again.rawPayload).toHaveLength(0);
});

test('nothing there: 204; no such zoom: 404 that names the zooms', async () => {
  const empty = await tiny.app.inject('/tiles/areas/13/0/0.mvt');
  expect(empty.statusCode).toBe(204);
  expect(empty.rawPayload).toHaveLength(0);
  const outside = await tiny.app.inject('/tiles/areas/22/0/0.mvt');
  expect(outside.json()).toMatchObject({ status: 404, code: 'tile-out-of-range' });
  expect(outside.json().detail).toMatch(/zooms \d+ to \d+/);
});
