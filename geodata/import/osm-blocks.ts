import { open } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { PbfReader } from 'pbf';
import { OsmFileError } from './osm-error.ts';

export interface OsmBlock {
  type: string;
  data: Uint8Array;
  /** Bytes of the file up to and with this block, and of the whole file. */
  readBytes: number;
  totalBytes: number;
}

/** Limits of the format: a block's header is at most 64 KiB, its body at most 32 MiB. */
const MAX_HEADER_BYTES = 65536;
const MAX_BLOB_BYTES = 33554432;

const CONVERT = 'convert it with “osmium cat in.osm -o out.osm.pbf”';

/** The inflated blocks of a .osm.pbf file, one after the other; never more than one in memory. Throws `OsmFileError`. */
export async function* readOsmBlocks(path: string): AsyncGenerator<OsmBlock> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new OsmFileError('file-not-found', `cannot open ${path} (${error.code ?? error.message})`);
  });
  try {
    const { size } = await file.stat();
    let position = 0;
    const take = async (length: number, what: string): Promise<Buffer> => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, position);
      if (bytesRead < length) {
        throw new OsmFileError(
          'cut-short',
          `${path} ends at byte ${position + bytesRead} in the middle of ${what}: download it again`,
        );
      }
      position += length;
      return buffer;
    };
    while (position < size) {
      const isFirst = position === 0;
      if (isFirst && size < 4)
        throw new OsmFileError('not-osm-pbf', `${path} is no .osm.pbf file: ${CONVERT}`);
      const headerLength = (await take(4, 'a length')).readUInt32BE(0);
      if (headerLength === 0 || headerLength > MAX_HEADER_BYTES) throw notPbf(path, isFirst, position);
      const header = readBlobHeader(await take(headerLength, 'a block header'));
      const isKnown = header.type === 'OSMHeader' || header.type === 'OSMData';
      if (isFirst ? header.type !== 'OSMHeader' : header.type === '') throw notPbf(path, isFirst, position);
      if (header.dataSize <= 0 || header.dataSize > MAX_BLOB_BYTES) throw notPbf(path, isFirst, position);
      const blob = await take(header.dataSize, 'a block');
      if (!isKnown) continue;
      yield {
        type: header.type,
        data: inflateBlob(blob, path, position),
        readBytes: position,
        totalBytes: size,
      };
    }
  } finally {
    await file.close();
  }
}

function notPbf(path: string, isFirst: boolean, position: number): OsmFileError {
  return isFirst
    ? new OsmFileError(
        'not-osm-pbf',
        `${path} does not begin with an OSM header block, so it is no .osm.pbf file: ${CONVERT}`,
      )
    : new OsmFileError('broken-block', `${path} is damaged near byte ${position}: download it again`);
}

function readBlobHeader(bytes: Uint8Array): { type: string; dataSize: number } {
  const header = { type: '', dataSize: 0 };
  try {
    new PbfReader(bytes).readFields((tag, result, pbf) => {
      if (tag === 1) result.type = pbf.readString();
      else if (tag === 3) result.dataSize = pbf.readVarint();
    }, header);
  } catch {
    return { type: '', dataSize: 0 };
  }
  return header;
}

const COMPRESSIONS: Record<number, string> = { 4: 'LZMA', 5: 'bzip2', 6: 'LZ4', 7: 'Zstandard' };

function inflateBlob(bytes: Uint8Array, path: string, position: number): Uint8Array {
  const blob: { raw: Uint8Array | null; zlib: Uint8Array | null; other: string } = {
    raw: null,
    zlib: null,
    other: '',
  };
  try {
    new PbfReader(bytes).readFields((tag, result, pbf) => {
      if (tag === 1) result.raw = pbf.readBytes();
      else if (tag === 3) result.zlib = pbf.readBytes();
      else if (COMPRESSIONS[tag] !== undefined) result.other = COMPRESSIONS[tag];
    }, blob);
    if (blob.raw !== null) return blob.raw;
    if (blob.zlib !== null) return inflateSync(blob.zlib);
  } catch {
    throw new OsmFileError(
      'broken-block',
      `${path} has a damaged block that ends at byte ${position}: download it again`,
    );
  }
  if (blob.other !== '') {
    throw new OsmFileError(
      'unsupported-compression',
      `${path} is compressed with ${blob.other}; zlib is read: “osmium cat in.osm.pbf -f pbf,pbf_compression=zlib -o out.osm.pbf”`,
    );
  }
  throw new OsmFileError(
    'broken-block',
    `${path} has an empty block that ends at byte ${position}: download it again`,
  );
}
