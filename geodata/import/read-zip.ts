import { inflateRawSync } from 'node:zlib';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65535;
const STORED = 0;
const DEFLATED = 8;
/** A part of a shapefile is never larger (the format's own limit is 2 GB); what claims more is broken or a bomb. */
const LARGEST_PART_BYTES = 2 ** 31 - 1;

/**
 * Files of a zip by name, read from its central directory (APPNOTE 6.3, sections 4.3.12 and 4.3.16; no ZIP64, no encryption).
 * @throws with what is wrong with the zip.
 */
export function readZip(zip: Buffer, wanted: RegExp): Map<string, Buffer> {
  const end = findEnd(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const files = new Map<string, Buffer>();
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error('its central directory is broken');
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (wanted.test(name)) files.set(name, entryBytes(zip, at));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

function entryBytes(zip: Buffer, entry: number): Buffer {
  const method = zip.readUInt16LE(entry + 10);
  const length = zip.readUInt32LE(entry + 20);
  const local = zip.readUInt32LE(entry + 42);
  // Name and extra field of the local header may be longer than in the directory.
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(start, start + length);
  if (method === STORED) return bytes;
  if (method === DEFLATED) return inflateRawSync(bytes, { maxOutputLength: LARGEST_PART_BYTES });
  throw new Error(`it is compressed by method ${method}; zip it again in the ordinary way (deflate)`);
}

function findEnd(zip: Buffer): number {
  const lowest = Math.max(0, zip.length - END_BYTES - LONGEST_COMMENT);
  for (let at = zip.length - END_BYTES; at >= lowest; at--) {
    if (zip.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  throw new Error('the end of the zip is missing');
}
