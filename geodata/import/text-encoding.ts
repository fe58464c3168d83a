import { isUtf8 } from 'node:buffer';
import type { ByteSource } from './byte-source.ts';
import { ImportRefusal } from './import-refusal.ts';

export type TextEncoding = 'utf-8' | 'gb18030' | 'utf-16le';

/** What a decoder writes for bytes that are no text. */
export const UNDECODABLE = '\ufffd';

/** A table may hold a stray NUL; where more than this share of the bytes are NUL, it is no text. */
const MOST_NULS = 0.01;
/**
 * Chinese text of the other encoding fails at nearly every character as UTF-8, a damaged file at few. GB18030 takes almost any bytes,
 * so that UTF-8 is asked first.
 */
const MOST_UNDECODABLE = 0.1;
/** Bytes by which an encoding is judged. */
const JUDGED_BYTES = 8 * 2 ** 20;

/**
 * UTF-8 where it is valid or nearly so, else GB18030 (which holds GBK and GB2312); UTF-16 by its mark. By the bytes alone.
 * @throws {ImportRefusal} not-a-table where it is no text, or text of another encoding
 */
export async function detectEncoding(source: ByteSource): Promise<TextEncoding> {
  const { head, fileName } = source;
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (countOf(head, 0) > head.length * MOST_NULS) {
    throw new ImportRefusal(
      'not-a-table',
      `${fileName} holds binary data, not text: give a CSV or XLSX table`,
    );
  }
  if (await isValidUtf8(source)) return 'utf-8';
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    if ((await undecodableShare(source, encoding)) < MOST_UNDECODABLE) return encoding;
  }
  throw new ImportRefusal(
    'not-a-table',
    `${fileName} is neither UTF-8 nor GB18030 text: save it as “CSV UTF-8” and import again`,
  );
}

function countOf(bytes: Buffer, wanted: number): number {
  let count = 0;
  for (const byte of bytes) if (byte === wanted) count += 1;
  return count;
}

async function isValidUtf8(source: ByteSource): Promise<boolean> {
  let carried = Buffer.alloc(0);
  for await (const chunk of source.chunks()) {
    const bytes = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk;
    const end = endOfLastCharacter(bytes);
    if (!isUtf8(bytes.subarray(0, end))) return false;
    carried = Buffer.from(bytes.subarray(end));
  }
  return isUtf8(carried);
}

/** Where the last character begins that the next chunk may go on with; the length where none is cut. */
function endOfLastCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0xc0) return bytes.length - back;
    if (byte < 0x80) break;
  }
  return bytes.length;
}

/** Undecodable places among the characters beyond ASCII. */
async function undecodableShare(source: ByteSource, encoding: TextEncoding): Promise<number> {
  const decoder = new TextDecoder(encoding);
  let judged = 0;
  let beyondAscii = 0;
  let undecodable = 0;
  for await (const chunk of source.chunks()) {
    const text = decoder.decode(chunk, { stream: true });
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) beyondAscii += 1;
      if (code === 0xfffd) undecodable += 1;
    }
    judged += chunk.length;
    // A part that is all ASCII tells nothing.
    if (judged >= JUDGED_BYTES && beyondAscii > 0) break;
  }
  return beyondAscii === 0 ? 1 : undecodable / beyondAscii;
}
