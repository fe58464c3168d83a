import type { AreaGeometry, BoundingBox } from '../../geodata/model/geometry.ts';
import { areaMeetsBox } from './area-meets-box.ts';
import type { StoreContext } from './store-context.ts';

export interface ShapesNoun {
  get(unitId: string): Promise<AreaGeometry | null>;
  /** GeoJSON geometry as text, ready to be put into an answer, by unit id; unknown ids are left out. */
  texts(unitIds: string[]): Promise<Map<string, string>>;
  /** Those whose shape has a point in common with the box (degrees); borders count, a unit without a shape meets nothing. */
  meeting(unitIds: string[], bbox: BoundingBox): Promise<Set<string>>;
}

/** Shapes as text for those who pass them on, and read for those who ask where something lies. */
interface KeptShapes {
  cityVersion: number;
  texts: Promise<Map<string, string>>;
  read: Map<string, AreaGeometry>;
}

export function createShapes(context: StoreContext): ShapesNoun {
  /** Shapes change only with the city: read once, kept as text. */
  let kept: KeptShapes | null = null;
  const current = (): KeptShapes => {
    if (kept?.cityVersion !== context.cityVersion) {
      kept = { cityVersion: context.cityVersion, texts: readShapes(context), read: new Map() };
      kept.texts.catch(() => {
        kept = null;
      });
    }
    return kept;
  };
  return {
    get: async (unitId) => {
      const text = (await current().texts).get(unitId);
      return text === undefined ? null : (JSON.parse(text) as AreaGeometry);
    },
    texts: async (unitIds) => {
      const known = await current().texts;
      return new Map(
        unitIds.flatMap((id): [string, string][] => {
          const text = known.get(id);
          return text === undefined ? [] : [[id, text]];
        }),
      );
    },
    meeting: async (unitIds, bbox) => {
      const { texts, read } = current();
      const known = await texts;
      const shapeOf = (id: string): AreaGeometry => {
        const shape = read.get(id) ?? (JSON.parse(known.get(id)!) as AreaGeometry);
        read.set(id, shape);
        return shape;
      };
      const { units } = context.memory;
      return new Set(
        unitIds.filter((id) => {
          const no = units.no(id);
          if (no === null || !known.has(id) || !boxesMeet(units.units[no].bbox, bbox)) return false;
          // Most boxes decide alone; only what the edge of the asked box runs through is looked at closely.
          return isWithin(units.units[no].bbox, bbox) || areaMeetsBox(shapeOf(id), bbox);
        }),
      );
    },
  };
}

function boxesMeet(a: BoundingBox, b: BoundingBox): boolean {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}

function isWithin(inner: BoundingBox, outer: BoundingBox): boolean {
  return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
}

async function readShapes(context: StoreContext): Promise<Map<string, string>> {
  const [unitNos, geometries] = await context.driver.columns('SELECT unit_no, geometry FROM unit_shapes');
  const { units } = context.memory;
  return new Map(unitNos.map((no, index) => [units.units[no as number].id, geometries[index] as string]));
}
