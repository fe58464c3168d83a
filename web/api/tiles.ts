import type { Tileset } from '../../server/contract/tiles.ts';
import { address, type DatasetId } from './http.ts';

/** Address of a tile set's TileJSON; `version` makes a renewed data set miss every cache. */
export function tileJsonUrl(dataset: DatasetId, tileset: Tileset, version: string | null): string {
  return address(dataset, `/tiles/${tileset}.json`, { v: version });
}
