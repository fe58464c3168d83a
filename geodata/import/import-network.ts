import type { BasemapFeature } from '../model/basemap.ts';
import type { Building } from '../model/building.ts';
import type { AreaGeometry, BoundingBox } from '../model/geometry.ts';
import type { Unit } from '../model/unit.ts';
import type { WalkSource } from '../model/walk-source.ts';
import { type ExistingCity, nothingYet } from './existing-city.ts';
import { ImportRefusal } from './import-refusal.ts';
import { ProblemLog } from './import-report.ts';
import { OsmFileError } from './osm-error.ts';
import { readOsmPbf } from './osm-read.ts';
import { UnitLocator } from './unit-locator.ts';
import { completeTree } from './unit-tree.ts';

/** The one unit of a data set that has only a street map. */
const EXTRACT_UNIT_ID = 'x001';

export interface NetworkRead {
  walk: WalkSource;
  basemap: BasemapFeature[];
  buildings: Building[];
  units: Unit[];
  shapes: Map<string, AreaGeometry>;
}

/**
 * Streets, basemap and buildings of an OpenStreetMap extract. A data set without units gets one that spans the extract, so that its
 * buildings have a place to be counted in; households are estimated from floors and area, and said to be.
 * @throws {ImportRefusal}
 */
export async function readNetwork(
  path: string,
  options: { within: string | null; datasetName: string; onProgress?: (share: number) => void },
  existing: ExistingCity,
  problems: ProblemLog,
): Promise<NetworkRead> {
  const contents = await readOsmPbf(path, { estimateHouseholds: true, onProgress: options.onProgress }).catch(
    (error) => {
      if (error instanceof OsmFileError) throw new ImportRefusal(error.code, error.message);
      throw error;
    },
  );
  const { report } = contents;
  if (report.missingNodes > 0) {
    problems.add(
      'noted',
      'cut-at-the-edge',
      'extract',
      `${report.missingNodes} nodes of ways lie outside the extract; those ways end at its edge`,
    );
  }
  if (report.buildings.brokenOutlines > 0) {
    problems.add(
      'noted',
      'broken-outlines',
      'extract',
      `${report.buildings.brokenOutlines} buildings have an outline that does not close; left out`,
    );
  }
  if (contents.buildings.length > 0) {
    problems.add(
      'noted',
      'households-estimated',
      'extract',
      'OpenStreetMap knows no households; they are estimated from floors and area',
    );
  }
  const grown =
    existing.units.length === 0 ? rootOver(contents.walk, contents.buildings, options.datasetName) : null;
  const units = grown?.units ?? existing.units;
  const locator = new UnitLocator(units, grown?.shapes ?? existing.shapes);
  const buildings = placeBuildings(contents.buildings, locator, options.within, units, problems);
  return {
    walk: contents.walk,
    basemap: contents.basemap,
    buildings,
    units: grown?.units ?? [],
    shapes: grown?.shapes ?? new Map(),
  };
}

function placeBuildings(
  buildings: readonly Building[],
  locator: UnitLocator,
  within: string | null,
  units: readonly Unit[],
  problems: ProblemLog,
): Building[] {
  if (within !== null && !units.some((unit) => unit.id === within)) {
    throw new ImportRefusal(
      'unknown-within',
      `--within ${within}: there is no such unit; import units first, or leave --within out`,
    );
  }
  const placed: Building[] = [];
  for (const building of buildings) {
    const unitId = locator.locate(building.position[0], building.position[1]) ?? within;
    if (unitId === null) {
      problems.reject(
        'no-unit',
        `building ${building.id}`,
        'lies in the shape of no unit; import units that reach so far, or give --within',
      );
      continue;
    }
    placed.push({ ...building, unitId });
  }
  return placed;
}

function rootOver(
  walk: WalkSource,
  buildings: readonly Building[],
  datasetName: string,
): { units: Unit[]; shapes: Map<string, AreaGeometry> } {
  const [west, south, east, north] = boxOf(walk);
  const shape: AreaGeometry = {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
  const sum = (count: (building: Building) => number) =>
    buildings.reduce((total, building) => total + count(building), 0);
  return completeTree(
    [
      {
        id: EXTRACT_UNIT_ID,
        parentId: null,
        // A district is drawn; a city is only the sum of its districts.
        level: 'district',
        name: datasetName,
        codeStatus: 'generated',
        shape,
        point: null,
        households: sum((building) => building.households),
        residents: sum((building) => building.residents),
        elderly: sum((building) => building.elderly),
        children: sum((building) => building.children),
        validFrom: null,
      },
    ],
    nothingYet(),
    { within: null, datasetName },
    // One root with a shape leaves nothing to report.
    new ProblemLog(),
  );
}

/** Box of all nodes, a little wider, so that buildings at the edge lie inside. */
function boxOf(walk: WalkSource): BoundingBox {
  const margin = 0.002;
  const box: BoundingBox = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < walk.nodeLon.length; i++) {
    box[0] = Math.min(box[0], walk.nodeLon[i] - margin);
    box[1] = Math.min(box[1], walk.nodeLat[i] - margin);
    box[2] = Math.max(box[2], walk.nodeLon[i] + margin);
    box[3] = Math.max(box[3], walk.nodeLat[i] + margin);
  }
  return box;
}
