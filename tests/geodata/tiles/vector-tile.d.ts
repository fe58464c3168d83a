/** The part of the reader of vector tiles that tests use; the package brings no types of its own. */
declare module '@mapbox/vector-tile' {
  import type { PbfReader } from 'pbf';

  export interface VectorTileFeature {
    type: number;
    properties: Record<string, string | number | boolean>;
    loadGeometry(): { x: number; y: number }[][];
  }
  export interface VectorTileLayer {
    length: number;
    feature(index: number): VectorTileFeature;
  }
  export class VectorTile {
    constructor(reader: PbfReader);
    layers: Record<string, VectorTileLayer>;
  }
}
