import { createReach, labelAt, type PlaceLabel, reach, UNREACHED } from '../../network/reach.ts';
import type { SnappedPoints } from '../../network/snap.ts';
import { ARC_FLAGS, type WalkNetwork } from '../../network/walk-network.ts';
import { createHomeIndex } from '../home-index.ts';
import type { Homes } from '../homes.ts';

/** Finds the homes around one place; the room for it is made once. The answer is valid until the next search. */
export interface HomeSearch {
  /** Homes from one of whose entrances a door is within the cut-off (`time ≤ cutoffDm`), each once, in no special order. */
  homesWithin(doors: SnappedPoints, cutoffDm: number, avoidSteps: boolean): Uint32Array;
}

/** Only edges that the search touched are looked at: a search costs what it reaches, however large the city. */
export function createHomeSearch(network: WalkNetwork, homes: Homes): HomeSearch {
  const index = createHomeIndex(network, homes);
  const around = createReach(network);
  const label: PlaceLabel = { time: UNREACHED, source: -1 };
  const visitOfEdge = new Uint32Array(network.edgeCount);
  const visitOfHome = new Uint32Array(homes.count);
  const found = new Uint32Array(homes.count);
  let foundCount = 0;
  let visit = 0;

  function searchEdge(edge: number): void {
    if (visitOfEdge[edge] === visit) return;
    visitOfEdge[edge] = visit;
    for (let i = index.firstOfEdge[edge]; i < index.firstOfEdge[edge + 1]; i++) {
      const entrance = index.entrance[i];
      const home = index.homeOfEntrance[entrance];
      if (visitOfHome[home] === visit) continue;
      labelAt(network, around, edge, homes.at[entrance], homes.offDm[entrance], label);
      if (label.time === UNREACHED) continue;
      visitOfHome[home] = visit;
      found[foundCount++] = home;
    }
  }

  return {
    homesWithin(doors, cutoffDm, avoidSteps) {
      reach(network, around, doors, { cutoffDm, avoidSteps });
      visit++;
      foundCount = 0;
      const { firstArc, arcEdge, arcFlags } = network;
      for (let i = 0; i < around.touchedCount; i++) {
        const node = around.touched[i];
        for (let arc = firstArc[node]; arc < firstArc[node + 1]; arc++) {
          if ((arcFlags[arc] & ARC_FLAGS.gate) === 0) searchEdge(arcEdge[arc]);
        }
      }
      for (const edge of doors.edge) if (edge >= 0) searchEdge(edge);
      return found.subarray(0, foundCount);
    },
  };
}
