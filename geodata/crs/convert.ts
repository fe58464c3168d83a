import gcoord from 'gcoord';
import type { Geometry } from 'geojson';
import type { Position } from '../model/geometry.ts';
import type { CoordinateSystem } from './coordinate-system.ts';

/** A hundredth of the promised 0.1 m, in degrees of latitude. */
const CLOSE_ENOUGH_DEGREES = 1e-8;
/** Each step shrinks the error about a hundredfold; more than ten only happen on the edge of the box around China. */
const MOST_STEPS = 12;

const FORWARD = { gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const;

/** WGS 84 → a shifted system; exact, since the shifts are defined in this direction. */
export function fromWgs84(position: Position, system: CoordinateSystem): Position {
  if (system === 'wgs84' || system === 'cgcs2000') return [position[0], position[1]];
  const [lon, lat] = gcoord.transform([position[0], position[1]], gcoord.WGS84, FORWARD[system]);
  return [lon, lat];
}

/**
 * Any declared system → WGS 84. The shifts have no closed inverse: the position whose forward shift lands on the given one is
 * sought by iteration, to less than 0.1 m (in fact about a millimetre). Outside China the shifts do not apply.
 */
export function toWgs84(position: Position, system: CoordinateSystem): Position {
  if (system === 'wgs84' || system === 'cgcs2000') return [position[0], position[1]];
  let lon = position[0];
  let lat = position[1];
  for (let step = 0; step < MOST_STEPS; step++) {
    const shifted = fromWgs84([lon, lat], system);
    const errorLon = shifted[0] - position[0];
    const errorLat = shifted[1] - position[1];
    lon -= errorLon;
    lat -= errorLat;
    if (Math.abs(errorLon) < CLOSE_ENOUGH_DEGREES && Math.abs(errorLat) < CLOSE_ENOUGH_DEGREES) break;
  }
  return [lon, lat];
}

/** Flat `[lon0, lat0, lon1, lat1, …]` → a new array of the same length in WGS 84. */
export function flatToWgs84(flat: ArrayLike<number>, system: CoordinateSystem): Float64Array {
  const out = new Float64Array(flat.length);
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [lon, lat] = toWgs84([flat[i], flat[i + 1]], system);
    out[i] = lon;
    out[i + 1] = lat;
  }
  return out;
}

/** A copy of a geometry in WGS 84; heights are dropped. */
export function geometryToWgs84<G extends Geometry>(geometry: G, system: CoordinateSystem): G {
  if (geometry.type === 'GeometryCollection') {
    return { ...geometry, geometries: geometry.geometries.map((part) => geometryToWgs84(part, system)) };
  }
  return { ...geometry, coordinates: convertNested(geometry.coordinates, system) };
}

type Nested = number[] | Nested[];

function convertNested(coordinates: Nested, system: CoordinateSystem): Nested {
  if (typeof coordinates[0] === 'number') return toWgs84(coordinates as Position, system);
  return (coordinates as Nested[]).map((part) => convertNested(part, system));
}
