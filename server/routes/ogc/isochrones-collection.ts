import { setImmediate } from 'node:timers/promises';
import type { BoundingBox, MultiPolygonGeometry } from '../../../geodata/model/geometry.ts';
import type { Station } from '../../../geodata/model/station.ts';
import { featureText } from '../../encode/geojson.ts';
import type { OpenDataset } from '../../open-dataset.ts';
import { areaMeetsBox } from '../../store/area-meets-box.ts';
import { stationsKey } from '../../store/city-walks.ts';
import { RecentAnswers } from '../../store/recent-answers.ts';
import type { ServiceAreas } from '../../store/service-areas.ts';
import { requireNetwork } from '../service-areas.ts';
import { type FeatureCollectionSource, type FeatureLinks, pageOfRows } from './collection.ts';

const CUTOFFS_MINUTES = [5, 10, 15];

/** Bands around every station, by the station's place (`within`) or by their own shape (`bbox`). */
export const isochronesCollection: FeatureCollectionSource = {
  id: 'isochrones',
  title: '服务圈 Isochrones',
  description: 'Where people live within 5, 10 and 15 minutes on foot of each station',
  properties: {
    id: { type: 'string', title: 'station and minutes' },
    stationId: { type: 'string' },
    stationName: { type: 'string' },
    kind: { type: 'string' },
    unitId: { type: 'string', title: 'the unit the station stands in' },
    cutoffMinutes: { type: 'integer', title: '5, 10 or 15' },
    speedMps: { type: 'number', title: 'metres a second on level ground' },
  },
  filterable: ['id', 'stationId', 'stationName', 'kind', 'unitId', 'cutoffMinutes'],
  temporal: false,
  planned: true,
  async page(dataset, query) {
    const areas = requireNetwork(dataset);
    const bands = bandsOf(dataset.store.stations.list({ scope: query.scope }));
    // Only a box needs shapes that are not on the page, and only those of stations near enough for a walk into it.
    const meeting = query.bbox === null ? null : await bandsMeeting(areas, bands, query.bbox);
    const page = pageOfRows(
      bands,
      query,
      (band) => propertiesOf(areas, band),
      (band) => meeting!.has(band),
    );
    const features: string[] = [];
    for (const band of page.rows) features.push(bandText(areas, band, await shapeOf(areas, band)));
    return { features, numberMatched: page.numberMatched };
  },
  async get(dataset: OpenDataset, id, links) {
    const areas = requireNetwork(dataset);
    const [, stationId, minutes] = /^(.+)-(\d+)$/.exec(id) ?? [];
    const station = stationId === undefined ? null : dataset.store.stations.get(stationId);
    if (station === null || !CUTOFFS_MINUTES.includes(Number(minutes))) return null;
    const band = { station, cutoffMinutes: Number(minutes) };
    return bandText(areas, band, await shapeOf(areas, band), links);
  },
};

interface Band {
  station: Station;
  cutoffMinutes: number;
}

/** By station id, then by minutes. */
function bandsOf(stations: Station[]): Band[] {
  const ordered = [...stations].sort((a, b) => (a.id < b.id ? -1 : 1));
  return ordered.flatMap((station) => CUTOFFS_MINUTES.map((cutoffMinutes) => ({ station, cutoffMinutes })));
}

/** Some hundred stations' bands, each of some ten kilobytes. */
const KEPT_STATIONS = 600;
/** Kept with the data set's network for as long as it is open; a band changes only with the doors of its station. */
const drawn = new WeakMap<ServiceAreas, RecentAnswers<(MultiPolygonGeometry | null)[]>>();

/** Null for a station that is on no street. Drawing takes about a millisecond: everybody else is served before the next. */
async function shapeOf(areas: ServiceAreas, band: Band): Promise<MultiPolygonGeometry | null> {
  const kept = drawn.get(areas) ?? new RecentAnswers<(MultiPolygonGeometry | null)[]>(KEPT_STATIONS);
  drawn.set(areas, kept);
  let isNew = false;
  const shapes = kept.get(stationsKey([band.station]), () => {
    isNew = true;
    const features = areas.stationIsochrones(band.station.id, CUTOFFS_MINUTES)?.features ?? [];
    return CUTOFFS_MINUTES.map(
      (minutes) => features.find(({ properties }) => properties.cutoffMinutes === minutes)?.geometry ?? null,
    );
  });
  if (isNew) await setImmediate();
  return shapes[CUTOFFS_MINUTES.indexOf(band.cutoffMinutes)]!;
}

async function bandsMeeting(areas: ServiceAreas, bands: Band[], bbox: BoundingBox): Promise<Set<Band>> {
  const meeting = new Set<Band>();
  const walkM = Math.max(...CUTOFFS_MINUTES) * 60 * areas.walks.traits().speedMps + DRAWING_M;
  for (const band of bands) {
    if (!isNear(band.station, bbox, walkM)) continue;
    const shape = await shapeOf(areas, band);
    if (shape !== null && areaMeetsBox(shape, bbox)) meeting.add(band);
  }
  return meeting;
}

/** A band is drawn on a raster of 25 m and may reach over the last home by some of its points. */
const DRAWING_M = 100;
/** Metres of a degree of latitude at the least (at the equator), so that nobody near is left out. */
const METRES_A_DEGREE = 110_500;

function isNear({ position, entrances }: Station, bbox: BoundingBox, walkM: number): boolean {
  const marginLat = walkM / METRES_A_DEGREE;
  return [position, ...entrances].some(([lon, lat]) => {
    const marginLon = marginLat / Math.cos((lat * Math.PI) / 180);
    return (
      lon >= bbox[0] - marginLon &&
      lon <= bbox[2] + marginLon &&
      lat >= bbox[1] - marginLat &&
      lat <= bbox[3] + marginLat
    );
  });
}

function propertiesOf(areas: ServiceAreas, { station, cutoffMinutes }: Band): Record<string, unknown> {
  return {
    id: idOf(station, cutoffMinutes),
    stationId: station.id,
    stationName: station.name,
    kind: station.kind,
    unitId: station.unitId,
    cutoffMinutes,
    speedMps: areas.walks.traits().speedMps,
  };
}

function idOf(station: Station, cutoffMinutes: number): string {
  return `${station.id}-${cutoffMinutes}`;
}

function bandText(
  areas: ServiceAreas,
  band: Band,
  shape: MultiPolygonGeometry | null,
  links?: FeatureLinks,
): string {
  const geometry = shape === null || shape.coordinates.length === 0 ? null : JSON.stringify(shape);
  return featureText(idOf(band.station, band.cutoffMinutes), geometry, propertiesOf(areas, band), links);
}
