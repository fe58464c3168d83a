import { gunzipSync, gzipSync } from 'node:zlib';
import type { BoundingBox } from '../model/geometry.ts';

/**
 * The bytes of a PMTiles v3 archive (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md): a header of 127 bytes and
 * directories of varints. Everything is gzip and tiles are MVT here.
 */
export const HEADER_BYTES = 127;
/** The specification wants header and root directory inside the first 16 KiB. */
export const ROOT_END_BYTES = 16384;

const MAGIC = 'PMTiles';
const VERSION = 3;
const GZIP = 2;
const TILE_TYPE_MVT = 1;
const E7 = 1e7;

export interface ArchiveHeader {
  rootOffset: number;
  rootLength: number;
  metadataOffset: number;
  metadataLength: number;
  leafOffset: number;
  leafLength: number;
  dataOffset: number;
  dataLength: number;
  addressedTiles: number;
  tileEntries: number;
  tileContents: number;
  minZoom: number;
  maxZoom: number;
  bounds: BoundingBox;
}

/** A run of tiles with one content; `runLength` 0 means that the entry points to a leaf directory. */
export interface DirectoryEntry {
  tileId: number;
  offset: number;
  length: number;
  runLength: number;
}

export function encodeHeader(header: ArchiveHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write(MAGIC, 0, 'ascii');
  bytes.writeUInt8(VERSION, 7);
  const longs = [
    header.rootOffset,
    header.rootLength,
    header.metadataOffset,
    header.metadataLength,
    header.leafOffset,
    header.leafLength,
    header.dataOffset,
    header.dataLength,
    header.addressedTiles,
    header.tileEntries,
    header.tileContents,
  ];
  longs.forEach((value, index) => {
    bytes.writeBigUInt64LE(BigInt(value), 8 + index * 8);
  });
  bytes.writeUInt8(1, 96); // clustered: data lie in the order of tile ids
  bytes.writeUInt8(GZIP, 97);
  bytes.writeUInt8(GZIP, 98);
  bytes.writeUInt8(TILE_TYPE_MVT, 99);
  bytes.writeUInt8(header.minZoom, 100);
  bytes.writeUInt8(header.maxZoom, 101);
  const [west, south, east, north] = header.bounds;
  bytes.writeInt32LE(Math.round(west * E7), 102);
  bytes.writeInt32LE(Math.round(south * E7), 106);
  bytes.writeInt32LE(Math.round(east * E7), 110);
  bytes.writeInt32LE(Math.round(north * E7), 114);
  bytes.writeUInt8(Math.min(header.maxZoom, Math.max(header.minZoom, 10)), 118);
  bytes.writeInt32LE(Math.round(((west + east) / 2) * E7), 119);
  bytes.writeInt32LE(Math.round(((south + north) / 2) * E7), 123);
  return bytes;
}

/** @throws where the bytes are no archive of this kind; the message says what was found. */
export function decodeHeader(bytes: Buffer): ArchiveHeader {
  if (bytes.length < HEADER_BYTES || bytes.toString('ascii', 0, 7) !== MAGIC) {
    throw new Error('not a PMTiles archive: write the tiles again');
  }
  if (bytes.readUInt8(7) !== VERSION || bytes.readUInt8(97) !== GZIP || bytes.readUInt8(98) !== GZIP) {
    throw new Error('not a gzip PMTiles archive of version 3: write the tiles again');
  }
  const long = (index: number) => Number(bytes.readBigUInt64LE(8 + index * 8));
  return {
    rootOffset: long(0),
    rootLength: long(1),
    metadataOffset: long(2),
    metadataLength: long(3),
    leafOffset: long(4),
    leafLength: long(5),
    dataOffset: long(6),
    dataLength: long(7),
    addressedTiles: long(8),
    tileEntries: long(9),
    tileContents: long(10),
    minZoom: bytes.readUInt8(100),
    maxZoom: bytes.readUInt8(101),
    bounds: [
      bytes.readInt32LE(102) / E7,
      bytes.readInt32LE(106) / E7,
      bytes.readInt32LE(110) / E7,
      bytes.readInt32LE(114) / E7,
    ],
  };
}

/** Column by column: ids as differences, run lengths, lengths, offsets (0 = right after the entry before). Entries ascend. */
export function encodeDirectory(entries: readonly DirectoryEntry[]): Buffer {
  const bytes: number[] = [];
  pushVarint(bytes, entries.length);
  let lastId = 0;
  for (const entry of entries) {
    pushVarint(bytes, entry.tileId - lastId);
    lastId = entry.tileId;
  }
  for (const entry of entries) pushVarint(bytes, entry.runLength);
  for (const entry of entries) pushVarint(bytes, entry.length);
  for (let i = 0; i < entries.length; i++) {
    const before = entries[i - 1];
    const contiguous = before !== undefined && entries[i].offset === before.offset + before.length;
    pushVarint(bytes, contiguous ? 0 : entries[i].offset + 1);
  }
  return gzipSync(Buffer.from(bytes));
}

export function decodeDirectory(compressed: Buffer): DirectoryEntry[] {
  const bytes = gunzipSync(compressed);
  let at = 0;
  const varint = () => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  const entries: DirectoryEntry[] = [];
  const count = varint();
  let tileId = 0;
  for (let i = 0; i < count; i++) {
    tileId += varint();
    entries.push({ tileId, offset: 0, length: 0, runLength: 0 });
  }
  for (const entry of entries) entry.runLength = varint();
  for (const entry of entries) entry.length = varint();
  for (let i = 0; i < count; i++) {
    const value = varint();
    entries[i].offset = value === 0 && i > 0 ? entries[i - 1].offset + entries[i - 1].length : value - 1;
  }
  return entries;
}

/** Little-endian groups of seven bits; by division, since ids and offsets pass 32 bits. */
function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}
