import { createReach, labelAt, type Reach, reach, UNREACHED } from '../network/reach.ts';
import type { SnappedPoints } from '../network/snap.ts';
import { ARC_FLAGS, EDGE_FLAGS, GATE_OPEN, type WalkNetwork } from '../network/walk-network.ts';
import type { HomeIndex } from './home-index.ts';
import type { Homes } from './homes.ts';

/** People more (or, negative, fewer) within a cut-off. */
export interface PeopleChange {
  residents: number;
  elderly: number;
  households: number;
  /** Homes. */
  buildings: number;
}

/** What follows if others are let through some gates. */
export interface GateEffect {
  /** One for each cut-off. */
  changes: PeopleChange[];
  /** Residents within the last cut-off whose walk becomes shorter by a minute or more. */
  shorterResidents: number;
}

/** What a change of gates is measured against. */
export interface GateSituation {
  /** Everybody's streets; `gatePolicy` is the one before the change. */
  network: WalkNetwork;
  homes: Homes;
  homesOfEdge: HomeIndex;
  /** Doors of all stations that stand. */
  doors: SnappedPoints;
  /** Walk of every home to the nearest of them before the change, effective decimetres; known at least up to the last cut-off. */
  timeDm: Int32Array;
  /** Ascending, effective decimetres. */
  cutoffsDm: readonly number[];
  /** Effective decimetres of a minute's walk. */
  minuteDm: number;
  avoidSteps: boolean;
  /** Whose people count, by unit number of `homes`; null = everybody. */
  isCounted: Uint8Array | null;
}

/** Weighs changes of gates one after the other. Only what lies around the gates is searched; the counts are those of a full count. */
export interface GateTrial {
  /** Lets the gates (numbers in the network) be passed by `policy` from then on, in thought. */
  effectOf(situation: GateSituation, gates: readonly number[], policy: number): GateEffect;
}

/** Room for one network; another needs another. */
export function createGateTrial(network: WalkNetwork): GateTrial {
  return new BoundedGateTrial(network);
}

class BoundedGateTrial implements GateTrial {
  /** The network with the gates as they would be. */
  private readonly changed: WalkNetwork;
  /** All gates open and every street walked both ways: no walk in any plan is shorter than here. */
  private readonly freest: WalkNetwork;
  private readonly around: Reach;
  private readonly search: Reach;
  private readonly visitOfEdge: Uint32Array;
  private visitOfHome = new Uint32Array(0);
  private visit = 0;
  private readonly label = { time: UNREACHED, source: -1 };

  constructor(network: WalkNetwork) {
    this.changed = { ...network, gatePolicy: network.gatePolicy.slice() };
    this.freest = {
      ...network,
      // Searches know a network's arcs by this array, and these are others.
      firstArc: network.firstArc.slice(),
      gatePolicy: new Uint8Array(network.gateCount).fill(GATE_OPEN),
      arcFlags: network.arcFlags.map((flags) => flags | ARC_FLAGS.forward | ARC_FLAGS.backward),
      edgeFlags: network.edgeFlags.map((flags) => flags & ~EDGE_FLAGS.onewayFoot),
    };
    this.around = createReach(this.freest);
    this.search = createReach(this.changed);
    this.visitOfEdge = new Uint32Array(network.edgeCount);
  }

  /**
   * A walk that changes goes through one of the gates before or after, so only homes within the last cut-off of a gate change. Where gates
   * are loosened, their walk is the shorter of the old one and the best to a station within the cut-off of a gate; else it is searched for
   * anew, to all stations within the cut-off of any of their entrances.
   */
  effectOf(situation: GateSituation, gates: readonly number[], policy: number): GateEffect {
    const { network, homes, doors, cutoffsDm, avoidSteps } = situation;
    const cutoffDm = cutoffsDm[cutoffsDm.length - 1];
    const isLoosened = gates.every((gate) => policy <= network.gatePolicy[gate]);
    const effect: GateEffect = {
      changes: cutoffsDm.map(() => ({ residents: 0, elderly: 0, households: 0, buildings: 0 })),
      shorterResidents: 0,
    };
    reach(this.freest, this.around, this.placesOf(gates), { cutoffDm });
    const touched = this.homesAround(situation);
    if (!isLoosened) reach(this.freest, this.around, entrancesOf(homes, touched), { cutoffDm });
    const near = this.doorsAround(doors);
    this.changed.gatePolicy.set(network.gatePolicy);
    for (const gate of gates) this.changed.gatePolicy[gate] = policy;
    reach(this.changed, this.search, near, { cutoffDm, avoidSteps });
    for (const home of touched) this.compareHome(situation, home, isLoosened, effect);
    return effect;
  }

  /** The nodes of gates as places on a street that ends there. */
  private placesOf(gates: readonly number[]): SnappedPoints {
    const { gateFrom, gateTo, firstArc, arcFlags, arcEdge, edgeFrom, edgeWeight } = this.freest;
    const edge: number[] = [];
    const at: number[] = [];
    for (const gate of gates) {
      for (const node of [gateFrom[gate], gateTo[gate]]) {
        for (let arc = firstArc[node]; arc < firstArc[node + 1]; arc++) {
          if ((arcFlags[arc] & ARC_FLAGS.gate) !== 0) continue;
          edge.push(arcEdge[arc]);
          at.push(edgeFrom[arcEdge[arc]] === node ? 0 : edgeWeight[arcEdge[arc]]);
          break;
        }
      }
    }
    return {
      edge: Int32Array.from(edge),
      at: Int32Array.from(at),
      offDm: new Int32Array(edge.length),
    };
  }

  private doorsAround({ edge, at, offDm }: SnappedPoints): SnappedPoints {
    const { time, sourceOfEdge } = this.around;
    const { edgeFrom, edgeTo } = this.freest;
    const near: number[] = [];
    for (let door = 0; door < edge.length; door++) {
      const on = edge[door];
      if (on < 0) continue;
      if (time[edgeFrom[on]] !== UNREACHED || time[edgeTo[on]] !== UNREACHED || sourceOfEdge[on] >= 0)
        near.push(door);
    }
    return {
      edge: Int32Array.from(near, (door) => edge[door]),
      at: Int32Array.from(near, (door) => at[door]),
      offDm: Int32Array.from(near, (door) => offDm[door]),
    };
  }

  /** Homes along the streets that the last search around touched, each once. */
  private homesAround({ homes, homesOfEdge, isCounted }: GateSituation): number[] {
    if (this.visitOfHome.length < homes.count) this.visitOfHome = new Uint32Array(homes.count);
    this.visit++;
    const { around, visit, visitOfEdge, visitOfHome } = this;
    const { firstArc, arcFlags, arcEdge } = this.freest;
    const found: number[] = [];
    for (let i = 0; i < around.touchedCount; i++) {
      const node = around.touched[i];
      for (let arc = firstArc[node]; arc < firstArc[node + 1]; arc++) {
        const edge = arcEdge[arc];
        if ((arcFlags[arc] & ARC_FLAGS.gate) !== 0 || visitOfEdge[edge] === visit) continue;
        visitOfEdge[edge] = visit;
        for (let h = homesOfEdge.firstOfEdge[edge]; h < homesOfEdge.firstOfEdge[edge + 1]; h++) {
          const home = homesOfEdge.home[h];
          if (visitOfHome[home] === visit || isCounted?.[homes.unit[home]] === 0) continue;
          visitOfHome[home] = visit;
          found.push(home);
        }
      }
    }
    return found;
  }

  private compareHome(
    { homes, timeDm, cutoffsDm, minuteDm }: GateSituation,
    home: number,
    isLoosened: boolean,
    effect: GateEffect,
  ): void {
    const before = timeDm[home];
    const through = this.walkOf(homes, home);
    const after = isLoosened ? Math.min(before, through) : through;
    const last = cutoffsDm[cutoffsDm.length - 1];
    if (after === before || Math.min(before, after) > last) return;
    if (after <= last && before - after >= minuteDm) effect.shorterResidents += homes.residents[home];
    cutoffsDm.forEach((cutoffDm, c) => {
      const sign = Number(after <= cutoffDm) - Number(before <= cutoffDm);
      if (sign === 0) return;
      const change = effect.changes[c];
      change.residents += sign * homes.residents[home];
      change.elderly += sign * homes.elderly[home];
      change.households += sign * homes.households[home];
      change.buildings += sign;
    });
  }

  /** With the gates as they would be; the best of the home's entrances. */
  private walkOf({ firstEntrance, edge, at, offDm }: Homes, home: number): number {
    let best = UNREACHED;
    for (let e = firstEntrance[home]; e < firstEntrance[home + 1]; e++) {
      labelAt(this.changed, this.search, edge[e], at[e], offDm[e], this.label);
      best = Math.min(best, this.label.time);
    }
    return best;
  }
}

/** All entrances of the homes, as places on the network. */
function entrancesOf({ firstEntrance, edge, at, offDm }: Homes, chosen: readonly number[]): SnappedPoints {
  const entrances: number[] = [];
  for (const home of chosen)
    for (let e = firstEntrance[home]; e < firstEntrance[home + 1]; e++) entrances.push(e);
  return {
    edge: Int32Array.from(entrances, (entrance) => edge[entrance]),
    at: Int32Array.from(entrances, (entrance) => at[entrance]),
    offDm: Int32Array.from(entrances, (entrance) => offDm[entrance]),
  };
}
