import type {
  AreaGeometry,
  BoundingBox,
  MultiPolygonGeometry,
  Position,
} from '../../../geodata/model/geometry.ts';
import { PAPER } from '../../theme/paper.ts';
import { type MapFrame, mapFrame, type PaperPoint, scaleBar } from './map-frame.ts';
import { boxAround, type MapLabel, placeLabels } from './map-labels.ts';
import { legendOf, legendRows } from './map-legend.ts';
import { stationSign } from './map-signs.ts';
import type { StationFate } from './report-content.ts';
import { escaped, HATCH_MM, hatching, mm } from './svg-parts.ts';

/** What one map shows, from the ground up. */
export interface ReportMap {
  /** Begins the ids inside the picture, which must differ between the pictures of a page. */
  id: string;
  bbox: BoundingBox;
  widthMm: number;
  leastHeightMm: number;
  mostHeightMm: number;
  outlines: MapOutline[];
  /** One per cut-off, ascending, each holding the smaller ones. */
  bands: MultiPolygonGeometry[];
  gaps: MultiPolygonGeometry[];
  stations: MapStation[];
  /** Stations outside the scope, without a number. */
  neighbours: Position[];
  words: MapWords;
}

export interface MapOutline {
  geometry: AreaGeometry;
  line: 'thin' | 'middle' | 'strong';
  /** It bounds what the map is about. */
  isArea: boolean;
}

export interface MapStation {
  position: Position;
  /** Where a moved one stands today. */
  from: Position | null;
  fate: StationFate;
  /** '' where it has none on this map. */
  label: string;
}

export interface MapWords {
  title: string;
  names: { text: string; at: Position }[];
  /** One per cut-off. */
  bands: string[];
  gap: string;
  /** '' where the map shows no unit of that kind. */
  outlines: Record<MapOutline['line'], string>;
  station: Record<StationFate | 'neighbour', string>;
  north: string;
  /** Says a length in metres. */
  length: (metres: number) => string;
}

const LINE_MM = { thin: 0.12, middle: 0.3, strong: 0.6 } as const;
const NUMBER_MM = 2.3;
const NAME_MM = 2.7;
const BAR_MM = 40;

/** The map as a picture of lines (SVG, millimetres), that prints at any resolution and in black and white. Texts are escaped. */
export function mapSvg(map: ReportMap): string {
  const frame = mapFrame(map.bbox, map.widthMm, map.leastHeightMm, map.mostHeightMm);
  const legend = legendRows(legendOf(map), map.widthMm);
  const heightMm = frame.heightMm + legend.heightMm;
  const { widthMm } = frame;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${mm(widthMm)} ${mm(heightMm)}" width="${mm(widthMm)}mm" height="${mm(heightMm)}mm" role="img" aria-label="${escaped(map.words.title)}" font-family="'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif">`,
    definitions(map.id, frame),
    `<g clip-path="url(#${map.id}-frame)">`,
    rect(frame, `fill="${PAPER.land}"`),
    bandPaths(map, frame),
    gapPaths(map, frame),
    veil(map, frame),
    outlinePaths(map, frame),
    stationSigns(map, frame),
    labels(map, frame),
    '</g>',
    rect(frame, `fill="none" stroke="${PAPER.ink}" stroke-width="0.25"`),
    bar(frame, map.words),
    north(frame, map.words.north),
    `<g transform="translate(0 ${mm(frame.heightMm)})">${legend.svg(map.id)}</g>`,
    '</svg>',
  ].join('');
}

function definitions(id: string, { widthMm, heightMm }: MapFrame): string {
  return `<defs><clipPath id="${id}-frame"><rect width="${mm(widthMm)}" height="${mm(heightMm)}"/></clipPath></defs>`;
}

function rect({ widthMm, heightMm }: MapFrame, attributes: string): string {
  return `<rect width="${mm(widthMm)}" height="${mm(heightMm)}" ${attributes}/>`;
}

/** The widest first, so that the nearer ones lie on it. */
function bandPaths({ bands }: ReportMap, frame: MapFrame): string {
  return bands
    .map((band, number) => {
      const fill = PAPER.band[Math.min(number, PAPER.band.length - 1)];
      return `<path d="${frame.path(band)}" fill="${fill}" fill-rule="evenodd" stroke="${PAPER.bandLine}" stroke-width="0.08"/>`;
    })
    .reverse()
    .join('');
}

/** Hatched with lines, not with a pattern: browsers print a pattern as a picture of points. */
function gapPaths({ id, gaps }: ReportMap, frame: MapFrame): string {
  const path = gaps.map((gap) => frame.path(gap)).join('');
  if (path === '') return '';
  return (
    `<clipPath id="${id}-gaps"><path d="${path}" clip-rule="evenodd"/></clipPath>` +
    `<path d="${hatching(frame.widthMm, frame.heightMm)}" clip-path="url(#${id}-gaps)" stroke="${PAPER.warn}" stroke-width="${HATCH_MM}"/>` +
    `<path d="${path}" fill="none" stroke="${PAPER.warn}" stroke-width="0.2"/>`
  );
}

/** What lies outside the area steps back. */
function veil({ outlines }: ReportMap, frame: MapFrame): string {
  const { widthMm, heightMm } = frame;
  const inside = outlines
    .filter(({ isArea }) => isArea)
    .map(({ geometry }) => frame.path(geometry))
    .join('');
  if (inside === '') return '';
  const all = `M0 0H${mm(widthMm)}V${mm(heightMm)}H0Z`;
  return `<path d="${all}${inside}" fill="${PAPER.sheet}" fill-opacity="0.62" fill-rule="evenodd"/>`;
}

function outlinePaths({ outlines }: ReportMap, frame: MapFrame): string {
  return (['thin', 'middle', 'strong'] as const)
    .map((line) => {
      const path = outlines
        .filter((outline) => outline.line === line)
        .map(({ geometry }) => frame.path(geometry))
        .join('');
      const colour = line === 'thin' ? PAPER.soft : PAPER.ink;
      return path === ''
        ? ''
        : `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${LINE_MM[line]}" stroke-linejoin="round"/>`;
    })
    .join('');
}

function stationSigns({ stations, neighbours }: ReportMap, frame: MapFrame): string {
  const links = stations.flatMap(({ from, position, fate }) => {
    if (from === null || fate !== 'moved') return [];
    const [x1, y1] = frame.at(from);
    const [x2, y2] = frame.at(position);
    return [
      `<line x1="${mm(x1)}" y1="${mm(y1)}" x2="${mm(x2)}" y2="${mm(y2)}" stroke="${PAPER.ink}" stroke-width="0.3" stroke-dasharray="0.8 0.6"/>`,
    ];
  });
  const around = neighbours.map((position) => stationSign('neighbour', frame.at(position)));
  // What changes lies on what stays.
  const order: StationFate[] = ['same', 'removed', 'moved', 'added'];
  const signs = order.flatMap((fate) =>
    stations
      .filter((station) => station.fate === fate)
      .map(({ position }) => stationSign(fate, frame.at(position))),
  );
  return [...around, ...links, ...signs].join('');
}

function labels({ stations, words }: ReportMap, frame: MapFrame): string {
  const isInside = ([x, y]: PaperPoint): boolean => x > 0 && y > 0 && x < frame.widthMm && y < frame.heightMm;
  const numbers = stations
    .filter(({ label }) => label !== '')
    .map(
      ({ label, position }): MapLabel => ({
        text: label,
        at: frame.at(position),
        sizeMm: NUMBER_MM,
        awayMm: 0.9,
      }),
    )
    .filter(({ at }) => isInside(at));
  const names = words.names
    .map(({ text, at }): MapLabel => ({ text, at: frame.at(at), sizeMm: NAME_MM, awayMm: 0 }))
    .filter(({ at }) => isInside(at));
  const taken = stations.map(({ position }) => boxAround(frame.at(position), 0.7));
  const placed = placeLabels([...numbers, ...names], taken);
  return placed
    .map(({ text, x, y, sizeMm, awayMm }) => {
      const weight = awayMm === 0 ? 'font-weight="500"' : 'font-weight="700"';
      return `<text x="${mm(x)}" y="${mm(y)}" font-size="${sizeMm}" text-anchor="middle" ${weight} fill="${PAPER.ink}" stroke="${PAPER.sheet}" stroke-width="0.55" stroke-linejoin="round" paint-order="stroke">${escaped(text)}</text>`;
    })
    .join('');
}

/** At the lower left, black and white by turns. */
function bar({ metresPerMm, heightMm }: MapFrame, words: MapWords): string {
  const { metres, lengthMm } = scaleBar(metresPerMm, BAR_MM);
  const half = lengthMm / 2;
  const y = heightMm - 4.5;
  const back = `<rect x="2" y="${mm(y - 4.4)}" width="${mm(lengthMm + 16)}" height="7.4" fill="${PAPER.sheet}" fill-opacity="0.88"/>`;
  const part = (x: number, fill: string): string =>
    `<rect x="${mm(x)}" y="${mm(y)}" width="${mm(half)}" height="1.2" fill="${fill}" stroke="${PAPER.ink}" stroke-width="0.2"/>`;
  const mark = (x: number, metresThere: number): string =>
    `<text x="${mm(x)}" y="${mm(y - 1)}" font-size="2.4" text-anchor="middle" fill="${PAPER.ink}">${escaped(metresThere === 0 ? '0' : words.length(metresThere))}</text>`;
  return (
    back +
    part(4, PAPER.ink) +
    part(4 + half, PAPER.sheet) +
    mark(4, 0) +
    mark(4 + half, metres / 2) +
    mark(4 + lengthMm, metres)
  );
}

function north({ widthMm }: MapFrame, word: string): string {
  const x = widthMm - 7;
  return (
    `<circle cx="${mm(x)}" cy="8" r="5.4" fill="${PAPER.sheet}" fill-opacity="0.88"/>` +
    `<path d="M${mm(x)} 5.4L${mm(x + 1.9)} 12L${mm(x)} 10.6L${mm(x - 1.9)} 12Z" fill="${PAPER.ink}"/>` +
    `<text x="${mm(x)}" y="5" font-size="2.8" font-weight="700" text-anchor="middle" fill="${PAPER.ink}">${escaped(word)}</text>`
  );
}
