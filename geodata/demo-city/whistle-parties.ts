import { type CallerRank, callsAllowed, type FlowConfiguration } from '../model/flow.ts';
import type { Overlay } from '../model/overlay.ts';
import type { Level, Unit } from '../model/unit.ts';
import { partyKey, type WhistleParty } from '../model/whistle.ts';
import { type WhistleTree, whistleDirection } from '../model/whistle-direction.ts';
import type { Random } from './random.ts';
import { LEAF_CATEGORIES } from './requests-categories.ts';

/** As much of a city as whistles need; a whole CityData will do. */
export interface WhistleSite {
  units: readonly Pick<Unit, 'id' | 'parentId' | 'level'>[];
  overlays: readonly Pick<Overlay, 'id' | 'memberUnitIds'>[];
}

type Weights = Partial<Record<CallerRank, number>>;

/*
 * Shares of the demo (演示), taken where the flow allows: mostly streets blow, and mostly departments are called. None is a figure of record.
 */
const BLOWERS: Weights = {
  subdistrict: 0.72,
  community: 0.13,
  department: 0.07,
  overlay: 0.05,
  gridCell: 0.03,
};
const CALLED: Weights = {
  department: 0.7,
  subdistrict: 0.13,
  community: 0.1,
  district: 0.05,
  gridCell: 0.02,
};
const SECOND_TARGET_SHARE = 0.28;

const DEPARTMENTS = [...new Set(LEAF_CATEGORIES.map(({ department }) => department))];

/** Who blows and who is called about a matter of a unit, as the flow allows. */
export class WhistleParties {
  private readonly flow: FlowConfiguration;
  private readonly byId: Map<string, WhistleSite['units'][number]>;
  private readonly siblings = new Map<string, string[]>();
  private readonly overlays: WhistleSite['overlays'];
  private readonly tree: WhistleTree;

  constructor({ units, overlays }: WhistleSite, flow: FlowConfiguration) {
    this.flow = flow;
    this.overlays = overlays;
    this.byId = new Map(units.map((unit) => [unit.id, unit]));
    for (const { id, parentId, level } of units) {
      const key = `${parentId} ${level}`;
      const list = this.siblings.get(key);
      if (list) list.push(id);
      else this.siblings.set(key, [id]);
    }
    const members = new Map(overlays.map(({ id, memberUnitIds }) => [id, memberUnitIds]));
    this.tree = {
      level: (id) => this.byId.get(id)?.level ?? null,
      isInside: (id, ancestorId) => this.path(id).includes(ancestorId),
      members: (id) => members.get(id) ?? [],
    };
  }

  /** Null where the flow has nobody who could blow or be called here. */
  draw(
    unitId: string,
    department: string,
    random: Random,
  ): { from: WhistleParty; targets: WhistleParty[] } | null {
    const allowed = new Set(this.flow.calls.flatMap((call) => call.from));
    const fromRank = drawRank(
      BLOWERS,
      (rank) => allowed.has(rank) && this.party(rank, unitId, department) !== null,
      random,
    );
    if (fromRank === null) return null;
    const from = this.party(fromRank, unitId, department)!;
    const first = this.drawTarget(from, fromRank, unitId, department, random);
    if (first === null) return null;
    const targets = [first];
    if (random.next() < SECOND_TARGET_SHARE) {
      const second = this.drawTarget(from, fromRank, unitId, random.pick(DEPARTMENTS), random);
      if (second !== null && partyKey(second) !== partyKey(first)) targets.push(second);
    }
    return { from, targets };
  }

  private drawTarget(
    from: WhistleParty,
    fromRank: CallerRank,
    unitId: string,
    department: string,
    random: Random,
  ): WhistleParty | null {
    const found = new Map<CallerRank, WhistleParty>();
    for (const rank of Object.keys(CALLED) as CallerRank[]) {
      const party = rank === fromRank ? this.neighbour(from, random) : this.party(rank, unitId, department);
      if (party === null) continue;
      const direction = whistleDirection(this.tree, from, party);
      if (callsAllowed(this.flow, fromRank, rank, direction).length > 0) found.set(rank, party);
    }
    const rank = drawRank(CALLED, (candidate) => found.has(candidate), random);
    return rank === null ? null : found.get(rank)!;
  }

  /** The one of a rank that the unit answers to (or is); null = there is none. */
  private party(rank: CallerRank, unitId: string, department: string): WhistleParty | null {
    if (rank === 'department') return { kind: 'department', id: department };
    const path = this.path(unitId);
    if (rank === 'overlay') {
      const overlay = this.overlays.find(({ memberUnitIds }) =>
        memberUnitIds.some((id) => path.includes(id)),
      );
      return overlay ? { kind: 'overlay', id: overlay.id } : null;
    }
    const id = path.find((candidate) => this.byId.get(candidate)!.level === (rank as Level));
    return id === undefined ? null : { kind: 'unit', id };
  }

  /** Another of the same kind: a unit beside it, or another department. */
  private neighbour({ kind, id }: WhistleParty, random: Random): WhistleParty | null {
    if (kind === 'overlay') return null;
    const unit = this.byId.get(id);
    const all = kind === 'department' ? DEPARTMENTS : this.siblings.get(`${unit!.parentId} ${unit!.level}`)!;
    const others = all.filter((other) => other !== id);
    return others.length === 0 ? null : { kind, id: random.pick(others) };
  }

  /** From the unit up to the root. */
  private path(unitId: string): string[] {
    const path: string[] = [];
    for (let unit = this.byId.get(unitId); unit; unit = this.byId.get(unit.parentId ?? ''))
      path.push(unit.id);
    return path;
  }
}

function drawRank(
  weights: Weights,
  isPossible: (rank: CallerRank) => boolean,
  random: Random,
): CallerRank | null {
  const possible = (Object.entries(weights) as [CallerRank, number][]).filter(([rank]) => isPossible(rank));
  let left = random.next() * possible.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [rank, weight] of possible) {
    left -= weight;
    if (left < 0) return rank;
  }
  return possible.at(-1)?.[0] ?? null;
}
