import { decodeBinaryFile, encodeBinaryFile } from '../network/binary-file.ts';
import type { Surface } from './surface.ts';

const MAGIC = 'OGSF';
const VERSION = 1;

export function encodeSurface(surface: Surface): Uint8Array {
  const { firstOfEdge, point, at, offDm, ...meta } = surface;
  return encodeBinaryFile(MAGIC, VERSION, meta, { firstOfEdge, point, at, offDm });
}

/** Views on `bytes`. Throws `BinaryFileError`. */
export function decodeSurface(bytes: Uint8Array): Surface {
  const { meta, arrays } = decodeBinaryFile(MAGIC, VERSION, bytes);
  return { ...(meta as object), ...Object.fromEntries(arrays) } as unknown as Surface;
}
