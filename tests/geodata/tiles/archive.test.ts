import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PMTiles, type Source } from 'pmtiles';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTileset, tilesetPath } from '../../../geodata/tiles/open-tileset.ts';
import { decodeDirectory, encodeDirectory } from '../../../geodata/tiles/pmtiles-format.ts';
import { tileIdOf } from '../../../geodata/tiles/tile-id.ts';
import { writeArchive } from '../../../geodata/tiles/write-archive.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiles-'));
});
afterAll(() => rm(folder, { recursive: true }));

const description = {
  name: 'areas',
  layers: [],
  minZoom: 6,
  maxZoom: 12,
  bounds: [106, 26, 107, 27] as [number, number, number, number],
};

/** The reference reader over a file in memory. */
async function referenceReader(path: string): Promise<PMTiles> {
  const bytes = await readFile(path);
  const source: Source = {
    getKey: () => path,
    getBytes: async (offset, length) => ({
      data: new Uint8Array(bytes.subarray(offset, offset + length)).buffer,
    }),
  };
  return new PMTiles(source);
}

const text = (z: number, x: number, y: number) => `tile ${z}/${x}/${y % 7}`;

const packed = new Map<string, Buffer>();
function pack(content: string): Buffer {
  const known = packed.get(content) ?? gzipSync(content);
  packed.set(content, known);
  return known;
}

test('the reference reader finds in a large archive what was put in, leaf directories and runs included', async () => {
  const tiles = [];
  const z = 8;
  for (let x = 0; x < 256; x++) {
    for (let y = 0; y < 256; y += x % 3 === 0 ? 1 : 3) {
      tiles.push({ tileId: tileIdOf(z, x, y), gzip: pack(x > 200 ? 'the same' : text(z, x, y)) });
    }
  }
  const summary = await writeArchive(tilesetPath(folder, 'large'), tiles, description);
  expect(summary.tiles).toBe(tiles.length);
  expect(summary.contents).toBe(201 * 7 + 1);

  const reference = await referenceReader(tilesetPath(folder, 'large'));
  const header = await reference.getHeader();
  expect(header.leafDirectoryLength).toBeGreaterThan(0);
  expect(header).toMatchObject({ minZoom: 6, maxZoom: 12, clustered: true, numAddressedTiles: tiles.length });
  const ours = await openTileset(folder, 'large');
  for (let k = 0; k < 300; k++) {
    const x = (k * 37) % 256;
    const y = (k * 101) % 256;
    const expected = await reference.getZxy(z, x, y);
    const answer = await ours.getTile(z, x, y);
    expect(answer.state).toBe(expected ? 'tile' : 'empty');
    if (!expected) continue;
    expect(Buffer.from(expected.data).toString()).toBe(x > 200 ? 'the same' : text(z, x, y));
    if (answer.state === 'tile') expect(answer.bytes.equals(gzipSync(Buffer.from(expected.data)))).toBe(true);
  }
  await ours.close();
});

test('says where it has no zoom, no column, and nothing to show', async () => {
  await writeArchive(
    tilesetPath(folder, 'few'),
    [{ tileId: tileIdOf(7, 3, 4), gzip: gzipSync('x') }],
    description,
  );
  const tileset = await openTileset(folder, 'few');
  const outOfRange = { state: 'outOfRange', minZoom: 6, maxZoom: 12 };
  expect(await tileset.getTile(5, 0, 0)).toEqual(outOfRange);
  expect(await tileset.getTile(13, 0, 0)).toEqual(outOfRange);
  expect(await tileset.getTile(7, 128, 0)).toEqual(outOfRange);
  expect(await tileset.getTile(7, 0, -1)).toEqual(outOfRange);
  expect(await tileset.getTile(7, 3, 5)).toEqual({ state: 'empty' });
  expect((await tileset.getTile(7, 3, 4)).state).toBe('tile');
  expect(tileset.tileJson('http://localhost/tiles/few/{z}/{x}/{y}.mvt')).toMatchObject({
    tilejson: '3.0.0',
    minzoom: 6,
    maxzoom: 12,
    bounds: [106, 26, 107, 27],
    tiles: ['http://localhost/tiles/few/{z}/{x}/{y}.mvt'],
  });
  await tileset.close();
});

test('an archive without tiles opens and is empty', async () => {
  await writeArchive(tilesetPath(folder, 'none'), [], description);
  const tileset = await openTileset(folder, 'none');
  expect(await tileset.getTile(7, 3, 4)).toEqual({ state: 'empty' });
  await tileset.close();
});

test('a directory survives coding, past 32 bits too', () => {
  const entries = [
    { tileId: 5, offset: 0, length: 10, runLength: 1 },
    { tileId: 6, offset: 10, length: 300, runLength: 2 },
    { tileId: 1e12, offset: 0, length: 10, runLength: 1 },
    { tileId: 1e12 + 1, offset: 2 ** 40, length: 7, runLength: 1 },
  ];
  expect(decodeDirectory(encodeDirectory(entries))).toEqual(entries);
});
