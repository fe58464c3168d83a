import { booleanPointInPolygon } from '@turf/turf';
import Flatbush from 'flatbush';
import type { AreaGeometry } from '../model/geometry.ts';
import { AREA_LEVELS, type Unit } from '../model/unit.ts';
import { bboxOf } from '../tiles/slice-layers.ts';

/** Finds the finest unit whose shape holds a point. */
export class UnitLocator {
  readonly #shaped: { unit: Unit; shape: AreaGeometry; rank: number }[] = [];
  readonly #tree: Flatbush | null;

  constructor(units: readonly Unit[], shapes: ReadonlyMap<string, AreaGeometry>) {
    for (const unit of units) {
      const shape = shapes.get(unit.id);
      if (!shape || unit.validTo !== null) continue;
      this.#shaped.push({ unit, shape, rank: (AREA_LEVELS as readonly string[]).indexOf(unit.level) });
    }
    this.#tree = this.#shaped.length > 0 ? new Flatbush(this.#shaped.length) : null;
    for (const { shape } of this.#shaped) this.#tree?.add(...bboxOf(shape.coordinates));
    this.#tree?.finish();
  }

  /** Id of the finest unit at the point, or null. */
  locate(lon: number, lat: number): string | null {
    let best: { unit: Unit; rank: number } | null = null;
    for (const index of this.#tree?.search(lon, lat, lon, lat) ?? []) {
      const candidate = this.#shaped[index];
      if (best !== null && best.rank >= candidate.rank) continue;
      if (booleanPointInPolygon([lon, lat], candidate.shape)) best = candidate;
    }
    return best?.unit.id ?? null;
  }
}
