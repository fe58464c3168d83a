import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ImportRefusal } from './import-refusal.ts';

/** Bytes that can be read from the beginning more than once: a file, which is never wholly in memory, or bytes at hand. */
export interface ByteSource {
  fileName: string;
  sizeBytes: number;
  /** The first bytes, at most `HEAD_BYTES`. */
  head: Buffer;
  chunks(): AsyncIterable<Buffer>;
}

/** Enough to tell text from what is none. */
const HEAD_BYTES = 65_536;
/** Some hundreds of rows: their texts are gone again before they would be moved to where long-lived things are. */
const CHUNK_BYTES = 64 * 1024;

/** @throws {ImportRefusal} file-not-found, empty-file */
export async function fileSource(path: string): Promise<ByteSource> {
  const fileName = basename(path);
  const unreadable = (error: NodeJS.ErrnoException): never => {
    throw new ImportRefusal('file-not-found', `${path} cannot be read (${error.code}): check the path`);
  };
  const found = await stat(path).catch(unreadable);
  if (!found.isFile()) throw new ImportRefusal('file-not-found', `${path} is no file: check the path`);
  if (found.size === 0) throw new ImportRefusal('empty-file', `${fileName} is empty`);
  return {
    fileName,
    sizeBytes: found.size,
    head: await readHead(path).catch(unreadable),
    chunks: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }),
  };
}

export function bytesSource(fileName: string, bytes: Buffer): ByteSource {
  return {
    fileName,
    sizeBytes: bytes.length,
    head: bytes.subarray(0, HEAD_BYTES),
    async *chunks() {
      for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
        yield bytes.subarray(start, start + CHUNK_BYTES);
      }
    },
  };
}

export async function allBytes(source: ByteSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
