import type { WalkNetwork } from '../network/walk-network.ts';
import type { Homes } from './homes.ts';

/** Which homes live along which edge: entrances of edge e are `entrance[firstOfEdge[e]]` … `entrance[firstOfEdge[e + 1] - 1]`. */
export interface HomeIndex {
  firstOfEdge: Uint32Array;
  /** Number of the entrance in `Homes`. */
  entrance: Uint32Array;
  homeOfEntrance: Uint32Array;
  /** Home, place on the edge and way off it of `entrance[i]`, in the same order: who walks along an edge reads them in a row. */
  home: Uint32Array;
  at: Int32Array;
  offDm: Int32Array;
}

export function createHomeIndex(network: WalkNetwork, homes: Homes): HomeIndex {
  const firstOfEdge = new Uint32Array(network.edgeCount + 1);
  for (const edge of homes.edge) firstOfEdge[edge + 1]++;
  for (let e = 0; e < network.edgeCount; e++) firstOfEdge[e + 1] += firstOfEdge[e];
  const entrance = new Uint32Array(homes.edge.length);
  const fill = firstOfEdge.slice(0, network.edgeCount);
  homes.edge.forEach((edge, number) => {
    entrance[fill[edge]++] = number;
  });
  const homeOfEntrance = new Uint32Array(homes.edge.length);
  for (let h = 0; h < homes.count; h++)
    homeOfEntrance.fill(h, homes.firstEntrance[h], homes.firstEntrance[h + 1]);
  return {
    firstOfEdge,
    entrance,
    homeOfEntrance,
    home: entrance.map((number) => homeOfEntrance[number]),
    at: Int32Array.from(entrance, (number) => homes.at[number]),
    offDm: Int32Array.from(entrance, (number) => homes.offDm[number]),
  };
}
