/**
 * A binary file of named typed arrays behind one JSON header: magic (4 bytes), version (u32), header length (u32), reserved
 * (u32), header, then the arrays, each at a multiple of 8 bytes so that reading makes views and copies nothing.
 * All numbers are little-endian, as every machine that runs Node or a browser is.
 */
export type NumberArray = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

interface ArrayEntry {
  name: string;
  type: string;
  offset: number;
  length: number;
}

const READERS: Record<string, (buffer: ArrayBufferLike, offset: number, length: number) => NumberArray> = {
  Uint8Array: (buffer, offset, length) => new Uint8Array(buffer, offset, length),
  Uint16Array: (buffer, offset, length) => new Uint16Array(buffer, offset, length),
  Int32Array: (buffer, offset, length) => new Int32Array(buffer, offset, length),
  Uint32Array: (buffer, offset, length) => new Uint32Array(buffer, offset, length),
  Float32Array: (buffer, offset, length) => new Float32Array(buffer, offset, length),
  Float64Array: (buffer, offset, length) => new Float64Array(buffer, offset, length),
};

const PREFIX_BYTES = 16;
const align8 = (value: number): number => (value + 7) & ~7;

/** The file is not of the expected kind or version, or cut short; `code` is `wrong-file`, `wrong-version` or `cut-short`. */
export class BinaryFileError extends Error {
  readonly code: 'wrong-file' | 'wrong-version' | 'cut-short';
  constructor(code: 'wrong-file' | 'wrong-version' | 'cut-short', message: string) {
    super(message);
    this.name = 'BinaryFileError';
    this.code = code;
  }
}

export function encodeBinaryFile(
  magic: string,
  version: number,
  meta: unknown,
  arrays: Record<string, NumberArray>,
): Uint8Array {
  const entries: ArrayEntry[] = [];
  let bodyBytes = 0;
  for (const [name, array] of Object.entries(arrays)) {
    entries.push({ name, type: array.constructor.name, offset: bodyBytes, length: array.length });
    bodyBytes = align8(bodyBytes + array.byteLength);
  }
  const header = new TextEncoder().encode(JSON.stringify({ meta, bodyBytes, arrays: entries }));
  const bodyStart = align8(PREFIX_BYTES + header.length);
  const file = new Uint8Array(bodyStart + bodyBytes);
  file.set(new TextEncoder().encode(magic).subarray(0, 4), 0);
  const view = new DataView(file.buffer);
  view.setUint32(4, version, true);
  view.setUint32(8, header.length, true);
  file.set(header, PREFIX_BYTES);
  for (const entry of entries) {
    const array = arrays[entry.name];
    file.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), bodyStart + entry.offset);
  }
  return file;
}

/** Views on `bytes` (copied once only if they do not start at a multiple of 8). Throws `BinaryFileError`. */
export function decodeBinaryFile(
  magic: string,
  version: number,
  bytes: Uint8Array,
): { meta: unknown; arrays: Map<string, NumberArray> } {
  const file = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const found = new TextDecoder('latin1').decode(file.subarray(0, 4));
  if (file.length < PREFIX_BYTES || found !== magic) {
    throw new BinaryFileError(
      'wrong-file',
      `expected a file that begins with “${magic}”, found “${found}”: make it again`,
    );
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const foundVersion = view.getUint32(4, true);
  if (foundVersion !== version) {
    throw new BinaryFileError(
      'wrong-version',
      `${magic} file of version ${foundVersion}, this program reads ${version}: make it again`,
    );
  }
  const headerLength = view.getUint32(8, true);
  const bodyStart = align8(PREFIX_BYTES + headerLength);
  const cutShort = (): never => {
    throw new BinaryFileError('cut-short', `${magic} file ends after ${file.length} bytes: make it again`);
  };
  if (bodyStart > file.length) cutShort();
  const header = JSON.parse(
    new TextDecoder().decode(file.subarray(PREFIX_BYTES, PREFIX_BYTES + headerLength)),
  ) as {
    meta: unknown;
    bodyBytes: number;
    arrays: ArrayEntry[];
  };
  if (bodyStart + header.bodyBytes > file.length) cutShort();
  const arrays = new Map<string, NumberArray>();
  for (const entry of header.arrays) {
    const read = READERS[entry.type];
    arrays.set(entry.name, read(file.buffer, file.byteOffset + bodyStart + entry.offset, entry.length));
  }
  return { meta: header.meta, arrays };
}
