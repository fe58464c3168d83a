import type { WhistleParty } from '../../geodata/model/whistle.ts';
import { type WhistleTree, whistleDirection } from '../../geodata/model/whistle-direction.ts';
import type { PlacedParty } from '../contract/whistles.ts';
import type { CityMemory } from './city-memory.ts';
import { QueryError } from './query-error.ts';
import type { CalledPlace } from './whistle-rows.ts';

/** The unit tree and the overlays as directions need them. */
export function whistleTree({ units, overlays }: CityMemory): WhistleTree {
  const members = new Map(overlays.map(({ id, memberUnitIds }) => [id, memberUnitIds]));
  return {
    level: (unitId) => units.get(unitId)?.level ?? null,
    isInside: (unitId, ancestorId) => {
      const [no, ancestorNo] = [units.no(unitId), units.no(ancestorId)];
      return no !== null && ancestorNo !== null && units.isInside(no, ancestorNo);
    },
    members: (overlayId) => members.get(overlayId) ?? [],
  };
}

/** @throws {QueryError} where a unit or an overlay is not known; a department goes by any name */
export function requireParty(memory: CityMemory, { kind, id }: WhistleParty): void {
  if (kind === 'unit' && memory.units.no(id) === null) {
    throw new QueryError('unknown-unit', `there is no unit "${id}"`);
  }
  if (kind === 'overlay' && !memory.overlays.some((overlay) => overlay.id === id)) {
    throw new QueryError('unknown-unit', `there is no overlay "${id}"`);
  }
}

export function partyName(memory: CityMemory, { kind, id }: WhistleParty): string {
  if (kind === 'unit') return memory.units.get(id)?.name ?? id;
  if (kind === 'overlay') return memory.overlays.find((overlay) => overlay.id === id)?.name ?? id;
  return id;
}

/** Surrogate keys of the units that a party is or consists of; a department has none. */
export function partyUnits(memory: CityMemory, { kind, id }: WhistleParty): number[] {
  if (kind === 'department') return [];
  const ids = kind === 'unit' ? [id] : whistleTree(memory).members(id);
  return ids.flatMap((unitId) => memory.units.no(unitId) ?? []);
}

/** Where a whistle belongs: the narrowest unit that holds the caller; of a department, the one that holds all whom it calls; else the root. */
export function whistleUnit(
  memory: CityMemory,
  from: WhistleParty,
  targets: readonly WhistleParty[],
): number {
  const own = partyUnits(memory, from);
  const nos = own.length > 0 ? own : targets.flatMap((target) => partyUnits(memory, target));
  const paths = nos.map((no) => memory.units.path(no));
  const [first] = paths;
  if (!first) return memory.units.no(memory.units.root().id)!;
  const shared = first.filter((no, depth) => paths.every((path) => path[depth] === no));
  return shared.at(-1) ?? first[0]!;
}

export function calledPlace(memory: CityMemory, from: WhistleParty, target: WhistleParty): CalledPlace {
  return {
    direction: whistleDirection(whistleTree(memory), from, target),
    unitNo: target.kind === 'unit' ? memory.units.no(target.id) : null,
  };
}

/** Middle of a unit, or of the middles of an overlay's members; a department stands at the district that `whistleUnitNo` lies in. */
export function placeParty(memory: CityMemory, party: WhistleParty, whistleUnitNo: number): PlacedParty {
  const { units } = memory;
  const named = { ...party, name: partyName(memory, party) };
  if (party.kind === 'department') {
    const districtNo = units.ancestorsAt('district')[whistleUnitNo]!;
    const unit = units.units[districtNo < 0 ? whistleUnitNo : districtNo]!;
    return { ...named, position: unit.center, positionAssumed: true };
  }
  const centers = partyUnits(memory, party).map((no) => units.units[no]!.center);
  if (centers.length === 0) return { ...named, position: null, positionAssumed: false };
  const mean = (axis: 0 | 1) => centers.reduce((sum, center) => sum + center[axis], 0) / centers.length;
  return { ...named, position: [mean(0), mean(1)], positionAssumed: false };
}
