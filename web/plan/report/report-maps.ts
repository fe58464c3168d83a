import type { Position } from '../../../geodata/model/geometry.ts';
import { formatDistance } from '../../locales/format.ts';
import type { ReportContent, ReportMapArea, ReportStation, StationFate } from './report-content.ts';
import { type MapOutline, type MapStation, mapSvg, type ReportMap } from './report-map.ts';
import { isInBox } from './report-stations.ts';
import type { Translate } from './report-words.ts';

/** A map of the report, ready to print. */
export interface DrawnMap {
  title: string;
  svg: string;
}

/** More numbers than that on one map cannot be read: then only what changes has its number there, and the parts have maps of their own. */
const MOST_NUMBERS = 120;
const WIDTH_MM = 180;
/** A whole page, and half of one with its title. */
const FULL_MM = { least: 90, most: 215 };
const HALF_MM = { least: 60, most: 100 };

/** Today, the plan, and one map for each part of the scope. */
export function reportMaps(t: Translate, content: ReportContent): DrawnMap[] {
  const { scope, areas, bands } = content;
  const whole = mapOf(t, content, scope, FULL_MM);
  const todayStations = whole.stations.flatMap(({ from, label }): MapStation[] =>
    from === null ? [] : [{ position: from, from: null, fate: 'same', label }],
  );
  const today: ReportMap = {
    ...whole,
    id: 'today',
    bands: bands.today,
    gaps: [],
    stations: todayStations,
    words: { ...whole.words, title: t('planReport.map.today') },
  };
  const plan: ReportMap = {
    ...whole,
    id: 'plan',
    words: { ...whole.words, title: t('planReport.map.plan') },
  };
  const parts = areas.map((area, number): ReportMap => {
    const map = mapOf(t, content, area, HALF_MM);
    const title = t('planReport.map.area', { name: area.name });
    return { ...map, id: `part-${number}`, words: { ...map.words, title } };
  });
  return [today, plan, ...parts].map((map) => ({ title: map.words.title, svg: mapSvg(map) }));
}

function mapOf(
  t: Translate,
  content: ReportContent,
  area: ReportMapArea,
  height: { least: number; most: number },
): Omit<ReportMap, 'id'> {
  const { scope, layers, bands, gaps, neighbours, method } = content;
  const levels = layers.map(({ level }) => level);
  const depth = area.id === scope.id ? 0 : 1;
  const outlines = layers.flatMap(({ shapes }, layer): MapOutline[] => {
    const line = lineOf(layer - depth);
    if (line === null) return [];
    return shapes.flatMap(({ id, geometry }) =>
      geometry === null ? [] : [{ geometry, line, isArea: id === area.id }],
    );
  });
  const { cutoffsMinutes, cutoffMinutes } = method;
  const boundary = (layer: number): string =>
    levels[layer] === undefined
      ? ''
      : t('planReport.map.boundary', { level: t(`planReport.level.${levels[layer]}`) });
  return {
    bbox: area.bbox,
    widthMm: WIDTH_MM,
    leastHeightMm: height.least,
    mostHeightMm: height.most,
    outlines,
    bands: bands.plan,
    gaps: gaps.map(({ outline }) => outline),
    stations: stationsOn(content.stations, area),
    neighbours: neighbours.filter((place) => isInBox(place, area.bbox)),
    words: {
      title: '',
      names: content.names.filter(({ layer }) => layer === depth + 1),
      bands: cutoffsMinutes.map((to, c) =>
        t('planReport.map.band', { from: cutoffsMinutes[c - 1] ?? 0, to }),
      ),
      gap: t('planReport.map.gap', { minutes: cutoffMinutes }),
      outlines: { strong: boundary(depth), middle: boundary(depth + 1), thin: boundary(depth + 2) },
      station: Object.fromEntries(
        (['same', 'moved', 'added', 'removed', 'neighbour'] as const).map((fate) => [
          fate,
          t(`planReport.map.station.${fate}`),
        ]),
      ) as Record<StationFate | 'neighbour', string>,
      north: t('planReport.map.north'),
      length: formatDistance,
    },
  };
}

function lineOf(below: number): MapOutline['line'] | null {
  return (['strong', 'middle', 'thin'] as const)[below] ?? null;
}

function stationsOn(stations: readonly ReportStation[], area: ReportMapArea): MapStation[] {
  const shown = stations.filter(
    ({ position, from }) =>
      isInBox(position, area.bbox) || (from !== null && isInBox(from as Position, area.bbox)),
  );
  const isCrowded = shown.length > MOST_NUMBERS;
  return shown.map(({ number, position, from, fate }) => ({
    position,
    from,
    fate,
    label: isCrowded && fate === 'same' ? '' : String(number),
  }));
}
