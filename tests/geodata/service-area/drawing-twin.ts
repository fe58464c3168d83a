import type { MultiPolygonGeometry } from '../../../geodata/model/geometry.ts';

/** Even–odd over all rings, as every renderer fills them. */
export function covers(shape: MultiPolygonGeometry, lon: number, lat: number): boolean {
  let inside = false;
  for (const polygon of shape.coordinates) {
    for (const ring of polygon) {
      for (let i = 1; i < ring.length; i++) {
        const [aLon, aLat] = ring[i - 1];
        const [bLon, bLat] = ring[i];
        if (bLat > lat !== aLat > lat && lon < ((aLon - bLon) * (lat - bLat)) / (aLat - bLat) + bLon)
          inside = !inside;
      }
    }
  }
  return inside;
}
