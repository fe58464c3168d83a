import type { Position } from '../../geodata/model/geometry.ts';
import { isNewStation, plannedPlace, type StationPlan } from '../../geodata/model/station-plan.ts';
import type { GatePolicy } from '../../geodata/model/walk-source.ts';

/** Puts a station somewhere, be it one that exists or one of the plan's own. */
export function putStation(plan: StationPlan, id: string, position: Position): StationPlan {
  const place = plannedPlace(position);
  return isNewStation(id)
    ? { ...plan, added: { ...plan.added, [id]: place } }
    : { ...plan, moved: { ...plan.moved, [id]: place } };
}

/** An id for one station more. */
export function nextStationId(plan: StationPlan): string {
  const numbers = Object.keys(plan.added).map((id) => Number(id.slice('new-'.length)));
  return `new-${Math.max(0, ...numbers) + 1}`;
}

/** Gives a station up: a new one is gone, one that exists is marked. */
export function removeStation(plan: StationPlan, id: string): StationPlan {
  if (isNewStation(id)) return { ...plan, added: without(plan.added, id) };
  if (plan.removed.includes(id)) return plan;
  return { ...plan, moved: without(plan.moved, id), removed: [...plan.removed, id] };
}

/** A station as it is today. */
export function restoreStation(plan: StationPlan, id: string): StationPlan {
  return {
    ...plan,
    moved: without(plan.moved, id),
    removed: plan.removed.filter((one) => one !== id),
  };
}

/** Lets somebody else pass a gate; null = as it is today. `gate` is a `gateKey`. */
export function setGate(plan: StationPlan, gate: string, policy: GatePolicy | null): StationPlan {
  return {
    ...plan,
    gates: policy === null ? without(plan.gates, gate) : { ...plan.gates, [gate]: policy },
  };
}

function without<Value>(
  record: Readonly<Record<string, Value>>,
  id: string,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== id));
}
