import type { Map as MapLibreMap } from 'maplibre-gl';
import type { BoundingBox } from '../../geodata/model/geometry.ts';

/** Degrees, zoom of web maps with 512 px tiles. */
export interface CameraView {
  lon: number;
  lat: number;
  zoom: number;
  bearing: number;
  pitch: number;
}

/** Where the camera should be: exactly there, or so that an area fills the window. */
export interface CameraGoal {
  camera: CameraView | null;
  bbox: BoundingBox;
  /** True for a cell or a house: seen from the side, with its buildings standing. */
  tilted: boolean;
}

/** STYLE §4 for buildings and §8 for the flight. */
const TILTED = { bearing: -24, pitch: 53 };
const FLAT = { bearing: 0, pitch: 0 };
export const FLIGHT_MS = 1200;
/** Tilted, an area is lower on screen than from above: one may go nearer. */
const TILTED_ZOOM_OFFSET = 0.2;
/** No closer than this: a house should stand in its street. */
const MOST_ZOOM = 18;

/** Moves the camera to its goal in `durationMs` (0 = at once). Returns false where there is nothing to fit. */
export function moveCamera(map: MapLibreMap, goal: CameraGoal, durationMs: number): boolean {
  if (goal.camera !== null) {
    const { lon, lat, zoom, bearing, pitch } = goal.camera;
    map.easeTo({ center: [lon, lat], zoom, bearing, pitch, duration: durationMs, easing: flightEasing });
    return true;
  }
  const attitude = goal.tilted ? TILTED : FLAT;
  const fit = map.cameraForBounds(goal.bbox, { bearing: attitude.bearing, maxZoom: MOST_ZOOM });
  if (fit === undefined) return false;
  map.easeTo({
    center: fit.center,
    zoom: (fit.zoom ?? map.getZoom()) + (goal.tilted ? TILTED_ZOOM_OFFSET : 0),
    ...attitude,
    duration: durationMs,
    easing: flightEasing,
  });
  return true;
}

/** Metres around a station that show its whole circle: 15 minutes at 1.2 m/s, and a little ground beyond. */
const AROUND_STATION_M = 1250;
const METRES_PER_DEGREE = 111_320;

/** The box around a point in which its walking circle has room. */
export function boxAround([lon, lat]: readonly number[]): BoundingBox {
  const halfLat = AROUND_STATION_M / METRES_PER_DEGREE;
  const halfLon = halfLat / Math.cos((lat * Math.PI) / 180);
  return [lon - halfLon, lat - halfLat, lon + halfLon, lat + halfLat];
}

/** A box with as much of its own width and height around it on every side. */
export function widened([west, south, east, north]: BoundingBox): BoundingBox {
  const lon = east - west;
  const lat = north - south;
  return [west - lon, south - lat, east + lon, north + lat];
}

export function cameraOf(map: MapLibreMap): CameraView {
  const { lng, lat } = map.getCenter();
  return { lon: lng, lat, zoom: map.getZoom(), bearing: map.getBearing(), pitch: map.getPitch() };
}

/** cubic-bezier(.6, 0, .2, 1) of STYLE §8, solved for `t` by bisection: 20 steps are exact to a millionth. */
export function flightEasing(share: number): number {
  const bezier = (t: number, first: number, second: number): number =>
    3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t ** 2 * second + t ** 3;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2;
    if (bezier(middle, 0.6, 0.2) < share) low = middle;
    else high = middle;
  }
  return bezier((low + high) / 2, 0, 1);
}

export function prefersReducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
