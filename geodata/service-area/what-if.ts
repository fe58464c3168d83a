import { createReach, labelAt, type PlaceLabel, type Reach, reach, UNREACHED } from '../network/reach.ts';
import type { SnappedPoints } from '../network/snap.ts';
import { ARC_FLAGS, EDGE_FLAGS, type WalkNetwork } from '../network/walk-network.ts';
import { CELL_COVERED_SHARE, type HomeTimes } from './coverage.ts';
import { createHomeIndex, type HomeIndex } from './home-index.ts';
import type { Homes } from './homes.ts';

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
  /** Walks to the standing stations, up to the horizon. */
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
  standing: HomeTimes;

  private readonly network: WalkNetwork;
  private readonly homes: Homes;
  private readonly options: WhatIfOptions;
  private readonly index: HomeIndex;
  readonly standingSearch: Reach;
  private readonly unitCount: number;
  /** People that a unit's share is measured by: residents, or homes where no people are known. */
  private readonly peopleOfHome: Uint32Array;
  private readonly isCounted: Uint8Array;
  /** Number of the smallest cut-off that the standing stations keep for a home. */
  private readonly standingClass: Uint8Array;
  private readonly visitOfEdge: Uint32Array;
  private readonly visitOfHome: Uint32Array;
  private readonly movingDm: Int32Array;
  private readonly reached: Uint32Array;
  private reachedCount = 0;
  private visit = 0;
  private readonly label: PlaceLabel = { time: UNREACHED, source: -1 };

  constructor(network: WalkNetwork, homes: Homes, options: WhatIfOptions) {
    this.network = network;
    this.homes = homes;
    this.options = options;
    this.index = createHomeIndex(network, homes);
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
    this.peopleOfHome = this.weighHomes();
    this.isCounted = new Uint8Array(this.unitCount).fill(1);
    this.standingClass = new Uint8Array(homes.count).fill(options.cutoffsDm.length);
    this.visitOfEdge = new Uint32Array(network.edgeCount);
    this.visitOfHome = new Uint32Array(homes.count);
    this.movingDm = new Int32Array(homes.count);
    this.reached = new Uint32Array(homes.count);
    this.standing = {
      timeDm: new Int32Array(homes.count).fill(UNREACHED),
      nearest: new Int32Array(homes.count).fill(-1),
    };
  }

  stand(doors: SnappedPoints): void {
    const { horizonDm, avoidSteps } = this.options;
    reach(this.network, this.standingSearch, doors, { cutoffDm: horizonDm, avoidSteps });
    this.standing = this.standingTimes();
    const { timeDm } = this.standing;
    for (let h = 0; h < this.homes.count; h++) this.standingClass[h] = this.classOf(timeDm[h]);
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
    this.searchHomes(doors);
    for (let i = 0; i < this.reachedCount; i++) {
      const home = this.reached[i];
      const to = this.classOf(this.movingDm[home]);
      const from = this.standingClass[home];
      if (to < from) this.bring(home, from, to);
    }
  }

  /** The same as `homeTimes`, edge by edge: the labels of an edge's two ends are read once for all homes along it. */
  private standingTimes(): HomeTimes {
    const { network, homes, index, label } = this;
    const { time, nearest, cutoffDm } = this.standingSearch;
    const timeDm = new Int32Array(homes.count).fill(UNREACHED);
    const source = new Int32Array(homes.count).fill(-1);
    const keep = (home: number, walkDm: number, from: number): void => {
      if (walkDm > timeDm[home] || (walkDm === timeDm[home] && from >= source[home])) return;
      timeDm[home] = walkDm;
      source[home] = from;
    };
    for (let edge = 0; edge < network.edgeCount; edge++) {
      const begin = index.firstOfEdge[edge];
      const end = index.firstOfEdge[edge + 1];
      if (begin === end) continue;
      if (!this.isPlain(this.standingSearch, edge)) {
        for (let i = begin; i < end; i++) {
          labelAt(network, this.standingSearch, edge, index.at[i], index.offDm[i], label);
          keep(index.home[i], label.time, label.source);
        }
        continue;
      }
      const first = network.edgeFrom[edge];
      const second = network.edgeTo[edge];
      const viaFirst = endDm(time[first], cutoffDm);
      const viaSecond = endDm(time[second], cutoffDm) + network.edgeWeight[edge];
      for (let i = begin; i < end; i++) {
        const ahead = viaFirst + index.at[i];
        const back = viaSecond - index.at[i];
        const walkDm = Math.min(ahead, back) + index.offDm[i];
        if (walkDm > cutoffDm) continue;
        let from = ahead <= back ? nearest[first] : nearest[second];
        if (ahead === back) from = Math.min(from, nearest[second]);
        keep(index.home[i], walkDm, from);
      }
    }
    return { timeDm, nearest: source };
  }

  /** Whether people come to the edge's homes from its ends only, both ways: then `labelAt` is the nearer of two sums. */
  private isPlain(search: Reach, edge: number): boolean {
    return (
      !search.avoidSteps &&
      search.sourceOfEdge[edge] < 0 &&
      (this.network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) === 0
    );
  }

  /** Finds all homes that the moving station reaches, each with the shortest walk of its entrances. */
  private searchHomes(doors: SnappedPoints): void {
    const { network, moving, index } = this;
    reach(network, moving, doors, { cutoffDm: this.movingBudgetDm, avoidSteps: this.options.avoidSteps });
    this.visit++;
    this.reachedCount = 0;
    const { firstArc, arcEdge, arcFlags } = network;
    for (let i = 0; i < moving.touchedCount; i++) {
      const node = moving.touched[i];
      for (let arc = firstArc[node]; arc < firstArc[node + 1]; arc++) {
        if ((arcFlags[arc] & ARC_FLAGS.gate) === 0) this.searchEdge(arcEdge[arc], index);
      }
    }
    for (const edge of doors.edge) if (edge >= 0) this.searchEdge(edge, index);
  }

  private searchEdge(edge: number, index: HomeIndex): void {
    if (this.visitOfEdge[edge] === this.visit) return;
    this.visitOfEdge[edge] = this.visit;
    const begin = index.firstOfEdge[edge];
    const end = index.firstOfEdge[edge + 1];
    if (begin === end) return;
    const { network, moving, label } = this;
    if (!this.isPlain(moving, edge)) {
      for (let i = begin; i < end; i++) {
        labelAt(network, moving, edge, index.at[i], index.offDm[i], label);
        if (label.time !== UNREACHED) this.reachHome(index.home[i], label.time);
      }
      return;
    }
    const { cutoffDm } = moving;
    const viaFirst = endDm(moving.time[network.edgeFrom[edge]], cutoffDm);
    const viaSecond = endDm(moving.time[network.edgeTo[edge]], cutoffDm) + network.edgeWeight[edge];
    for (let i = begin; i < end; i++) {
      const walkDm = Math.min(viaFirst + index.at[i], viaSecond - index.at[i]) + index.offDm[i];
      if (walkDm <= cutoffDm) this.reachHome(index.home[i], walkDm);
    }
  }

  /** Keeps the shortest of the walks to a home's entrances. */
  private reachHome(home: number, walkDm: number): void {
    const { movingDm, visitOfHome } = this;
    if (visitOfHome[home] !== this.visit) {
      visitOfHome[home] = this.visit;
      movingDm[home] = walkDm;
      this.reached[this.reachedCount++] = home;
    } else if (walkDm < movingDm[home]) movingDm[home] = walkDm;
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
    const { homes, unitCount, peopleWithin } = this;
    const unit = homes.unit[home];
    const slot = c * unitCount + unit;
    const wasCovered = this.isCellCovered(unit, peopleWithin[slot]);
    peopleWithin[slot] += sign * this.peopleOfHome[home];
    if (this.isCounted[unit] === 0) return;
    const count = this.counts[c];
    count.residents += sign * homes.residents[home];
    count.elderly += sign * homes.elderly[home];
    count.households += sign * homes.households[home];
    count.buildings += sign;
    const isCovered = this.isCellCovered(unit, peopleWithin[slot]);
    if (isCovered !== wasCovered) count.gridCells += isCovered ? 1 : -1;
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
    const { homes, unitCount, peopleWithin, counts } = this;
    const beyond = counts.length;
    for (const count of counts) Object.assign(count, emptyCount());
    const within = Array.from({ length: beyond + 1 }, () => ({ ...emptyCount(), people: 0 }));
    for (let unit = 0; unit < unitCount; unit++) {
      for (const sum of within) Object.assign(sum, emptyCount(), { people: 0 });
      for (let h = homes.firstHome[unit]; h < homes.firstHome[unit + 1]; h++) {
        const sum = within[this.standingClass[h]];
        sum.people += this.peopleOfHome[h];
        sum.residents += homes.residents[h];
        sum.elderly += homes.elderly[h];
        sum.households += homes.households[h];
        sum.buildings++;
      }
      for (let c = 0; c < beyond; c++) {
        const sum = within[c];
        if (c > 0) addUp(sum, within[c - 1]);
        peopleWithin[c * unitCount + unit] = sum.people;
        if (this.isCounted[unit] === 0) continue;
        const count = counts[c];
        count.residents += sum.residents;
        count.elderly += sum.elderly;
        count.households += sum.households;
        count.buildings += sum.buildings;
        if (this.isCellCovered(unit, sum.people)) count.gridCells++;
      }
    }
  }

  private classOf(timeDm: number): number {
    const { cutoffsDm } = this.options;
    let c = 0;
    while (c < cutoffsDm.length && timeDm > cutoffsDm[c]) c++;
    return c;
  }

  private weighHomes(): Uint32Array {
    const { homes, peopleOfUnit } = this;
    const residentsOfUnit = new Float64Array(this.unitCount);
    for (let h = 0; h < homes.count; h++) residentsOfUnit[homes.unit[h]] += homes.residents[h];
    const people = new Uint32Array(homes.count);
    for (let h = 0; h < homes.count; h++) {
      people[h] = residentsOfUnit[homes.unit[h]] > 0 ? homes.residents[h] : 1;
      peopleOfUnit[homes.unit[h]] += people[h];
    }
    return people;
  }
}

function emptyCount(): PlanCount {
  return { residents: 0, elderly: 0, households: 0, buildings: 0, gridCells: 0 };
}

function addUp(into: PlanCount & { people: number }, other: PlanCount & { people: number }): void {
  into.people += other.people;
  into.residents += other.residents;
  into.elderly += other.elderly;
  into.households += other.households;
  into.buildings += other.buildings;
}

/** Time of an edge's end, for sums: one that is not reached is beyond the cut-off, and an edge's weight may still be added to it. */
function endDm(timeDm: number, cutoffDm: number): number {
  return timeDm === UNREACHED ? cutoffDm + 1 : timeDm;
}
