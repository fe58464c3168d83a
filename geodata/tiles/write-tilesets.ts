import { mkdir } from 'node:fs/promises';
import type { CityData } from '../model/city-data.ts';
import type { BoundingBox } from '../model/geometry.ts';
import { AREA_LAYERS, AREAS_ZOOMS, areaLayers } from './area-layers.ts';
import { BASE_LAYERS, BASE_ZOOMS, baseLayers } from './base-layers.ts';
import { BUILDINGS_ZOOMS, buildingLayers } from './building-layers.ts';
import { tilesetPath } from './open-tileset.ts';
import { LayerSlicer, type SlicedLayer } from './slice-layers.ts';
import { type ArchiveSummary, type ArchiveTile, type VectorLayer, writeArchive } from './write-archive.ts';

export type TilesetName = 'areas' | 'base' | 'buildings';
export interface TilesetSummary extends ArchiveSummary {
  tileset: TilesetName;
}

/** `fraction` 0…1 over all tilesets. */
export type TileProgress = (fraction: number, tileset: TilesetName) => void;

/** Part of the whole work that each tileset takes, measured on a city of three districts. */
const WORK: Record<TilesetName, number> = { areas: 0.45, base: 0.2, buildings: 0.35 };
/** An archive needs a box even if it is empty. */
const WHOLE_WORLD: BoundingBox = [-180, -85, 180, 85];

/**
 * Writes one PMTiles archive per tileset into `folder`: `areas` (units and labels), `base` (roads, water, green, railways, contours)
 * and `buildings`. Pure computation but for the writing; meant for a worker thread. Source layers: server/contract/tiles.ts.
 */
export async function writeTilesets(
  city: Pick<CityData, 'units' | 'shapes' | 'basemap' | 'buildings'>,
  folder: string,
  options: { onProgress?: TileProgress } = {},
): Promise<TilesetSummary[]> {
  await mkdir(folder, { recursive: true });
  const plans: TilesetPlan[] = [
    { tileset: 'areas', zooms: AREAS_ZOOMS, layers: areasDescription(), layersAt: areaLayers(city) },
    { tileset: 'base', zooms: BASE_ZOOMS, layers: baseDescription(), all: baseLayers(city.basemap) },
    {
      tileset: 'buildings',
      zooms: BUILDINGS_ZOOMS,
      layers: buildingsDescription(),
      all: buildingLayers(city.buildings),
    },
  ];
  const summaries: TilesetSummary[] = [];
  let done = 0;
  for (const plan of plans) {
    const share = WORK[plan.tileset];
    summaries.push(
      await writeTileset(plan, folder, (part) => options.onProgress?.(done + part * share, plan.tileset)),
    );
    done += share;
  }
  return summaries;
}

/** Layers are either the same at all zooms (`all`) or made for each (`layersAt`). */
interface TilesetPlan {
  tileset: TilesetName;
  zooms: { min: number; max: number };
  layers: VectorLayer[];
  all?: SlicedLayer[];
  layersAt?: (zoom: number) => SlicedLayer[];
}

async function writeTileset(
  plan: TilesetPlan,
  folder: string,
  report: (part: number) => void,
): Promise<TilesetSummary> {
  const { min, max } = plan.zooms;
  const tiles: ArchiveTile[] = [];
  const shared = plan.all ? new LayerSlicer(plan.all) : null;
  let bounds = boundsOf(plan.all ?? []);
  for (let zoom = min; zoom <= max; zoom++) {
    report((zoom - min) / (max - min + 1));
    const layers = plan.layersAt?.(zoom) ?? [];
    if (plan.layersAt) bounds = boundsOf(layers);
    for (const tile of (shared ?? new LayerSlicer(layers)).tilesOfZoom(zoom)) tiles.push(tile);
  }
  const summary = await writeArchive(tilesetPath(folder, plan.tileset), tiles, {
    name: plan.tileset,
    layers: plan.layers,
    minZoom: min,
    maxZoom: max,
    bounds: bounds ?? WHOLE_WORLD,
  });
  report(1);
  return { tileset: plan.tileset, ...summary };
}

function boundsOf(layers: SlicedLayer[]): BoundingBox | null {
  const box: BoundingBox = [Infinity, Infinity, -Infinity, -Infinity];
  for (const layer of layers) {
    for (const { bbox } of layer.features) {
      box[0] = Math.min(box[0], bbox[0]);
      box[1] = Math.min(box[1], bbox[1]);
      box[2] = Math.max(box[2], bbox[2]);
      box[3] = Math.max(box[3], bbox[3]);
    }
  }
  return box[0] <= box[2] ? box : null;
}

function areasDescription(): VectorLayer[] {
  const span = { minzoom: AREAS_ZOOMS.min, maxzoom: AREAS_ZOOMS.max };
  const text = 'String' as const;
  return [
    ...AREA_LAYERS.map((id) => ({ id, fields: { id: text, parentId: text, name: text }, ...span })),
    { id: 'label', fields: { id: text, name: text, level: text }, ...span },
  ];
}

function baseDescription(): VectorLayer[] {
  const span = { minzoom: BASE_ZOOMS.min, maxzoom: BASE_ZOOMS.max };
  return BASE_LAYERS.map((id) => ({ id, fields: { kind: 'String', name: 'String' }, ...span }));
}

function buildingsDescription(): VectorLayer[] {
  const fields: VectorLayer['fields'] = {
    id: 'String',
    unitId: 'String',
    estateId: 'String',
    kind: 'String',
    heightM: 'Number',
    floors: 'Number',
    households: 'Number',
    name: 'String',
  };
  return [{ id: 'building', fields, minzoom: BUILDINGS_ZOOMS.min, maxzoom: BUILDINGS_ZOOMS.max }];
}
