import type { Geometry } from 'geojson';
import { type CoordinateSystem, CrsError } from './coordinate-system.ts';

/** The box in which GCJ-02 and BD-09 are defined: west, south, east, north (the box of gcoord and of the published shift). */
const CHINA = [72.004, 0.8293, 137.8347, 55.8271] as const;

/**
 * Refuses coordinates that cannot be degrees of longitude and latitude in the declared system.
 * @param where names the row or feature in the message
 * @throws {CrsError} crs-metres, crs-swapped, crs-outside or crs-not-a-number, saying what would work.
 */
export function checkPosition(lon: number, lat: number, system: CoordinateSystem, where: string): void {
  const shown = `${where}: coordinates (${lon}, ${lat})`;
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
    throw new CrsError('crs-not-a-number', `${shown} are no numbers: give longitude and latitude in degrees`);
  }
  if (Math.abs(lon) > 180 || Math.abs(lat) > 180) {
    throw new CrsError(
      'crs-metres',
      `${shown} look like metres of a projection: export the file again in degrees (EPSG:4490 or EPSG:4326)`,
    );
  }
  if (!isInChina(lon, lat) && isInChina(lat, lon)) {
    throw new CrsError(
      'crs-swapped',
      `${shown} look like latitude before longitude: swap them, longitude comes first`,
    );
  }
  if (Math.abs(lat) > 90) {
    throw new CrsError(
      'crs-swapped',
      `${shown} have a latitude beyond 90°: is latitude before longitude? longitude comes first`,
    );
  }
  if (lon === 0 && lat === 0) {
    throw new CrsError(
      'crs-outside',
      `${shown} are the empty place 0, 0: leave the coordinates out where there are none`,
    );
  }
  if ((system === 'gcj02' || system === 'bd09') && !isInChina(lon, lat)) {
    throw new CrsError(
      'crs-outside',
      `${shown} are outside China, where ${system} is not defined: declare --crs wgs84`,
    );
  }
}

/** Checks every position of a geometry. @throws {CrsError} for the first that cannot be. */
export function checkGeometry(geometry: Geometry, system: CoordinateSystem, where: string): void {
  if (geometry.type === 'GeometryCollection') {
    for (const part of geometry.geometries) checkGeometry(part, system, where);
    return;
  }
  checkNested(geometry.coordinates, system, where);
}

function checkNested(coordinates: unknown, system: CoordinateSystem, where: string): void {
  if (!Array.isArray(coordinates) || coordinates.length === 0) return;
  if (Array.isArray(coordinates[0])) {
    for (const part of coordinates) checkNested(part, system, where);
    return;
  }
  checkPosition(Number(coordinates[0]), Number(coordinates[1]), system, where);
}

function isInChina(lon: number, lat: number): boolean {
  return lon >= CHINA[0] && lon <= CHINA[2] && lat >= CHINA[1] && lat <= CHINA[3];
}
