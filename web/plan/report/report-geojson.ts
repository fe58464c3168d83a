import type { Feature, FeatureCollection, MultiPolygon, Point } from 'geojson';
import type { MultiPolygonGeometry } from '../../../geodata/model/geometry.ts';
import type { ReportContent } from './report-content.ts';
import { nameOf, stationName, type Translate } from './report-words.ts';

/** What the file says of itself, beside its features (a foreign member, RFC 7946 section 6.1). */
export interface GeneratedFacts {
  at: string;
  title: string;
  dataset: string;
  datasetVersion: string;
  isDemo: boolean;
  within: string;
  profile: string;
  speedMps: number;
  when: string;
  networkName: string;
  networkDate: string;
}

export type ReportCollection<Geometry extends MultiPolygon | Point> = FeatureCollection<Geometry> & {
  generated: GeneratedFacts;
};

export const GEOJSON_FILES = ['bands', 'gaps', 'stations'] as const;
export type GeoJsonFile = (typeof GEOJSON_FILES)[number];

/** A file of the report for geographic information systems: WGS 84, outlines counter-clockwise. */
export function reportGeoJson(
  t: Translate,
  content: ReportContent,
  file: GeoJsonFile,
): ReportCollection<MultiPolygon | Point> {
  const features = { bands: bandFeatures, gaps: gapFeatures, stations: stationFeatures }[file];
  return { type: 'FeatureCollection', generated: generatedFacts(t, content), features: features(t, content) };
}

function generatedFacts(t: Translate, { scope, dataset, method, madeAtMs }: ReportContent): GeneratedFacts {
  return {
    at: new Date(madeAtMs).toISOString(),
    title: t('planReport.heading', { scope: scope.name }),
    dataset: dataset.id,
    datasetVersion: dataset.version,
    isDemo: dataset.isDemo,
    within: scope.id,
    profile: method.walker,
    speedMps: method.speedMps,
    when: method.when,
    networkName: method.networkName,
    networkDate: method.networkDate,
  };
}

function polygons(geometry: MultiPolygonGeometry, properties: Feature['properties']): Feature<MultiPolygon> {
  return { type: 'Feature', geometry: geometry as MultiPolygon, properties };
}

/** Today's bands and the plan's; each holds the smaller ones. Counts are of the scope, bands of the whole data set. */
function bandFeatures(_t: Translate, { bands, method, figures }: ReportContent): Feature<MultiPolygon>[] {
  return (['today', 'plan'] as const).flatMap((of) =>
    bands[of].map((band, c) =>
      polygons(band, {
        of,
        cutoffMinutes: method.cutoffsMinutes[c],
        reachedResidents: figures[of][c].residents,
        reachedHouseholds: figures[of][c].households,
        reachedBuildings: figures[of][c].buildings,
        residents: figures.totals.residents,
      }),
    ),
  );
}

function gapFeatures(t: Translate, content: ReportContent): Feature<MultiPolygon>[] {
  return content.gaps.map((gap) => ({
    ...polygons(gap.outline, {
      cutoffMinutes: content.method.cutoffMinutes,
      residents: gap.residents,
      households: gap.households,
      buildings: gap.homes,
      gridCells: gap.gridCells,
      unitId: gap.unitId,
      place: gap.place.join(' '),
      walkMinutes: gap.walkMinutes,
      nearestStationId: gap.nearestStationId,
      nearestStationName:
        gap.nearestStationId === null ? null : stationName(t, content, gap.nearestStationId),
    }),
    id: gap.id,
  }));
}

function stationFeatures(t: Translate, { stations, method }: ReportContent): Feature<Point>[] {
  return stations.map((station) => ({
    type: 'Feature',
    id: station.id,
    geometry: { type: 'Point', coordinates: station.position },
    properties: {
      number: station.number,
      name: nameOf(t, station),
      kind: station.kindName,
      change: station.fate,
      place: station.place.join(' '),
      todayLon: station.from?.[0] ?? null,
      todayLat: station.from?.[1] ?? null,
      isOffStreet: station.isOffStreet,
      ...Object.fromEntries(
        method.cutoffsMinutes.map((minutes, c) => [
          `nearestResidents${minutes}min`,
          station.nearestResidents?.[c] ?? null,
        ]),
      ),
    },
  }));
}
