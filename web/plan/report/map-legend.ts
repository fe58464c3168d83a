import { PAPER } from '../../theme/paper.ts';
import { textWidth } from './map-labels.ts';
import { stationSign } from './map-signs.ts';
import type { StationFate } from './report-content.ts';
import type { ReportMap } from './report-map.ts';
import { escaped, HATCH_MM, hatching, mm } from './svg-parts.ts';

interface LegendEntry {
  text: string;
  /** Draws the sign around (0, 0), 6 mm wide; `id` begins the picture's ids. */
  sign: (id: string) => string;
}

const SIGN_MM = 6;
const TEXT_MM = 2.7;
const ROW_MM = 4.6;
const SPACE_MM = 4.5;

/** Only what the map shows. */
export function legendOf({ bands, gaps, outlines, stations, neighbours, words }: ReportMap): LegendEntry[] {
  const patch = (attributes: string): string =>
    `<rect x="-3" y="-1.4" width="6" height="2.8" ${attributes}/>`;
  const line = (width: number, colour: string): string =>
    `<line x1="-3" x2="3" y1="0" y2="0" stroke="${colour}" stroke-width="${width}"/>`;
  const fates: StationFate[] = ['same', 'moved', 'added', 'removed'];
  return [
    ...bands.map((_, number) => ({
      text: words.bands[number],
      sign: () => patch(`fill="${PAPER.band[number]}" stroke="${PAPER.bandLine}" stroke-width="0.12"`),
    })),
    ...(gaps.length === 0
      ? []
      : [
          {
            text: words.gap,
            sign: (id: string) =>
              `<clipPath id="${id}-patch"><rect x="0" y="0" width="6" height="2.8"/></clipPath><g transform="translate(-3 -1.4)"><path d="${hatching(6, 2.8)}" clip-path="url(#${id}-patch)" stroke="${PAPER.warn}" stroke-width="${HATCH_MM}"/></g>` +
              patch(`fill="none" stroke="${PAPER.warn}" stroke-width="0.2"`),
          },
        ]),
    ...fates
      .filter((fate) => stations.some((station) => station.fate === fate))
      .map((fate) => ({ text: words.station[fate], sign: () => stationSign(fate, [0, 0]) })),
    ...(neighbours.length === 0
      ? []
      : [{ text: words.station.neighbour, sign: () => stationSign('neighbour', [0, 0]) }]),
    ...(['strong', 'middle', 'thin'] as const)
      .filter((kind) => words.outlines[kind] !== '' && outlines.some((outline) => outline.line === kind))
      .map((kind) => ({
        text: words.outlines[kind],
        sign: () =>
          line({ strong: 0.6, middle: 0.3, thin: 0.12 }[kind], kind === 'thin' ? PAPER.soft : PAPER.ink),
      })),
  ];
}

/** The entries side by side, in as many rows as they need. */
export function legendRows(
  entries: LegendEntry[],
  widthMm: number,
): { heightMm: number; svg: (id: string) => string } {
  let x = 0;
  let row = 0;
  const places = entries.map(({ text }) => {
    const width = SIGN_MM + 1.4 + textWidth(text, TEXT_MM);
    if (x > 0 && x + width > widthMm) {
      x = 0;
      row++;
    }
    const place = { x, row };
    x += width + SPACE_MM;
    return place;
  });
  return {
    heightMm: entries.length === 0 ? 0 : (row + 1) * ROW_MM + 1,
    svg: (id) =>
      entries
        .map(({ text, sign }, number) => {
          const y = places[number].row * ROW_MM + ROW_MM / 2 + 0.8;
          const left = places[number].x;
          return (
            `<g transform="translate(${mm(left + SIGN_MM / 2)} ${mm(y)})">${sign(id)}</g>` +
            `<text x="${mm(left + SIGN_MM + 1.2)}" y="${mm(y + 1)}" font-size="${TEXT_MM}" fill="${PAPER.ink}">${escaped(text)}</text>`
          );
        })
        .join(''),
  };
}
