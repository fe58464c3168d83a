import type { AreaGeometry, BoundingBox } from '../../../geodata/model/geometry.ts';
import { mm } from './svg-parts.ts';

/** Metres per degree of latitude on the mean sphere (radius 6,371.0088 km); an A4 map is not measured more exactly. */
const METRES_PER_DEGREE = 111_195.08;
/** Points nearer than this to the one before are left out, millimetres on paper: finer than a printed line. */
const LEAST_STEP_MM = 0.12;
/** Rings smaller than this in both directions are no more than a speck. */
const LEAST_RING_MM = 0.25;
/** Room around what is shown. */
const MARGIN_SHARE = 0.03;

export type PaperPoint = [x: number, y: number];

/** A piece of ground on a piece of paper: north up, one scale, millimetres from the upper left corner. */
export interface MapFrame {
  widthMm: number;
  heightMm: number;
  metresPerMm: number;
  at(lonLat: readonly number[]): PaperPoint;
  /** `d` of an SVG path of all rings (`fill-rule: evenodd`); '' where nothing of it lies in the frame. */
  path(geometry: AreaGeometry): string;
}

/** Fits the box into the paper; the height is as much as the box needs, between the two bounds. */
export function mapFrame(
  bbox: BoundingBox,
  widthMm: number,
  leastHeightMm: number,
  mostHeightMm: number,
): MapFrame {
  const [west, south, east, north] = bbox;
  const metresPerLon = METRES_PER_DEGREE * Math.cos((((south + north) / 2) * Math.PI) / 180);
  const groundWidthM = Math.max((east - west) * metresPerLon, 1) * (1 + 2 * MARGIN_SHARE);
  const groundHeightM = Math.max((north - south) * METRES_PER_DEGREE, 1) * (1 + 2 * MARGIN_SHARE);
  const heightMm = Math.min(mostHeightMm, Math.max(leastHeightMm, (groundHeightM / groundWidthM) * widthMm));
  const metresPerMm = Math.max(groundWidthM / widthMm, groundHeightM / heightMm);
  const centerLon = (west + east) / 2;
  const centerLat = (south + north) / 2;
  const at = ([lon, lat]: readonly number[]): PaperPoint => [
    widthMm / 2 + ((lon - centerLon) * metresPerLon) / metresPerMm,
    heightMm / 2 - ((lat - centerLat) * METRES_PER_DEGREE) / metresPerMm,
  ];
  return {
    widthMm,
    heightMm,
    metresPerMm,
    at,
    path(geometry) {
      const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
      return polygons
        .flatMap((rings) => rings.map((ring) => ringPath(ring.map(at), widthMm, heightMm)))
        .join('');
    },
  };
}

function ringPath(ring: PaperPoint[], widthMm: number, heightMm: number): string {
  const xs = ring.map(([x]) => x);
  const ys = ring.map(([, y]) => y);
  const [left, right, top, bottom] = [least(xs), most(xs), least(ys), most(ys)];
  if (right < 0 || left > widthMm || bottom < 0 || top > heightMm) return '';
  if (right - left < LEAST_RING_MM && bottom - top < LEAST_RING_MM) return '';
  const kept: PaperPoint[] = [];
  for (const point of ring) {
    const before = kept.at(-1);
    if (before === undefined || Math.hypot(point[0] - before[0], point[1] - before[1]) >= LEAST_STEP_MM)
      kept.push(point);
  }
  if (kept.length < 3) return '';
  return `M${kept.map(([x, y]) => `${mm(x)} ${mm(y)}`).join('L')}Z`;
}

const least = (values: number[]): number => values.reduce((a, b) => Math.min(a, b));
const most = (values: number[]): number => values.reduce((a, b) => Math.max(a, b));

/** The longest of 1, 2, 5 × 10ⁿ metres that a bar of at most that length shows. */
export function scaleBar(metresPerMm: number, mostMm: number): { metres: number; lengthMm: number } {
  const mostM = metresPerMm * mostMm;
  const power = 10 ** Math.floor(Math.log10(mostM));
  const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= mostM) ?? power;
  return { metres, lengthMm: metres / metresPerMm };
}
