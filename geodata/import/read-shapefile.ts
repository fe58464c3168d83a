import type { FeatureCollection, GeoJsonProperties, Geometry } from 'geojson';
import * as shapefile from 'shpjs';
import { ImportRefusal } from './import-refusal.ts';
import { readZip } from './read-zip.ts';
import type { SourceFile } from './source-rows.ts';

/** The functions used of the package; its published types are of an older release. */
interface ShapefileReader {
  parseShp(shp: Buffer, projection?: string): Geometry[];
  parseDbf(dbf: Buffer, encoding?: string): GeoJsonProperties[];
}
const reader = shapefile as unknown as ShapefileReader;

/**
 * A zip with one .shp and its .dbf. Text is read in the encoding of the .cpg; without one as UTF-8 where that is valid, else GB18030,
 * since that is what Chinese offices write. A projected .prj is unprojected to degrees.
 * @throws {ImportRefusal} not-features
 */
export function readShapefileZip(file: SourceFile): FeatureCollection<Geometry | null> {
  try {
    const { shp, dbf, cpg, prj } = shapefileParts(readZip(file.bytes, /\.(shp|dbf|cpg|prj)$/i));
    const shapes = reader.parseShp(shp, prj?.toString('utf8'));
    const rows = dbf ? reader.parseDbf(dbf, cpg?.toString('utf8').trim() ?? textEncoding(dbf)) : [];
    return {
      type: 'FeatureCollection',
      features: shapes.map((geometry, index) => ({
        type: 'Feature',
        geometry,
        properties: rows[index] ?? {},
      })),
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ImportRefusal(
      'not-features',
      `${file.fileName} is no zipped Shapefile that can be read (${problem}): zip one .shp with its .dbf, .shx and .prj, or give GeoJSON`,
    );
  }
}

function shapefileParts(files: Map<string, Buffer>): {
  shp: Buffer;
  dbf?: Buffer;
  cpg?: Buffer;
  prj?: Buffer;
} {
  const shapes = [...files.keys()].filter((name) => /\.shp$/i.test(name) && !name.includes('__MACOSX'));
  if (shapes.length !== 1) throw new Error(`it holds ${shapes.length} .shp files where one is wanted`);
  const stem = shapes[0].slice(0, -4).toLowerCase();
  const part = (suffix: string) => {
    const name = [...files.keys()].find((candidate) => candidate.toLowerCase() === `${stem}.${suffix}`);
    return name === undefined ? undefined : files.get(name);
  };
  return { shp: files.get(shapes[0])!, dbf: part('dbf'), cpg: part('cpg'), prj: part('prj') };
}

function textEncoding(dbf: Buffer): string {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(dbf);
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}
