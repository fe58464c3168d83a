import type { BoundingBox } from '../../geodata/model/geometry.ts';
import { openStateAt } from '../../geodata/model/opening-hours.ts';
import { STATION_KINDS, type Station } from '../../geodata/model/station.ts';
import { DAY_MS, SHANGHAI_OFFSET_MS } from '../../geodata/model/time.ts';
import type { StationsAnswer } from '../contract/service-areas.ts';
import type { Scope } from './scope.ts';

export interface StationsNoun {
  get(id: string): Station | null;
  /** By location; `assignedTo` is a unit's id (stations answerable for it). `bbox` in degrees. */
  list(options?: { scope?: Scope; assignedTo?: string; kind?: string; bbox?: BoundingBox }): Station[];
  /** The contract's rows. `nowMs` decides `openNow`. */
  answer(options: { scope: Scope; assignedTo?: string; nowMs: number }): StationsAnswer;
}

const MINUTE_MS = 60_000;

/** What stations are read from. */
export interface StationsCity {
  stations: ReadonlyMap<string, Station>;
  units: { no(id: string): number | null };
}

/** `city`: the state to answer from, asked anew each time. */
export function createStations(city: () => StationsCity): StationsNoun {
  const list: StationsNoun['list'] = ({ scope, assignedTo, kind, bbox } = {}) => {
    const { stations, units } = city();
    const inside = scope && !scope.everything ? new Set(scope.unitNos) : null;
    return [...stations.values()].filter((station) => {
      if (kind !== undefined && station.kind !== kind) return false;
      if (assignedTo !== undefined && !station.assignedUnitIds.includes(assignedTo)) return false;
      if (bbox && !isInBox(station.position, bbox)) return false;
      return !inside || inside.has(units.no(station.unitId) ?? -1);
    });
  };
  return {
    get: (id) => city().stations.get(id) ?? null,
    list,
    answer: ({ scope, assignedTo, nowMs }) => {
      const stations = list({ scope, assignedTo }).map((station) => ({
        id: station.id,
        name: station.name,
        kind: station.kind,
        kindName: STATION_KINDS[station.kind],
        unitId: station.unitId,
        position: station.position,
        doors: doorsOf(station),
        openNow: isOpenAt(station, nowMs),
        hours: station.hours,
        assignedUnitIds: station.assignedUnitIds,
      }));
      return { stations, numberMatched: stations.length };
    },
  };
}

/** Whether the station is open at the instant, by Shanghai's clock; one without known hours is not said to be. */
function isOpenAt(station: Station, nowMs: number): boolean {
  const localMs = nowMs + SHANGHAI_OFFSET_MS;
  const day = Math.floor(localMs / DAY_MS);
  // 1970-01-01 was a Thursday, the fourth day of the week.
  const weekday = ((day + 3) % 7) + 1;
  const minute = Math.floor((localMs - day * DAY_MS) / MINUTE_MS);
  return openStateAt(station.hours, weekday, minute) === 'open';
}

function isInBox([lon, lat]: [number, number], [west, south, east, north]: [number, number, number, number]) {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}

/** Where people enter a station: its entrances, or its position where none are known. */
export function doorsOf(station: Station): [number, number][] {
  return station.entrances.length > 0 ? station.entrances : [station.position];
}
