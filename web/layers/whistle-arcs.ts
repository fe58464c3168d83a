import { ArcLayer, ScatterplotLayer, TextLayer } from '@deck.gl/layers';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { parseColour } from './colour.ts';
import type { ChainEnd, QuietLine } from './whistle-chain.ts';

/** Higher than the arcs of assignment: calls between neighbours must not lie on the border between them. */
const ARC_HEIGHT = 0.6;

/** All that runs, thin and under the chosen chain; where one is chosen, still quieter. */
export function quietArcs(theme: ThemeName, lines: readonly QuietLine[], unitPx: number, isBehind: boolean) {
  const tokens = THEMES[theme];
  const alpha = isBehind ? 100 : 200;
  const colours = { usual: parseColour(tokens.accentHi), late: parseColour(tokens.alarm) };
  const colourOf = ({ isLate }: QuietLine, share: number): [number, number, number, number] => {
    const [red, green, blue] = isLate ? colours.late : colours.usual;
    return [red, green, blue, Math.round(alpha * share)];
  };
  return [
    new ArcLayer<QuietLine>({
      id: 'whistle-quiet-arcs',
      data: lines,
      getSourcePosition: ({ from }) => from,
      getTargetPosition: ({ to }) => to,
      // Strongest where somebody is to report in: the way of a call is seen without an arrow.
      getSourceColor: (line) => colourOf(line, 0.45),
      getTargetColor: (line) => colourOf(line, 1),
      getHeight: ARC_HEIGHT,
      getWidth: 1.8 * unitPx,
      widthMinPixels: 1,
    }),
  ];
}

/** Arcs from who blew to each who is called, with numbered ends. `unitPx` is the number of CSS pixels of one u. */
export function whistleArcs(theme: ThemeName, ends: readonly ChainEnd[], unitPx: number) {
  const tokens = THEMES[theme];
  const solid = (colour: string, alpha: number): [number, number, number, number] => {
    const [red, green, blue] = parseColour(colour);
    return [red, green, blue, alpha];
  };
  const colourOf = ({ state }: ChainEnd): string =>
    state === 'late' ? tokens.alarm : state === 'soon' ? tokens.warn : tokens.accentHi;
  return [
    new ArcLayer<ChainEnd>({
      id: 'whistle-arcs',
      data: ends,
      getSourcePosition: ({ from }) => from,
      getTargetPosition: ({ to }) => to,
      getSourceColor: solid(tokens.t1, 230),
      getTargetColor: (end) => solid(colourOf(end), 230),
      getHeight: ARC_HEIGHT,
      getWidth: 3 * unitPx,
    }),
    new ScatterplotLayer<ChainEnd>({
      id: 'whistle-source',
      data: ends.slice(0, 1),
      getPosition: ({ from }) => from,
      getFillColor: solid(tokens.t1, 255),
      getLineColor: solid(tokens.bg, 255),
      stroked: true,
      radiusUnits: 'pixels',
      lineWidthUnits: 'pixels',
      getRadius: 8 * unitPx,
      getLineWidth: 2 * unitPx,
    }),
    new TextLayer<ChainEnd>({
      id: 'whistle-ends',
      data: ends,
      getPosition: ({ to }) => to,
      getText: ({ label }) => label,
      getSize: 22 * unitPx,
      getColor: solid(tokens.bg, 255),
      background: true,
      getBackgroundColor: (end) => solid(colourOf(end), 240),
      backgroundPadding: [8 * unitPx, 3 * unitPx],
      characterSet: 'auto',
      fontFamily: 'sans-serif',
      fontWeight: 700,
    }),
  ];
}
