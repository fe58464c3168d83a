import { gunzipSync } from 'node:zlib';
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';

/** Features of every layer of a gzip MVT. */
export function readTile(gzip: Uint8Array): Map<string, VectorTileFeature[]> {
  const tile = new VectorTile(new PbfReader(gunzipSync(gzip)));
  return new Map(
    Object.entries(tile.layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, index) => layer.feature(index)),
    ]),
  );
}

/** Column and row of the tile of a zoom that holds a point. */
export function tileAt(zoom: number, lon: number, lat: number): [number, number] {
  const side = 2 ** zoom;
  const y = 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
  return [Math.floor((lon / 360 + 0.5) * side), Math.floor(y * side)];
}
