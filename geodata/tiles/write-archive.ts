import { createHash } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { BoundingBox } from '../model/geometry.ts';
import {
  type DirectoryEntry,
  encodeDirectory,
  encodeHeader,
  HEADER_BYTES,
  ROOT_END_BYTES,
} from './pmtiles-format.ts';

/** One tile, compressed already. */
export interface ArchiveTile {
  tileId: number;
  gzip: Buffer;
}

export interface VectorLayer {
  id: string;
  fields: Record<string, 'String' | 'Number'>;
  minzoom: number;
  maxzoom: number;
}

/** What the archive says of itself. `contentHash` names the bytes of all tiles: it makes ETags that survive a restart. */
export interface ArchiveMetadata {
  name: string;
  vector_layers: VectorLayer[];
  contentHash: string;
}

export interface ArchiveSummary {
  tiles: number;
  contents: number;
  bytes: number;
}

const LEAF_ENTRIES = 4096;

/**
 * Writes a clustered PMTiles v3 archive: tiles in Hilbert order, equal contents stored once, runs of equal neighbours in one entry.
 * Written beside and renamed, so that a reader sees the old archive or the new one.
 */
export async function writeArchive(
  path: string,
  tiles: ArchiveTile[],
  description: { name: string; layers: VectorLayer[]; minZoom: number; maxZoom: number; bounds: BoundingBox },
): Promise<ArchiveSummary> {
  const ordered = [...tiles].sort((a, b) => a.tileId - b.tileId);
  const { entries, contents, dataLength, contentHash } = layOut(ordered);
  const { root, leaves } = directories(entries);
  const metadata: ArchiveMetadata = {
    name: description.name,
    vector_layers: description.layers,
    contentHash,
  };
  const metadataBytes = gzipSync(JSON.stringify(metadata));
  const metadataOffset = HEADER_BYTES + root.length;
  const leafOffset = metadataOffset + metadataBytes.length;
  const dataOffset = leafOffset + leaves.length;
  const header = encodeHeader({
    rootOffset: HEADER_BYTES,
    rootLength: root.length,
    metadataOffset,
    metadataLength: metadataBytes.length,
    leafOffset,
    leafLength: leaves.length,
    dataOffset,
    dataLength,
    addressedTiles: ordered.length,
    tileEntries: entries.length,
    tileContents: contents.length,
    minZoom: description.minZoom,
    maxZoom: description.maxZoom,
    bounds: description.bounds,
  });
  const beside = `${path}.writing`;
  const file = await open(beside, 'w');
  try {
    await file.writev([header, root, metadataBytes, leaves]);
    for (const batch of batches(contents)) await file.write(Buffer.concat(batch));
  } finally {
    await file.close();
  }
  await rename(beside, path);
  return { tiles: ordered.length, contents: contents.length, bytes: dataOffset + dataLength };
}

/** Gives every different content a place in the data section, in the order in which tiles first need it. */
function layOut(ordered: ArchiveTile[]) {
  const placeByHash = new Map<string, { offset: number; length: number }>();
  const contents: Buffer[] = [];
  const entries: DirectoryEntry[] = [];
  const all = createHash('sha256');
  let dataLength = 0;
  for (const tile of ordered) {
    const hash = createHash('sha256').update(tile.gzip).digest('base64');
    all.update(`${tile.tileId}:${hash};`);
    let place = placeByHash.get(hash);
    if (!place) {
      place = { offset: dataLength, length: tile.gzip.length };
      placeByHash.set(hash, place);
      contents.push(tile.gzip);
      dataLength += tile.gzip.length;
    }
    const last = entries.at(-1);
    if (last && last.offset === place.offset && last.tileId + last.runLength === tile.tileId) {
      last.runLength += 1;
    } else {
      entries.push({ tileId: tile.tileId, ...place, runLength: 1 });
    }
  }
  return { entries, contents, dataLength, contentHash: all.digest('hex').slice(0, 16) };
}

/** One root where it fits into the first 16 KiB, else a root that points to leaves, which grow until it fits. */
function directories(entries: DirectoryEntry[]): { root: Buffer; leaves: Buffer } {
  const whole = encodeDirectory(entries);
  if (HEADER_BYTES + whole.length <= ROOT_END_BYTES) return { root: whole, leaves: Buffer.alloc(0) };
  for (let size = LEAF_ENTRIES; ; size *= 2) {
    const leaves: Buffer[] = [];
    const rootEntries: DirectoryEntry[] = [];
    let offset = 0;
    for (let start = 0; start < entries.length; start += size) {
      const leaf = encodeDirectory(entries.slice(start, start + size));
      rootEntries.push({ tileId: entries[start].tileId, offset, length: leaf.length, runLength: 0 });
      leaves.push(leaf);
      offset += leaf.length;
    }
    const root = encodeDirectory(rootEntries);
    if (HEADER_BYTES + root.length <= ROOT_END_BYTES) return { root, leaves: Buffer.concat(leaves) };
  }
}

function* batches(contents: Buffer[]): Generator<Buffer[]> {
  const size = 1024;
  for (let start = 0; start < contents.length; start += size) yield contents.slice(start, start + size);
}
