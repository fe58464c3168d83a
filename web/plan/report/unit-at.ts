import type { AreaGeometry, Position } from '../../../geodata/model/geometry.ts';
import type { UnitShape } from '../../api/unit-shapes.ts';

/** The unit whose outline holds the place, null where none does. */
export function unitAt(shapes: readonly UnitShape[], place: Position): string | null {
  return shapes.find(({ geometry }) => geometry !== null && holds(geometry, place))?.id ?? null;
}

/** Even–odd over all rings: what lies in a hole lies in no unit. */
function holds(geometry: AreaGeometry, [lon, lat]: Position): boolean {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some((rings) => {
    let isInside = false;
    for (const ring of rings) {
      for (let i = 1; i < ring.length; i++) {
        const [x1, y1] = ring[i - 1];
        const [x2, y2] = ring[i];
        if (y1 > lat !== y2 > lat && lon < ((x1 - x2) * (lat - y2)) / (y1 - y2) + x2) isInside = !isInside;
      }
    }
    return isInside;
  });
}
