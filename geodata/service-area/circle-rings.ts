import type { Position } from '../model/geometry.ts';
import { planeAt, planeLat, planeLon } from '../network/plane.ts';

/** Corners of a drawn circle: between two of them it is off by a thousandth of its radius. */
const CORNERS = 72;

/** What a compass draws around each place: closed rings of degrees, `radiusM` metres on the ground from the place. */
export function circleRings(places: readonly Position[], radiusM: number): Position[][] {
  return places.map(([lon, lat]) => {
    const plane = planeAt(lon, lat);
    const ring = Array.from({ length: CORNERS }, (_, corner): Position => {
      const angle = (corner * 2 * Math.PI) / CORNERS;
      return [
        planeLon(plane, radiusM * 10 * Math.cos(angle)),
        planeLat(plane, radiusM * 10 * Math.sin(angle)),
      ];
    });
    return [...ring, ring[0]];
  });
}
