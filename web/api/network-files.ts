import type { NetworkFileName } from '../../server/contract/service-areas.ts';
import { address, type DatasetId, getBytes } from './http.ts';

/** One of the engine's own files; `version` is the data set's, so that it is kept until that changes. `onProgress`: 0…1. */
export function fetchNetworkFile(
  dataset: DatasetId,
  name: NetworkFileName,
  version: string,
  onProgress: (share: number) => void,
): Promise<Uint8Array> {
  return getBytes(address(dataset, `/api/service-areas/files/${name}.bin`, { v: version }), onProgress);
}
