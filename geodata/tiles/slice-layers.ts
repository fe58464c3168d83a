import { gzipSync } from 'node:zlib';
import { GeoJSONVT, type GeoJSONVTFeature } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { Geometry } from 'geojson';
import type { BoundingBox } from '../model/geometry.ts';
import { mercatorX, mercatorY, tileIdOf } from './tile-id.ts';
import type { ArchiveTile } from './write-archive.ts';

export const TILE_EXTENT = 4096;
/** 320 of 4096: the outline of a unit may glow 40 pixels wide before the cut at a tile's edge shows, on a 512-pixel tile. */
const TILE_BUFFER = 320;

export type Properties = Record<string, string | number>;

/** Features that share a source layer and a span of zooms. `bbox` in degrees. */
export interface SlicedLayer {
  id: string;
  minZoom: number;
  maxZoom: number;
  /** In tile units; lines that both ends of a border must agree on come simplified already and say 0. */
  tolerance: number;
  features: SlicedFeature[];
}

export interface SlicedFeature {
  geometry: Geometry;
  properties: Properties;
  bbox: BoundingBox;
}

/**
 * Cuts layers into gzip MVT tiles of one zoom, each tile with its layers in the given order. Only tiles that hold something come out;
 * they are found from the boxes of the features, since a data set may have parts in far places.
 */
export class LayerSlicer {
  readonly #layers: {
    id: string;
    minZoom: number;
    maxZoom: number;
    index: GeoJSONVT;
    features: SlicedFeature[];
  }[];

  constructor(layers: SlicedLayer[]) {
    this.#layers = layers
      .filter((layer) => layer.features.length > 0)
      .map((layer) => ({
        id: layer.id,
        minZoom: layer.minZoom,
        maxZoom: layer.maxZoom,
        features: layer.features,
        index: new GeoJSONVT(
          {
            type: 'FeatureCollection',
            features: layer.features.map(({ geometry, properties }) => ({
              type: 'Feature',
              geometry,
              properties,
            })),
          },
          {
            maxZoom: layer.maxZoom,
            indexMaxZoom: 0,
            extent: TILE_EXTENT,
            buffer: TILE_BUFFER,
            tolerance: layer.tolerance,
          },
        ),
      }));
  }

  *tilesOfZoom(z: number): Generator<ArchiveTile> {
    const layers = this.#layers.filter((layer) => layer.minZoom <= z && z <= layer.maxZoom);
    const wanted = new Set<number>();
    for (const layer of layers) for (const feature of layer.features) addTilesOf(wanted, feature.bbox, z);
    const side = 2 ** z;
    for (const key of wanted) {
      const x = key % side;
      const y = (key - x) / side;
      const gzip = encodeTile(layers, z, x, y);
      if (gzip) yield { tileId: tileIdOf(z, x, y), gzip };
    }
  }
}

function encodeTile(
  layers: { id: string; index: GeoJSONVT }[],
  z: number,
  x: number,
  y: number,
): Buffer | null {
  const content: Record<string, { features: GeoJSONVTFeature[] }> = {};
  let any = false;
  for (const { id, index } of layers) {
    const tile = index.getTile(z, x, y);
    if (!tile || tile.features.length === 0) continue;
    content[id] = { features: content[id] ? [...content[id].features, ...tile.features] : tile.features };
    any = true;
  }
  if (!any) return null;
  // Only `features` is read of a tile; several slices of one source layer are joined above.
  const bytes = fromGeojsonVt(content as unknown as Parameters<typeof fromGeojsonVt>[0], {
    version: 2,
    extent: TILE_EXTENT,
  });
  return gzipSync(bytes);
}

/** Numbers (row × side + column) of the tiles that a box touches with the tiles' buffer. */
function addTilesOf(wanted: Set<number>, bbox: BoundingBox, z: number): void {
  const side = 2 ** z;
  const margin = TILE_BUFFER / TILE_EXTENT;
  const clamp = (value: number) => Math.min(side - 1, Math.max(0, Math.floor(value)));
  const x1 = clamp(mercatorX(bbox[2]) * side + margin);
  const y1 = clamp(mercatorY(bbox[1]) * side + margin);
  for (let y = clamp(mercatorY(bbox[3]) * side - margin); y <= y1; y++) {
    for (let x = clamp(mercatorX(bbox[0]) * side - margin); x <= x1; x++) wanted.add(y * side + x);
  }
}

/** Box of any nested GeoJSON coordinates. */
export function bboxOf(coordinates: unknown): BoundingBox {
  const bbox: BoundingBox = [Infinity, Infinity, -Infinity, -Infinity];
  extend(bbox, coordinates);
  return bbox;
}

function extend(bbox: BoundingBox, coordinates: unknown): void {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === 'number') {
    const [lon, lat] = coordinates as number[];
    if (lon < bbox[0]) bbox[0] = lon;
    if (lat < bbox[1]) bbox[1] = lat;
    if (lon > bbox[2]) bbox[2] = lon;
    if (lat > bbox[3]) bbox[3] = lat;
    return;
  }
  for (const part of coordinates) extend(bbox, part);
}
