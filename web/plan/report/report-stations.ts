import type { BoundingBox, Position } from '../../../geodata/model/geometry.ts';
import type { StationPlan } from '../../../geodata/model/station-plan.ts';
import type { StationRow } from '../../../server/contract/service-areas.ts';
import type { PlanReached } from '../worker/report-shapes.ts';
import type { ReportStation, StationFate } from './report-content.ts';

export interface StationQuestion {
  today: readonly StationRow[];
  plan: StationPlan;
  reached: Pick<PlanReached, 'stationIds' | 'nearestResidents'>;
  /** Ids of stations without a street near. */
  unsnapped: readonly string[];
  /** Whether a unit lies in the scope. */
  isInScope: (unitId: string) => boolean;
  /** Names of the units around a place, widest first. */
  placeOf: (position: Position, unitId: string | null) => string[];
}

/**
 * The stations of a report with the numbers they have in it: those that stand in the scope, in the order of their units, then whatever
 * changes elsewhere, then the new ones.
 */
export function reportStations(question: StationQuestion): ReportStation[] {
  const { today, plan } = question;
  const isChanged = ({ id }: StationRow): boolean => fateOf(plan, id) !== 'same';
  const isInside = ({ unitId }: StationRow): boolean => question.isInScope(unitId);
  const inOrder = [...today].sort((a, b) => (`${a.unitId} ${a.id}` < `${b.unitId} ${b.id}` ? -1 : 1));
  const listed = [
    ...inOrder.filter(isInside),
    ...inOrder.filter((station) => isChanged(station) && !isInside(station)),
  ];
  const added = Object.entries(plan.added).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  const stations = [
    ...listed.map((station) => standing(question, station)),
    ...added.map(([id, place]) => newStation(question, id, place)),
  ];
  return stations.map((station, index) => ({ ...station, number: index + 1 }));
}

/** Those that a map of the box shows without a number. */
export function neighbourPlaces(
  today: readonly StationRow[],
  listed: readonly ReportStation[],
  bbox: BoundingBox,
): Position[] {
  const ids = new Set(listed.map(({ id }) => id));
  return today
    .filter(({ id, position }) => !ids.has(id) && isInBox(position, bbox))
    .map(({ position }) => position as Position);
}

/** Sides belong to the box. */
export function isInBox([lon, lat]: readonly number[], [west, south, east, north]: BoundingBox): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}

function fateOf(plan: StationPlan, id: string): StationFate {
  if (plan.removed.includes(id)) return 'removed';
  return plan.moved[id] === undefined ? 'same' : 'moved';
}

function standing(question: StationQuestion, station: StationRow): ReportStation {
  const { plan, unsnapped, placeOf } = question;
  const { id, name, kindName, unitId } = station;
  const from = station.position as Position;
  const fate = fateOf(plan, id);
  const position = fate === 'moved' ? plan.moved[id] : from;
  return {
    number: 0,
    id,
    name,
    kindName,
    fate,
    position,
    from,
    place: placeOf(position, fate === 'moved' ? null : unitId),
    nearestResidents: fate === 'removed' ? null : nearestOf(question, id),
    isOffStreet: fate !== 'removed' && unsnapped.includes(id),
  };
}

function newStation(question: StationQuestion, id: string, position: Position): ReportStation {
  return {
    number: 0,
    id,
    name: '',
    kindName: '',
    fate: 'added',
    position,
    from: null,
    place: question.placeOf(position, null),
    nearestResidents: nearestOf(question, id),
    isOffStreet: question.unsnapped.includes(id),
  };
}

/** Null where the station does not count, say because it is closed at the time that was asked for. */
function nearestOf({ reached }: StationQuestion, id: string): number[] | null {
  const at = reached.stationIds.indexOf(id);
  return at === -1 ? null : reached.nearestResidents.map((residents) => residents[at]);
}
