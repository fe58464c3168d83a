import { createReach, type Reach, reach, UNREACHED } from '../network/reach.ts';
import type { SnappedPoints } from '../network/snap.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import { CELL_COVERED_SHARE, type HomeTimes } from './coverage.ts';
import type { Homes } from './homes.ts';
import {
  createHomesReached,
  type HomesReached,
  labelHomes,
  reachHomes,
  type StreetHomes,
  streetHomes,
} from './street-homes.ts';

/** Who is within a cut-off of any station of the plan. */
export interface PlanCount {
  residents: number;
  elderly: number;
  households: number;
  /** Homes. */
  buildings: number;
  gridCells: number;
}

export interface WhatIfOptions {
  /** Ascending, effective decimetres (`budgetDm`). */
  cutoffsDm: readonly number[];
  /** How far the walks of the standing stations are known; at least the last cut-off. A gap tells its nearest station from them. */
  horizonDm: number;
  /** Walks without steps (`wheelchair`). */
  avoidSteps?: boolean;
}

/**
 * A plan under the finger: all stations but one stand still, one moves. Counts are exact, building by building, for every position of the moving one;
 * a frame costs only what that one reaches. Not for two plans at once.
 */
export interface WhatIf {
  /** Stations that stand still (all their doors); searches the whole city. Nothing moves afterwards. */
  stand(doors: SnappedPoints): void;
  /** Counts people of these units only (numbers of `Homes`, each once); null = everybody. */
  lookAt(units: Iterable<number> | null): void;
  /** Puts the moving station there (its doors; those with edge -1 are left out), or takes it away with null. */
  move(doors: SnappedPoints | null): void;
  /** One per cut-off, the moving station included. The same objects every time. */
  readonly counts: readonly PlanCount[];
  /** Walks to the standing stations, up to the horizon. The same arrays every time. */
  readonly standing: HomeTimes;
  /** The search behind `standing`, to follow a single walk by. */
  readonly standingSearch: Reach;
  /** Search of the moving station, to draw its bands from. */
  readonly moving: Reach;
  /** How far the search of the moving station goes: farther than the last cut-off where bands are drawn from it. */
  movingBudgetDm: number;
  /** Residents (or homes, where no people are known) within cut-off c of unit u, the moving station included: `[c * unitCount + u]`. */
  readonly peopleWithin: Uint32Array;
  /** All of those people, by unit; the last entry is the homes of no unit. */
  readonly peopleOfUnit: Float64Array;
  /** Homes that the moving station brings within cut-off c: `brought.home[i]` with `brought.from[i] > c >= brought.to[i]`. */
  readonly brought: Brought;
}

/** Homes whose smallest cut-off changed from number `from` to the lower `to`; a number equal to the count of cut-offs means beyond all. */
export interface Brought {
  count: number;
  home: Uint32Array;
  from: Uint8Array;
  to: Uint8Array;
}

export function createWhatIf(network: WalkNetwork, homes: Homes, options: WhatIfOptions): WhatIf {
  return new ExactWhatIf(network, homes, options);
}

class ExactWhatIf implements WhatIf {
  readonly counts: readonly PlanCount[];
  readonly moving: Reach;
  readonly peopleWithin: Uint32Array;
  readonly peopleOfUnit: Float64Array;
  readonly brought: Brought;
  movingBudgetDm: number;
  readonly standing: HomeTimes;

  private readonly network: WalkNetwork;
  private readonly homes: Homes;
  private readonly options: WhatIfOptions;
  private readonly index: StreetHomes;
  readonly standingSearch: Reach;
  private readonly unitCount: number;
  /** `PEOPLE_SIZE` numbers for each home, side by side. */
  private readonly people: Int32Array;
  /** Whether a unit's share is measured by residents; by homes where no people are known. */
  private readonly isByResidents: Uint8Array;
  private readonly isCounted: Uint8Array;
  /** Number of the smallest cut-off that holds a time, for every time up to the last one. */
  private readonly smallestOfTime: Uint8Array;
  /** Number of the smallest cut-off that the standing stations keep for a home. */
  private readonly standingClass: Uint8Array;
  private readonly reached: HomesReached;

  constructor(network: WalkNetwork, homes: Homes, options: WhatIfOptions) {
    this.network = network;
    this.homes = homes;
    this.options = options;
    this.index = streetHomes(network, homes);
    this.standingSearch = createReach(network);
    this.moving = createReach(network);
    this.movingBudgetDm = options.cutoffsDm[options.cutoffsDm.length - 1];
    this.unitCount = homes.unitIds.length + 1;
    this.counts = options.cutoffsDm.map(() => emptyCount());
    this.peopleWithin = new Uint32Array(options.cutoffsDm.length * this.unitCount);
    this.brought = {
      count: 0,
      home: new Uint32Array(homes.count),
      from: new Uint8Array(homes.count),
      to: new Uint8Array(homes.count),
    };
    this.peopleOfUnit = new Float64Array(this.unitCount);
    this.smallestOfTime = smallestCutoffs(options.cutoffsDm);
    this.isByResidents = new Uint8Array(this.unitCount);
    this.people = this.weighHomes();
    this.isCounted = new Uint8Array(this.unitCount).fill(1);
    this.standingClass = new Uint8Array(homes.count).fill(options.cutoffsDm.length);
    this.reached = createHomesReached(this.index, homes.count);
    this.standing = {
      timeDm: new Int32Array(homes.count).fill(UNREACHED),
      nearest: new Int32Array(homes.count).fill(-1),
    };
  }

  stand(doors: SnappedPoints): void {
    const { horizonDm, avoidSteps } = this.options;
    reach(this.network, this.standingSearch, doors, { cutoffDm: horizonDm, avoidSteps });
    labelHomes(this.network, this.index, this.standingSearch, this.standing);
    this.brought.count = 0;
    this.countStanding();
  }

  lookAt(units: Iterable<number> | null): void {
    if (units === null) this.isCounted.fill(1);
    else {
      this.isCounted.fill(0);
      for (const unit of units) this.isCounted[unit] = 1;
    }
    this.brought.count = 0;
    this.countStanding();
  }

  move(doors: SnappedPoints | null): void {
    this.takeBack();
    if (doors === null) return;
    const { network, moving, index, reached } = this;
    reach(network, moving, doors, { cutoffDm: this.movingBudgetDm, avoidSteps: this.options.avoidSteps });
    reachHomes(network, index, moving, reached);
    for (let i = 0; i < reached.count; i++) {
      const home = reached.home[i];
      const to = this.classOf(reached.walkDm[home]);
      const from = this.standingClass[home];
      if (to < from) this.bring(home, from, to);
    }
  }

  private bring(home: number, from: number, to: number): void {
    const { brought } = this;
    brought.home[brought.count] = home;
    brought.from[brought.count] = from;
    brought.to[brought.count++] = to;
    for (let c = to; c < from; c++) this.add(home, c, 1);
  }

  private takeBack(): void {
    const { brought } = this;
    for (let i = 0; i < brought.count; i++) {
      for (let c = brought.to[i]; c < brought.from[i]; c++) this.add(brought.home[i], c, -1);
    }
    brought.count = 0;
  }

  /** One home more (sign 1) or less (-1) within cut-off c. */
  private add(home: number, c: number, sign: number): void {
    const { people, peopleWithin } = this;
    const record = home * PEOPLE_SIZE;
    const unit = people[record + UNIT];
    const residents = people[record + RESIDENTS];
    const slot = c * this.unitCount + unit;
    const before = peopleWithin[slot];
    const after = before + sign * (this.isByResidents[unit] === 1 ? residents : 1);
    peopleWithin[slot] = after;
    if (this.isCounted[unit] === 0) return;
    const count = this.counts[c];
    count.residents += sign * residents;
    count.elderly += sign * people[record + ELDERLY];
    count.households += sign * people[record + HOUSEHOLDS];
    count.buildings += sign;
    const isCovered = this.isCellCovered(unit, after);
    if (isCovered !== this.isCellCovered(unit, before)) count.gridCells += isCovered ? 1 : -1;
  }

  private isCellCovered(unit: number, people: number): boolean {
    return (
      unit < this.homes.cellCount &&
      this.peopleOfUnit[unit] > 0 &&
      people >= CELL_COVERED_SHARE * this.peopleOfUnit[unit]
    );
  }

  /** Unit by unit (homes are in their order): each home is added once, to its smallest cut-off, and the sums then to all larger ones. */
  private countStanding(): void {
    const { homes, unitCount, peopleWithin, counts, people, standingClass, smallestOfTime } = this;
    const { firstHome } = homes;
    const { timeDm } = this.standing;
    const beyond = counts.length;
    const lastDm = smallestOfTime.length - 1;
    const sums = new Int32Array(beyond * PEOPLE_SIZE);
    const totals = new Float64Array(beyond * PEOPLE_SIZE);
    const cells = new Uint32Array(beyond);
    for (let unit = 0; unit < unitCount; unit++) {
      for (let i = 0; i < sums.length; i++) sums[i] = 0;
      for (let h = firstHome[unit], end = firstHome[unit + 1]; h < end; h++) {
        const walkDm = timeDm[h];
        if (walkDm > lastDm) {
          standingClass[h] = beyond;
          continue;
        }
        const smallest = smallestOfTime[walkDm];
        standingClass[h] = smallest;
        const sum = smallest * PEOPLE_SIZE;
        const record = h * PEOPLE_SIZE;
        sums[sum + HOMES]++;
        sums[sum + RESIDENTS] += people[record + RESIDENTS];
        sums[sum + ELDERLY] += people[record + ELDERLY];
        sums[sum + HOUSEHOLDS] += people[record + HOUSEHOLDS];
      }
      for (let i = PEOPLE_SIZE; i < sums.length; i++) sums[i] += sums[i - PEOPLE_SIZE];
      const by = this.isByResidents[unit] === 1 ? RESIDENTS : HOMES;
      for (let c = 0; c < beyond; c++) peopleWithin[c * unitCount + unit] = sums[c * PEOPLE_SIZE + by];
      if (this.isCounted[unit] === 0) continue;
      for (let i = 0; i < sums.length; i++) totals[i] += sums[i];
      for (let c = 0; c < beyond; c++) if (this.isCellCovered(unit, sums[c * PEOPLE_SIZE + by])) cells[c]++;
    }
    for (const [c, count] of counts.entries()) {
      const total = c * PEOPLE_SIZE;
      count.residents = totals[total + RESIDENTS];
      count.elderly = totals[total + ELDERLY];
      count.households = totals[total + HOUSEHOLDS];
      count.buildings = totals[total + HOMES];
      count.gridCells = cells[c];
    }
  }

  private classOf(timeDm: number): number {
    return timeDm < this.smallestOfTime.length ? this.smallestOfTime[timeDm] : this.counts.length;
  }

  private weighHomes(): Int32Array {
    const { homes, peopleOfUnit, isByResidents } = this;
    const people = new Int32Array(homes.count * PEOPLE_SIZE);
    for (let h = 0; h < homes.count; h++) {
      const record = h * PEOPLE_SIZE;
      people[record + UNIT] = homes.unit[h];
      people[record + RESIDENTS] = homes.residents[h];
      people[record + ELDERLY] = homes.elderly[h];
      people[record + HOUSEHOLDS] = homes.households[h];
      peopleOfUnit[homes.unit[h]] += homes.residents[h];
    }
    for (let unit = 0; unit < this.unitCount; unit++) {
      if (peopleOfUnit[unit] > 0) isByResidents[unit] = 1;
      else peopleOfUnit[unit] = homes.firstHome[unit + 1] - homes.firstHome[unit];
    }
    return people;
  }
}

// What is known of a home: numbers side by side. In sums the place of the unit counts homes.
const UNIT = 0;
const RESIDENTS = 1;
const ELDERLY = 2;
const HOUSEHOLDS = 3;
const PEOPLE_SIZE = 4;
const HOMES = UNIT;

function smallestCutoffs(cutoffsDm: readonly number[]): Uint8Array {
  const smallest = new Uint8Array(cutoffsDm[cutoffsDm.length - 1] + 1);
  for (let c = 1; c < cutoffsDm.length; c++) smallest.fill(c, cutoffsDm[c - 1] + 1);
  return smallest;
}

function emptyCount(): PlanCount {
  return { residents: 0, elderly: 0, households: 0, buildings: 0, gridCells: 0 };
}
