/**
 * A flat plane around one point of the city, in whole decimetres: what snapping, barriers and drawing are computed in.
 * At 30° north and 25 km from the middle its scale is off by 0.25 %; lengths that count (edge weights) are therefore
 * measured by `distanceM`, at the latitude where they lie.
 */
export interface Plane {
  originLon: number;
  originLat: number;
  /** Decimetres in one degree of longitude and of latitude at the origin. */
  dmPerDegreeLon: number;
  dmPerDegreeLat: number;
}

const RADIANS = Math.PI / 180;

/** Metres in one degree of latitude (WGS 84 series expansion, error below 1 cm). */
function metresPerDegreeLat(latRadians: number): number {
  return 111132.954 - 559.822 * Math.cos(2 * latRadians) + 1.175 * Math.cos(4 * latRadians);
}

/** Metres in one degree of longitude (WGS 84 series expansion, error below 1 cm). */
function metresPerDegreeLon(latRadians: number): number {
  return (
    111412.84 * Math.cos(latRadians) - 93.5 * Math.cos(3 * latRadians) + 0.118 * Math.cos(5 * latRadians)
  );
}

export function planeAt(originLon: number, originLat: number): Plane {
  return {
    originLon,
    originLat,
    dmPerDegreeLon: metresPerDegreeLon(originLat * RADIANS) * 10,
    dmPerDegreeLat: metresPerDegreeLat(originLat * RADIANS) * 10,
  };
}

export function planeX(plane: Plane, lon: number): number {
  return Math.round((lon - plane.originLon) * plane.dmPerDegreeLon);
}

export function planeY(plane: Plane, lat: number): number {
  return Math.round((lat - plane.originLat) * plane.dmPerDegreeLat);
}

export function planeLon(plane: Plane, x: number): number {
  return plane.originLon + x / plane.dmPerDegreeLon;
}

export function planeLat(plane: Plane, y: number): number {
  return plane.originLat + y / plane.dmPerDegreeLat;
}

/** Metres between two near points (degrees): equirectangular at their middle latitude, good to 1 mm over 1 km. */
export function distanceM(lonA: number, latA: number, lonB: number, latB: number): number {
  const lat = (latA + latB) * 0.5 * RADIANS;
  const dx = (lonB - lonA) * metresPerDegreeLon(lat);
  const dy = (latB - latA) * metresPerDegreeLat(lat);
  return Math.sqrt(dx * dx + dy * dy);
}
