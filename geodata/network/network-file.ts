import { decodeBinaryFile, encodeBinaryFile, type NumberArray } from './binary-file.ts';
import type { WalkNetwork } from './walk-network.ts';

const MAGIC = 'OGWN';
const VERSION = 1;

/** One file of everything in `network`. */
export function encodeWalkNetwork(network: WalkNetwork): Uint8Array {
  const meta: Record<string, unknown> = {};
  const arrays: Record<string, NumberArray> = {};
  for (const [name, value] of Object.entries(network)) {
    if (ArrayBuffer.isView(value)) arrays[name] = value as NumberArray;
    else meta[name] = value;
  }
  return encodeBinaryFile(MAGIC, VERSION, meta, arrays);
}

/** The network as views on `bytes`: nothing is copied. Throws `BinaryFileError`. */
export function decodeWalkNetwork(bytes: Uint8Array): WalkNetwork {
  const { meta, arrays } = decodeBinaryFile(MAGIC, VERSION, bytes);
  // The version fixes the fields: what `encodeWalkNetwork` of the same version wrote is a whole network.
  return { ...(meta as object), ...Object.fromEntries(arrays) } as unknown as WalkNetwork;
}
