import type { LonLat, PlannedStation } from './worker/messages.ts';

/** What a plan changes about the stations that there are. Plain data: it stands in the address, so that a plan is a link. */
export interface PlanEdits {
  /** New place of a station, by id. */
  moved: Readonly<Record<string, LonLat>>;
  /** Stations that are not there yet, by ids of their own (`new-1`). */
  added: Readonly<Record<string, LonLat>>;
  /** Ids of stations that are given up. */
  removed: readonly string[];
}

export const NO_EDITS: PlanEdits = { moved: {}, added: {}, removed: [] };
const NEW_ID = /^new-\d+$/;
/** About a metre: nobody places a door more exactly on a screen. */
const DECIMALS = 5;

export function isNewStation(id: string): boolean {
  return NEW_ID.test(id);
}

export function hasEdits(edits: PlanEdits): boolean {
  return formatEdits(edits) !== '';
}

/** Puts a station somewhere, be it one that exists or one of the plan's own. */
export function putStation(edits: PlanEdits, id: string, position: LonLat): PlanEdits {
  const place: LonLat = [rounded(position[0]), rounded(position[1])];
  return isNewStation(id)
    ? { ...edits, added: { ...edits.added, [id]: place } }
    : { ...edits, moved: { ...edits.moved, [id]: place } };
}

/** An id for one station more. */
export function nextStationId(edits: PlanEdits): string {
  const numbers = Object.keys(edits.added).map((id) => Number(id.slice('new-'.length)));
  return `new-${Math.max(0, ...numbers) + 1}`;
}

/** Gives a station up: a new one is gone, one that exists is marked. */
export function removeStation(edits: PlanEdits, id: string): PlanEdits {
  if (isNewStation(id)) return { ...edits, added: without(edits.added, id) };
  if (edits.removed.includes(id)) return edits;
  return { ...edits, moved: without(edits.moved, id), removed: [...edits.removed, id] };
}

/** A station as it is today. */
export function restoreStation(edits: PlanEdits, id: string): PlanEdits {
  return {
    ...edits,
    moved: without(edits.moved, id),
    removed: edits.removed.filter((one) => one !== id),
  };
}

/** The stations of the plan: today's with its changes, then the new ones. A moved station is entered where it was put. */
export function plannedStations(today: readonly PlannedStation[], edits: PlanEdits): PlannedStation[] {
  const stay = today
    .filter(({ id }) => !edits.removed.includes(id))
    .map((station) => {
      const place = edits.moved[station.id];
      return place === undefined ? station : { id: station.id, doors: [place] };
    });
  return [...stay, ...Object.entries(edits.added).map(([id, place]) => ({ id, doors: [place] }))];
}

/** `m:id@lon,lat;n:1@lon,lat;r:id`, in the order of ids; '' for a plan that changes nothing. */
export function formatEdits({ moved, added, removed }: PlanEdits): string {
  const place = ([lon, lat]: LonLat) => `${lon.toFixed(DECIMALS)},${lat.toFixed(DECIMALS)}`;
  const sorted = (record: Readonly<Record<string, LonLat>>) =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...sorted(moved).map(([id, at]) => `m:${escaped(id)}@${place(at)}`),
    ...sorted(added).map(([id, at]) => `n:${id.slice('new-'.length)}@${place(at)}`),
    ...[...removed].sort().map((id) => `r:${escaped(id)}`),
  ].join(';');
}

/** The reverse; parts that make no sense are left out, so that an old link never breaks a page. */
export function parseEdits(text: string): PlanEdits {
  let edits = NO_EDITS;
  for (const part of text.split(';')) {
    const match = /^(?:(m|n):([^@]+)@(-?[\d.]+),(-?[\d.]+)|r:(.+))$/.exec(part);
    if (match === null) continue;
    const [, kind, name, lon, lat, given] = match;
    if (given !== undefined) edits = removeStation(edits, decodeURIComponent(given));
    else if (isPlace(Number(lon), Number(lat))) {
      const id = kind === 'n' ? `new-${name}` : decodeURIComponent(name);
      if (kind === 'm' || isNewStation(id)) edits = putStation(edits, id, [Number(lon), Number(lat)]);
    }
  }
  return edits;
}

/** Only what the text itself is made of: an address escapes the rest once more, and ids should stay readable in it. */
function escaped(id: string): string {
  return id.replace(/[%;@]/g, encodeURIComponent);
}

function isPlace(lon: number, lat: number): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(DECIMALS));
}

function without(record: Readonly<Record<string, LonLat>>, id: string): Readonly<Record<string, LonLat>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== id));
}
