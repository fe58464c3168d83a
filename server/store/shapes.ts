import type { AreaGeometry } from '../../geodata/model/geometry.ts';
import type { ShapesNoun } from './store.ts';
import type { StoreContext } from './store-context.ts';

export function createShapes(context: StoreContext): ShapesNoun {
  /** Shapes change only with the city: read once, kept as text. */
  let kept: { cityVersion: number; texts: Promise<Map<string, string>> } | null = null;
  const all = (): Promise<Map<string, string>> => {
    if (kept?.cityVersion !== context.cityVersion) {
      kept = { cityVersion: context.cityVersion, texts: readShapes(context) };
      kept.texts.catch(() => {
        kept = null;
      });
    }
    return kept.texts;
  };
  return {
    get: async (unitId) => {
      const text = (await all()).get(unitId);
      return text === undefined ? null : (JSON.parse(text) as AreaGeometry);
    },
    texts: async (unitIds) => {
      const known = await all();
      return new Map(
        unitIds.flatMap((id): [string, string][] => {
          const text = known.get(id);
          return text === undefined ? [] : [[id, text]];
        }),
      );
    },
  };
}

async function readShapes(context: StoreContext): Promise<Map<string, string>> {
  const [unitNos, geometries] = await context.driver.columns('SELECT unit_no, geometry FROM unit_shapes');
  const { units } = context.memory;
  return new Map(unitNos.map((no, index) => [units.units[no as number].id, geometries[index] as string]));
}
