import { decodeBinaryFile, encodeBinaryFile, type NumberArray } from '../network/binary-file.ts';
import type { Homes } from './homes.ts';

const MAGIC = 'OGHM';
const VERSION = 1;

export function encodeHomes(homes: Homes): Uint8Array {
  const { count, cellCount, unitIds, buildingIds, estateIds, ...arrays } = homes;
  const meta = { count, cellCount, unitIds, buildingIds, estateIds };
  return encodeBinaryFile(MAGIC, VERSION, meta, { ...arrays });
}

/** Views on `bytes`. Throws `BinaryFileError`. */
export function decodeHomes(bytes: Uint8Array): Homes {
  const { meta, arrays } = decodeBinaryFile(MAGIC, VERSION, bytes);
  return {
    ...(meta as object),
    ...(Object.fromEntries(arrays) as Record<string, NumberArray>),
  } as unknown as Homes;
}
