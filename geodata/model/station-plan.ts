import { Type } from 'typebox';
import { Position } from './geometry.ts';
import { GATE_POLICIES, type GatePolicy } from './walk-source.ts';

/**
 * 方案: what a plan changes about the stations and gates that there are. Plain data with a text of its own, so that a plan fits into an address.
 */
export const StationPlan = Type.Object(
  {
    moved: Type.Record(Type.String({ maxLength: 200 }), Position, {
      description: 'new place of a station, by id',
    }),
    added: Type.Record(Type.String({ pattern: '^new-\\d+$' }), Position, {
      description: 'stations that are not there yet, by ids of their own (new-1)',
    }),
    removed: Type.Array(Type.String({ maxLength: 200 }), {
      description: 'ids of stations that are given up',
    }),
    gates: Type.Record(Type.String({ maxLength: 40 }), Type.Enum([...GATE_POLICIES]), {
      description: 'who may pass a gate from now on, by its place: "lon,lat" with five decimals',
    }),
  },
  { additionalProperties: false },
);
export interface StationPlan {
  readonly moved: Readonly<Record<string, Position>>;
  readonly added: Readonly<Record<string, Position>>;
  readonly removed: readonly string[];
  readonly gates: Readonly<Record<string, GatePolicy>>;
}

export const UNCHANGED_PLAN: StationPlan = { moved: {}, added: {}, removed: [], gates: {} };

const NEW_ID = /^new-\d+$/;
/** About a metre: nobody places a door more exactly on a screen. */
const DECIMALS = 5;

/** Whether a station is one of the plan's own. */
export function isNewStation(id: string): boolean {
  return NEW_ID.test(id);
}

/** What a gate is called by in a plan: its place. Streets that are imported anew keep their gates' names. */
export function gateKey([lon, lat]: Position): string {
  return placeText([lon, lat]);
}

/** Degrees as a plan keeps them. */
export function plannedPlace([lon, lat]: Position): Position {
  return [Number(lon.toFixed(DECIMALS)), Number(lat.toFixed(DECIMALS))];
}

/** Whether a plan changes anything. */
export function changesAnything(plan: StationPlan): boolean {
  return formatStationPlan(plan) !== '';
}

/** The stations of the plan: today's with its changes, then the new ones. A moved station is entered where it was put. */
export function plannedStations<Station extends { id: string; doors: Position[] }>(
  today: readonly Station[],
  plan: StationPlan,
): (Station | { id: string; doors: Position[] })[] {
  const stay = today
    .filter(({ id }) => !plan.removed.includes(id))
    .map((station) => {
      const place = plan.moved[station.id];
      return place === undefined ? station : { ...station, doors: [place] };
    });
  return [...stay, ...Object.entries(plan.added).map(([id, place]) => ({ id, doors: [place] }))];
}

/** `m:id@lon,lat;n:1@lon,lat;r:id;g:lon,lat=open`, in the order of ids; '' for a plan that changes nothing. */
export function formatStationPlan({ moved, added, removed, gates }: StationPlan): string {
  return [
    ...sorted(moved).map(([id, at]) => `m:${escaped(id)}@${placeText(at)}`),
    ...sorted(added).map(([id, at]) => `n:${id.slice('new-'.length)}@${placeText(at)}`),
    ...[...removed].sort().map((id) => `r:${escaped(id)}`),
    ...sorted(gates).map(([gate, policy]) => `g:${gate}=${policy}`),
  ].join(';');
}

const PART =
  /^(?:m:(?<moved>[^@]+)@(?<movedTo>-?[\d.]+,-?[\d.]+)|n:(?<added>\d+)@(?<addedAt>-?[\d.]+,-?[\d.]+)|r:(?<removed>.+)|g:(?<gate>-?[\d.]+,-?[\d.]+)=(?<policy>\w+))$/;

/** The reverse; parts that make no sense are left out, so that an old link never breaks a page. */
export function parseStationPlan(text: string): StationPlan {
  const moved: Record<string, Position> = {};
  const added: Record<string, Position> = {};
  const gates: Record<string, GatePolicy> = {};
  const removed = new Set<string>();
  for (const part of text.split(';')) {
    const found = PART.exec(part)?.groups;
    if (found === undefined) continue;
    const place = placeOf(found.movedTo ?? found.addedAt ?? found.gate);
    if (found.removed !== undefined) removed.add(decoded(found.removed));
    else if (place === null) continue;
    else if (found.moved !== undefined) moved[decoded(found.moved)] = place;
    else if (found.added !== undefined) added[`new-${found.added}`] = place;
    else {
      const policy = GATE_POLICIES.find((one) => one === found.policy);
      if (policy !== undefined) gates[gateKey(place)] = policy;
    }
  }
  for (const id of removed) delete moved[id];
  return { moved, added, removed: [...removed].filter((id) => id !== ''), gates };
}

function sorted<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function placeText([lon, lat]: Position): string {
  return `${lon.toFixed(DECIMALS)},${lat.toFixed(DECIMALS)}`;
}

/** Null where that is no place on earth. */
function placeOf(text: string | undefined): Position | null {
  if (text === undefined) return null;
  const [lon, lat] = text.split(',').map(Number);
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? plannedPlace([lon, lat]) : null;
}

/** Only what the text itself is made of: an address escapes the rest once more, and ids should stay readable in it. */
function escaped(id: string): string {
  return id.replace(/[%;@]/g, encodeURIComponent);
}

/** A text that somebody has spoilt stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
