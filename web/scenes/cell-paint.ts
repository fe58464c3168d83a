import type { UnitState } from '../layers/area-style.ts';
import { changeRamp, choroplethStates } from '../layers/choropleth.ts';
import { useMapValues } from '../stores/map-values.ts';
import type { ThemeName } from '../theme/tokens.ts';

/** How the cells look by what the map says of them; null until there is something. */
export function cellPaint(theme: ThemeName): Map<string, UnitState> | null {
  const { cells, painted } = useMapValues();
  if (cells === null || painted === null) return null;
  return cells.kind === 'change'
    ? choroplethStates(theme, painted, changeRamp(theme, cells.definition.direction))
    : choroplethStates(theme, painted);
}
