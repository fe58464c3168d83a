import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Building } from '../../geodata/model/building.ts';
import type { CityData } from '../../geodata/model/city-data.ts';
import { buildWalkNetwork } from '../../geodata/network/build-network.ts';
import { decodeWalkNetwork, encodeWalkNetwork } from '../../geodata/network/network-file.ts';
import { createSnapper } from '../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../geodata/network/walk-network.ts';
import { buildHomes, type Homes } from '../../geodata/service-area/homes.ts';
import { decodeHomes, encodeHomes } from '../../geodata/service-area/homes-file.ts';
import { buildSurface, type Surface } from '../../geodata/service-area/surface.ts';
import { decodeSurface, encodeSurface } from '../../geodata/service-area/surface-file.ts';
import type { NetworkFileName } from '../contract/service-areas.ts';

/** Where one of the three files lies in the folder of a data set. */
export function networkFilePath(folder: string, name: NetworkFileName): string {
  return join(folder, `${name}.bin`);
}

export interface NetworkFiles {
  network: WalkNetwork;
  homes: Homes;
  /** Read when first drawn from; made where the file is missing. */
  surface(): Surface;
}

export interface NetworkFilesReport {
  nodes: number;
  edges: number;
  gates: number;
  homes: number;
  /** Homes too far from every street, or cut off from it: they count as not covered. */
  unsnappedHomes: number;
}

/**
 * Builds the walking network, puts the homes on it and lays out the surface that bands are drawn on; three files in `folder`.
 * `onProgress`: 0…1.
 */
export async function writeNetworkFiles(
  folder: string,
  city: Pick<CityData, 'walk' | 'buildings' | 'units'>,
  onProgress: (share: number) => void = () => {},
): Promise<NetworkFilesReport> {
  const network = buildWalkNetwork(city.walk);
  await writeFile(networkFilePath(folder, 'network'), encodeWalkNetwork(network));
  onProgress(0.2);
  const snapper = createSnapper(network);
  const { unitIds, cellCount } = unitsOfHomes(city);
  const indexById = new Map(unitIds.map((id, index) => [id, index]));
  const unitIndexOf = (building: Building): number => indexById.get(building.unitId) ?? -1;
  const homes = buildHomes(network, city.buildings, unitIds, unitIndexOf, { cellCount, snapper });
  await writeFile(networkFilePath(folder, 'homes'), encodeHomes(homes));
  onProgress(0.35);
  const surface = buildSurface(network, {
    homes,
    snapper,
    onProgress: (share) => onProgress(0.35 + 0.6 * share),
  });
  await writeFile(networkFilePath(folder, 'surface'), encodeSurface(surface));
  onProgress(1);
  let unsnappedHomes = 0;
  for (let h = 0; h < homes.count; h++)
    if (homes.firstEntrance[h] === homes.firstEntrance[h + 1]) unsnappedHomes++;
  return {
    nodes: network.nodeCount,
    edges: network.edgeCount,
    gates: network.gateCount,
    homes: homes.count,
    unsnappedHomes,
  };
}

/** Grid cells first, in code order, then the coarser units that buildings are assigned to. */
function unitsOfHomes(city: Pick<CityData, 'buildings' | 'units'>): { unitIds: string[]; cellCount: number } {
  const cellIds = city.units.filter((unit) => unit.level === 'gridCell').map((unit) => unit.id);
  cellIds.sort();
  const known = new Set(cellIds);
  const coarser = new Set<string>();
  for (const building of city.buildings) {
    if (building.unitId !== '' && !known.has(building.unitId)) coarser.add(building.unitId);
  }
  return { unitIds: [...cellIds, ...[...coarser].sort()], cellCount: cellIds.length };
}

/** Null where the folder has no network. Throws `BinaryFileError` for files that are broken or of another version. */
export async function readNetworkFiles(folder: string): Promise<NetworkFiles | null> {
  const networkPath = networkFilePath(folder, 'network');
  const homesPath = networkFilePath(folder, 'homes');
  if (!existsSync(networkPath) || !existsSync(homesPath)) return null;
  const [networkBytes, homesBytes] = await Promise.all([readFile(networkPath), readFile(homesPath)]);
  const network = decodeWalkNetwork(networkBytes);
  const homes = decodeHomes(homesBytes);
  let surface: Surface | null = null;
  return {
    network,
    homes,
    surface() {
      const path = networkFilePath(folder, 'surface');
      surface ??= existsSync(path) ? decodeSurface(readFileSync(path)) : buildSurface(network, { homes });
      return surface;
    },
  };
}
