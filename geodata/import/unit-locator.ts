import { booleanPointInPolygon } from '@turf/turf';
import Flatbush from 'flatbush';
import type { AreaGeometry } from '../model/geometry.ts';
import { AREA_LEVELS, type Unit } from '../model/unit.ts';
import { bboxOf } from '../tiles/slice-layers.ts';

interface ShapedUnit {
  unit: Unit;
  shape: AreaGeometry;
  /** All its rings, flat. */
  rings: Float64Array[];
}

/** Finds the finest unit whose shape holds a point. */
export class UnitLocator {
  /** Finest first: cells are small and have few corners, and hold nearly every point; districts have thousands. */
  readonly #levels: ShapedLevel[];

  constructor(units: readonly Unit[], shapes: ReadonlyMap<string, AreaGeometry>) {
    this.#levels = [...AREA_LEVELS]
      .reverse()
      .map(
        (level) =>
          new ShapedLevel(
            units.filter((unit) => unit.level === level),
            shapes,
          ),
      )
      .filter(({ size }) => size > 0);
  }

  /** Id of the finest unit at the point, or null. */
  locate(lon: number, lat: number): string | null {
    for (const level of this.#levels) {
      const unitId = level.find(lon, lat, (unit) => isInside(lon, lat, unit.rings));
      if (unitId !== null) return unitId;
    }
    // On the outer border of all: which side that is, the quick test leaves to chance.
    for (const level of this.#levels) {
      const unitId = level.find(lon, lat, ({ shape }) => booleanPointInPolygon([lon, lat], shape));
      if (unitId !== null) return unitId;
    }
    return null;
  }
}

/** The units of a level that have a shape. */
class ShapedLevel {
  readonly #shaped: ShapedUnit[] = [];
  readonly #tree: Flatbush | null;

  constructor(units: readonly Unit[], shapes: ReadonlyMap<string, AreaGeometry>) {
    for (const unit of units) {
      const shape = shapes.get(unit.id);
      if (shape && unit.validTo === null) this.#shaped.push({ unit, shape, rings: flatRings(shape) });
    }
    this.#tree = this.#shaped.length > 0 ? new Flatbush(this.#shaped.length) : null;
    for (const { shape } of this.#shaped) this.#tree?.add(...bboxOf(shape.coordinates));
    this.#tree?.finish();
  }

  get size(): number {
    return this.#shaped.length;
  }

  /** Id of the first unit around the point that holds it. */
  find(lon: number, lat: number, holds: (unit: ShapedUnit) => boolean): string | null {
    const found = this.#tree?.search(lon, lat, lon, lat) ?? [];
    if (found.length > 1) found.sort((a, b) => a - b);
    for (const index of found) if (holds(this.#shaped[index]!)) return this.#shaped[index]!.unit.id;
    return null;
  }
}

function flatRings({ type, coordinates }: AreaGeometry): Float64Array[] {
  const polygons = type === 'Polygon' ? [coordinates] : coordinates;
  return polygons.flat().map((ring) => Float64Array.from(ring.flat()));
}

/** Whether a ray to the east crosses the rings an odd number of times: holes and parts alike (even-odd rule). */
function isInside(lon: number, lat: number, rings: readonly Float64Array[]): boolean {
  let inside = false;
  for (const ring of rings) {
    let lonA = ring[ring.length - 2];
    let latA = ring[ring.length - 1];
    for (let at = 0; at < ring.length; at += 2) {
      const lonB = ring[at];
      const latB = ring[at + 1];
      if (latA > lat !== latB > lat && lon < ((lonB - lonA) * (lat - latA)) / (latB - latA) + lonA) {
        inside = !inside;
      }
      lonA = lonB;
      latA = latB;
    }
  }
  return inside;
}
