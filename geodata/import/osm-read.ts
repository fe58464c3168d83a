import { basename } from 'node:path';
import type { BasemapFeature } from '../model/basemap.ts';
import type { Building } from '../model/building.ts';
import type { WalkSource } from '../model/walk-source.ts';
import { osmBasemap } from './osm-basemap.ts';
import { type OsmBuildingsReport, osmBuildings } from './osm-buildings.ts';
import { OsmFileError } from './osm-error.ts';
import { readOsmExtract } from './osm-extract.ts';
import { type OsmWalkReport, osmWalkSource } from './osm-walk.ts';

export interface OsmReadOptions {
  /** Called with 0…1 as the file is read. */
  onProgress?: (share: number) => void;
  /** Estimate households and residents from floors and area; otherwise 0 = not known. */
  estimateHouseholds?: boolean;
}

export interface OsmReport {
  nodes: number;
  ways: number;
  relations: number;
  /** References to nodes outside the extract. */
  missingNodes: number;
  date: string;
  walk: OsmWalkReport;
  buildings: OsmBuildingsReport;
}

export interface OsmContents {
  walk: WalkSource;
  buildings: Building[];
  basemap: BasemapFeature[];
  report: OsmReport;
}

/** Streets, buildings and basemap of a .osm.pbf file. Throws `OsmFileError`, also where nothing in it can be walked. */
export async function readOsmPbf(path: string, options: OsmReadOptions = {}): Promise<OsmContents> {
  const extract = await readOsmExtract(path, options.onProgress);
  const { walk, report: walkReport } = osmWalkSource(extract, `OpenStreetMap (${basename(path)})`);
  if (walkReport.walkableWays === 0) {
    throw new OsmFileError(
      'no-walkable-ways',
      `${path} has no way that may be walked (${extract.ways.length} ways, ${walkReport.refusedHighways} highways): take an extract that keeps highway=*`,
    );
  }
  const { buildings, report: buildingsReport } = osmBuildings(extract, options);
  return {
    walk,
    buildings,
    basemap: osmBasemap(extract),
    report: {
      nodes: extract.nodeLon.length,
      ways: extract.ways.length,
      relations: extract.relations.length,
      missingNodes: extract.missingNodes,
      date: extract.date,
      walk: walkReport,
      buildings: buildingsReport,
    },
  };
}
