import type { Position } from '../../../geodata/model/geometry.ts';
import type { StationPlan } from '../../../geodata/model/station-plan.ts';
import { nextStationId, putStation, removeStation } from '../plan-edits.ts';

/** A place that was chosen; `stationId` where a station stands there already. */
export interface AdoptedPlace {
  position: readonly number[];
  stationId: string | null;
}

/** Takes chosen places into a plan: new stations there, and those that were up for choice and not chosen are given up. */
export function adoptSites(
  plan: StationPlan,
  places: readonly AdoptedPlace[],
  reconsideredIds: readonly string[],
): StationPlan {
  const chosen = new Set(places.map(({ stationId }) => stationId));
  let next = plan;
  for (const id of reconsideredIds) if (!chosen.has(id)) next = removeStation(next, id);
  for (const { position, stationId } of places)
    if (stationId === null)
      next = putStation(next, nextStationId(next), [...position] as unknown as Position);
  return next;
}
