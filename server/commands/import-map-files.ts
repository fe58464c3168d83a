import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { BasemapFeature } from '../../geodata/model/basemap.ts';
import type { Building } from '../../geodata/model/building.ts';
import type { AreaGeometry } from '../../geodata/model/geometry.ts';
import type { Unit } from '../../geodata/model/unit.ts';
import type { WalkSource } from '../../geodata/model/walk-source.ts';
import { writeTilesets } from '../../geodata/tiles/write-tilesets.ts';
import { writeNetworkFiles } from '../store/network-files.ts';
import type { DatasetStore } from '../store/store.ts';

/** What a later import needs again, and the store does not hold: the street map as it was read. */
const STREET_MAP_FILE = 'street-map.bin';
const BUILDINGS_PAGE = 20_000;

export interface StreetMap {
  walk: WalkSource;
  basemap: BasemapFeature[];
}

export async function readStreetMap(folder: string): Promise<StreetMap | null> {
  const path = join(folder, STREET_MAP_FILE);
  return existsSync(path) ? (deserialize(await readFile(path)) as StreetMap) : null;
}

/** Writes tiles and, where there are streets, the walking network anew from what the store holds now. */
export async function writeMapFiles(
  folder: string,
  store: DatasetStore,
  streetMap: StreetMap | null,
  onProgress: (share: number, step: string) => void,
): Promise<void> {
  const units = store.units.list();
  const buildings = await allBuildings(store);
  const city = { units, shapes: await allShapes(store, units), basemap: streetMap?.basemap ?? [], buildings };
  await writeTilesets(city, join(folder, 'tiles'), {
    onProgress: (share) => onProgress(share / 2, 'vector tiles'),
  });
  if (streetMap) {
    await writeFile(join(folder, STREET_MAP_FILE), serialize(streetMap));
    await writeNetworkFiles(folder, { walk: streetMap.walk, buildings, units }, (share) =>
      onProgress(0.5 + share / 2, 'walking network'),
    );
  }
  onProgress(1, 'walking network');
}

export async function allShapes(
  store: DatasetStore,
  units: readonly Unit[],
): Promise<Map<string, AreaGeometry>> {
  const texts = await store.shapes.texts(units.map((unit) => unit.id));
  return new Map([...texts].map(([id, text]) => [id, JSON.parse(text) as AreaGeometry]));
}

export async function allBuildings(store: DatasetStore): Promise<Building[]> {
  const buildings: Building[] = [];
  for (;;) {
    const page = await store.buildings.page({ limit: BUILDINGS_PAGE, offset: buildings.length });
    for (const building of page.buildings) buildings.push(building);
    if (page.buildings.length < BUILDINGS_PAGE) return buildings;
  }
}
