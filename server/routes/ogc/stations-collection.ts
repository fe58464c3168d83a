import { STATION_KINDS, type Station } from '../../../geodata/model/station.ts';
import { featureText, pointText } from '../../encode/geojson.ts';
import { type FeatureCollectionSource, type FeatureLinks, pageOfRows, pointMeets } from './collection.ts';

/** 党群服务阵地 by location; `assignedTo` picks those answerable for a unit. */
export const stationsCollection: FeatureCollectionSource = {
  id: 'stations',
  title: '党群服务阵地 Stations',
  description: 'Service stations with kind, opening hours and the units they are answerable for',
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    kind: { type: 'string', title: 'serviceStation, commercialStation or redStation' },
    kindName: { type: 'string' },
    unitId: { type: 'string', title: 'the unit it stands in' },
    assignedUnitIds: { type: 'array', items: { type: 'string' } },
    entrances: { type: 'integer', title: 'number of entrances' },
    areaM2: { type: 'number' },
  },
  filterable: ['id', 'name', 'kind', 'unitId', 'assignedTo'],
  temporal: false,
  planned: true,
  async page({ store }, query) {
    const { assignedTo, rest } = splitAssigned(query.filters);
    const stations = store.stations.list({ scope: query.scope, assignedTo });
    const page = pageOfRows(stations, { ...query, filters: rest }, stationProperties, (station, box) =>
      pointMeets(station.position, box),
    );
    return { features: page.rows.map((station) => stationText(station)), numberMatched: page.numberMatched };
  },
  async get({ store }, id, links) {
    const station = store.stations.get(id);
    return station && stationText(station, links);
  },
};

function splitAssigned(filters: Map<string, string>): {
  assignedTo: string | undefined;
  rest: Map<string, string>;
} {
  const rest = new Map(filters);
  const assignedTo = rest.get('assignedTo');
  rest.delete('assignedTo');
  return { assignedTo, rest };
}

function stationProperties(station: Station): Record<string, unknown> {
  const { id, name, kind, unitId, assignedUnitIds, areaM2, entrances } = station;
  return {
    id,
    name,
    kind,
    kindName: STATION_KINDS[kind],
    unitId,
    assignedUnitIds,
    entrances: entrances.length,
    areaM2,
  };
}

function stationText(station: Station, links?: FeatureLinks): string {
  return featureText(station.id, pointText(station.position), stationProperties(station), links);
}
