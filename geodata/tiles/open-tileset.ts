import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BoundingBox } from '../model/geometry.ts';
import { type ArchiveHeader, decodeDirectory, decodeHeader, HEADER_BYTES } from './pmtiles-format.ts';
import { tileIdOf } from './tile-id.ts';
import type { ArchiveMetadata, VectorLayer } from './write-archive.ts';

/** `bytes` are gzip-compressed MVT, to be sent with `Content-Encoding: gzip`. `etag` comes with its quotes. */
export type TileAnswer =
  | { state: 'tile'; bytes: Buffer; etag: string }
  | { state: 'empty' }
  | { state: 'outOfRange'; minZoom: number; maxZoom: number };

/** TileJSON 3.0.0 */
export interface TileJson {
  tilejson: '3.0.0';
  name: string;
  scheme: 'xyz';
  tiles: string[];
  minzoom: number;
  maxzoom: number;
  bounds: BoundingBox;
  center: [number, number, number];
  vector_layers: VectorLayer[];
}

export interface OpenTileset {
  /** `urlTemplate` holds `{z}`, `{x}` and `{y}`. */
  tileJson(urlTemplate: string): TileJson;
  /** empty: nothing lies there · outOfRange: no such zoom, or no such column or row in it. */
  getTile(z: number, x: number, y: number): Promise<TileAnswer>;
  close(): Promise<void>;
}

/** Where an archive lies in the tiles folder of a data set. */
export function tilesetPath(folder: string, tileset: string): string {
  return join(folder, `${tileset}.pmtiles`);
}

/**
 * Opens an archive for serving: the file stays open and its whole directory is held in typed arrays, so that a tile costs one binary
 * search and one read. A later rewrite replaces the file; open it again to see it.
 * @throws where the file is missing or no archive.
 */
export async function openTileset(folder: string, tileset: string): Promise<OpenTileset> {
  const file = await open(tilesetPath(folder, tileset), 'r');
  try {
    const header = decodeHeader(await readBytes(file, 0, HEADER_BYTES));
    const metadata: ArchiveMetadata = JSON.parse(
      gunzipSync(await readBytes(file, header.metadataOffset, header.metadataLength)).toString('utf8'),
    );
    const directory = await readDirectory(file, header);
    return servingTileset(file, header, metadata, directory);
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface FlatDirectory {
  tileIds: Float64Array;
  runLengths: Uint32Array;
  offsets: Float64Array;
  lengths: Uint32Array;
}

function servingTileset(
  file: FileHandle,
  header: ArchiveHeader,
  metadata: ArchiveMetadata,
  directory: FlatDirectory,
): OpenTileset {
  const { minZoom, maxZoom, bounds } = header;
  return {
    tileJson: (urlTemplate) => ({
      tilejson: '3.0.0',
      name: metadata.name,
      scheme: 'xyz',
      tiles: [urlTemplate],
      minzoom: minZoom,
      maxzoom: maxZoom,
      bounds,
      center: [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, Math.max(minZoom, 10)],
      vector_layers: metadata.vector_layers,
    }),
    async getTile(z, x, y) {
      const side = 2 ** z;
      if (!(z >= minZoom && z <= maxZoom && x >= 0 && y >= 0 && x < side && y < side)) {
        return { state: 'outOfRange', minZoom, maxZoom };
      }
      const at = findEntry(directory, tileIdOf(z, x, y));
      if (at < 0) return { state: 'empty' };
      const bytes = await readBytes(file, header.dataOffset + directory.offsets[at], directory.lengths[at]);
      return {
        state: 'tile',
        bytes,
        etag: `"${metadata.contentHash}-${directory.offsets[at].toString(36)}"`,
      };
    },
    close: () => file.close(),
  };
}

async function readDirectory(file: FileHandle, header: ArchiveHeader): Promise<FlatDirectory> {
  const root = decodeDirectory(await readBytes(file, header.rootOffset, header.rootLength));
  const entries = root.filter((entry) => entry.runLength > 0);
  for (const leaf of root) {
    if (leaf.runLength > 0) continue;
    const bytes = await readBytes(file, header.leafOffset + leaf.offset, leaf.length);
    for (const entry of decodeDirectory(bytes)) entries.push(entry);
  }
  return {
    tileIds: Float64Array.from(entries, (entry) => entry.tileId),
    runLengths: Uint32Array.from(entries, (entry) => entry.runLength),
    offsets: Float64Array.from(entries, (entry) => entry.offset),
    lengths: Uint32Array.from(entries, (entry) => entry.length),
  };
}

/** Index of the entry whose run holds `tileId`, or -1. */
function findEntry(directory: FlatDirectory, tileId: number): number {
  let low = 0;
  let high = directory.tileIds.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (directory.tileIds[middle] <= tileId) low = middle + 1;
    else high = middle - 1;
  }
  return high >= 0 && tileId - directory.tileIds[high] < directory.runLengths[high] ? high : -1;
}

async function readBytes(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, offset);
  if (bytesRead !== length) throw new Error('the tile archive ends too early: write the tiles again');
  return bytes;
}
