import { ArcLayer } from '@deck.gl/layers';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { parseColour } from './colour.ts';
import type { Assignment } from './service-area.ts';

/** Flat enough not to be read as a height, curved enough to keep apart from streets. */
const ARC_HEIGHT = 0.35;

/**
 * Arcs from a station to what it is answerable for, brighter where they start. deck.gl draws them: MapLibre has no arcs.
 * `unitPx` is the number of CSS pixels of one u.
 */
export function assignmentArcs(
  theme: ThemeName,
  assignments: readonly Assignment[],
  unitPx: number,
): ArcLayer<Assignment> {
  const tokens = THEMES[theme];
  const [red, green, blue] = parseColour(tokens.t1);
  const [toRed, toGreen, toBlue] = parseColour(tokens.accentHi);
  return new ArcLayer<Assignment>({
    id: 'assignment-arcs',
    data: assignments,
    getSourcePosition: ({ from }) => from,
    getTargetPosition: ({ to }) => to,
    getSourceColor: [red, green, blue, 230],
    getTargetColor: [toRed, toGreen, toBlue, 130],
    getHeight: ARC_HEIGHT,
    getWidth: 2.4 * unitPx,
    pickable: false,
  });
}
