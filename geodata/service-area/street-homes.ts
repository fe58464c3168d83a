import { labelAt, type PlaceLabel, type Reach, UNREACHED } from '../network/reach.ts';
import { ARC_FLAGS, EDGE_FLAGS, type WalkNetwork } from '../network/walk-network.ts';
import type { HomeTimes } from './coverage.ts';
import type { Homes } from './homes.ts';

/**
 * Homes by the street that their entrances are on. What is read together lies side by side: `STREET_SIZE` numbers for each edge with
 * entrances, in the order of edges, and `ENTRANCE_SIZE` for each entrance, street by street.
 */
export interface StreetHomes {
  count: number;
  /** One more record than there are streets: it tells where the entrances of the last one end. */
  streets: Int32Array;
  entrances: Int32Array;
  /** Number of the street of an edge, -1 where no home has an entrance. */
  streetOfEdge: Int32Array;
}

// Numbers of a street: its edge with the nodes and the weight of it (-1 where people walk one way only), and the place of its first entrance.
const EDGE = 0;
const FROM = 1;
const TO = 2;
const WEIGHT = 3;
const FIRST = 4;
const STREET_SIZE = 5;
const ONE_WAY = -1;

// Numbers of an entrance: its home, its place along the edge and the way off it.
const HOME = 0;
const AT = 1;
const OFF = 2;
const ENTRANCE_SIZE = 3;

export function streetHomes(network: WalkNetwork, homes: Homes): StreetHomes {
  const firstOfEdge = new Uint32Array(network.edgeCount + 1);
  for (const edge of homes.edge) firstOfEdge[edge + 1]++;
  let count = 0;
  for (let edge = 0; edge < network.edgeCount; edge++) {
    if (firstOfEdge[edge + 1] > 0) count++;
    firstOfEdge[edge + 1] += firstOfEdge[edge];
  }
  const streets = new Int32Array((count + 1) * STREET_SIZE);
  const streetOfEdge = new Int32Array(network.edgeCount).fill(-1);
  let street = 0;
  for (let edge = 0; edge < network.edgeCount; edge++) {
    if (firstOfEdge[edge] === firstOfEdge[edge + 1]) continue;
    const record = street * STREET_SIZE;
    streets[record + EDGE] = edge;
    streets[record + FROM] = network.edgeFrom[edge];
    streets[record + TO] = network.edgeTo[edge];
    const isOneWay = (network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) !== 0;
    streets[record + WEIGHT] = isOneWay ? ONE_WAY : network.edgeWeight[edge];
    streets[record + FIRST] = firstOfEdge[edge] * ENTRANCE_SIZE;
    streetOfEdge[edge] = street++;
  }
  streets[count * STREET_SIZE + FIRST] = homes.edge.length * ENTRANCE_SIZE;
  return { count, streets, streetOfEdge, entrances: entrancesByEdge(homes, firstOfEdge) };
}

function entrancesByEdge(homes: Homes, firstOfEdge: Uint32Array): Int32Array {
  const entrances = new Int32Array(homes.edge.length * ENTRANCE_SIZE);
  const fill = firstOfEdge.slice();
  for (let home = 0; home < homes.count; home++) {
    for (let e = homes.firstEntrance[home]; e < homes.firstEntrance[home + 1]; e++) {
      const record = fill[homes.edge[e]]++ * ENTRANCE_SIZE;
      entrances[record + HOME] = home;
      entrances[record + AT] = homes.at[e];
      entrances[record + OFF] = homes.offDm[e];
    }
  }
  return entrances;
}

/** The same as `homeTimes`, street by street: the labels of its two ends are read once for all homes along it. Writes to `into`. */
export function labelHomes(network: WalkNetwork, index: StreetHomes, search: Reach, into: HomeTimes): void {
  const { streets, streetOfEdge } = index;
  into.timeDm.fill(UNREACHED);
  into.nearest.fill(-1);
  if (search.avoidSteps) {
    for (let street = 0; street < index.count; street++) labelOneByOne(network, index, search, street, into);
    return;
  }
  labelFromEnds(index, search, into);
  for (let street = 0; street < index.count; street++) {
    if (streets[street * STREET_SIZE + WEIGHT] === ONE_WAY)
      labelOneByOne(network, index, search, street, into);
  }
  // What is nearer along the street itself than by its ends.
  for (const edge of search.sources.edge) {
    if (edge >= 0 && streetOfEdge[edge] >= 0) labelOneByOne(network, index, search, streetOfEdge[edge], into);
  }
}

/** Homes on streets that are walked both ways, by the streets' ends: the nearer of two sums, as `labelAt` says where no source stands on the street. */
function labelFromEnds(index: StreetHomes, search: Reach, into: HomeTimes): void {
  const { streets, entrances } = index;
  const { time, nearest, cutoffDm } = search;
  const { timeDm, nearest: source } = into;
  const beyond = cutoffDm + 1;
  for (let street = 0, last = index.count * STREET_SIZE; street < last; street += STREET_SIZE) {
    const weight = streets[street + WEIGHT];
    if (weight === ONE_WAY) continue;
    const first = streets[street + FROM];
    const second = streets[street + TO];
    const firstDm = time[first];
    const secondDm = time[second];
    if (firstDm === UNREACHED && secondDm === UNREACHED) continue;
    const viaFirst = Math.min(firstDm, beyond);
    const viaSecond = Math.min(secondDm, beyond) + weight;
    const firstSource = nearest[first];
    const secondSource = nearest[second];
    for (
      let e = streets[street + FIRST], end = streets[street + STREET_SIZE + FIRST];
      e < end;
      e += ENTRANCE_SIZE
    ) {
      const ahead = viaFirst + entrances[e + AT];
      const back = viaSecond - entrances[e + AT];
      // All ones where the way over the first node is the shorter one: no branch, as there is no telling which it is.
      const isAhead = (ahead - back) >> 31;
      const walkDm = ((ahead & isAhead) | (back & ~isAhead)) + entrances[e + OFF];
      if (walkDm > cutoffDm) continue;
      let from = secondSource;
      if (firstSource !== secondSource && (isAhead !== 0 || (ahead === back && firstSource < secondSource)))
        from = firstSource;
      const home = entrances[e + HOME];
      if (walkDm > timeDm[home] || (walkDm === timeDm[home] && from >= source[home])) continue;
      timeDm[home] = walkDm;
      source[home] = from;
    }
  }
}

function labelOneByOne(
  network: WalkNetwork,
  index: StreetHomes,
  search: Reach,
  street: number,
  into: HomeTimes,
): void {
  const { streets, entrances } = index;
  const { timeDm, nearest: source } = into;
  const label: PlaceLabel = { time: UNREACHED, source: -1 };
  const record = street * STREET_SIZE;
  const end = streets[record + STREET_SIZE + FIRST];
  for (let e = streets[record + FIRST]; e < end; e += ENTRANCE_SIZE) {
    const at = entrances[e + AT];
    labelAt(network, search, streets[record + EDGE], at, entrances[e + OFF], label);
    const home = entrances[e + HOME];
    if (label.time > timeDm[home] || (label.time === timeDm[home] && label.source >= source[home])) continue;
    timeDm[home] = label.time;
    source[home] = label.source;
  }
}

/** Homes that a search reaches, each with the shortest walk of its entrances. Kept between searches. */
export interface HomesReached {
  count: number;
  home: Uint32Array;
  /** By home. */
  walkDm: Int32Array;
  /** Number of the search, and the one that came to a street and to a home last. */
  visit: number;
  visitOfStreet: Uint32Array;
  visitOfHome: Uint32Array;
}

export function createHomesReached(index: StreetHomes, homeCount: number): HomesReached {
  return {
    count: 0,
    home: new Uint32Array(homeCount),
    walkDm: new Int32Array(homeCount),
    visit: 0,
    visitOfStreet: new Uint32Array(index.count),
    visitOfHome: new Uint32Array(homeCount),
  };
}

/** Looks at the streets around the nodes of the search only: it costs what the search reached, however large the city. Writes to `into`. */
export function reachHomes(
  network: WalkNetwork,
  index: StreetHomes,
  search: Reach,
  into: HomesReached,
): void {
  const { firstArc, arcEdge, arcFlags } = network;
  const { streetOfEdge } = index;
  into.visit++;
  into.count = 0;
  for (let i = 0; i < search.touchedCount; i++) {
    const node = search.touched[i];
    for (let arc = firstArc[node], end = firstArc[node + 1]; arc < end; arc++) {
      if ((arcFlags[arc] & ARC_FLAGS.gate) !== 0) continue;
      const street = streetOfEdge[arcEdge[arc]];
      if (street >= 0 && into.visitOfStreet[street] !== into.visit)
        reachAlong(network, index, search, street, into);
    }
  }
  for (const edge of search.sources.edge) {
    const street = edge < 0 ? -1 : streetOfEdge[edge];
    if (street >= 0 && into.visitOfStreet[street] !== into.visit)
      reachAlong(network, index, search, street, into);
  }
}

function reachAlong(
  network: WalkNetwork,
  index: StreetHomes,
  search: Reach,
  street: number,
  into: HomesReached,
): void {
  into.visitOfStreet[street] = into.visit;
  const { streets, entrances } = index;
  const { time, cutoffDm } = search;
  const record = street * STREET_SIZE;
  const edge = streets[record + EDGE];
  const weight = streets[record + WEIGHT];
  const end = streets[record + STREET_SIZE + FIRST];
  if (weight === ONE_WAY || search.avoidSteps || search.sourceOfEdge[edge] >= 0) {
    const label: PlaceLabel = { time: UNREACHED, source: -1 };
    for (let e = streets[record + FIRST]; e < end; e += ENTRANCE_SIZE) {
      labelAt(network, search, edge, entrances[e + AT], entrances[e + OFF], label);
      if (label.time !== UNREACHED) keepShortest(into, entrances[e + HOME], label.time);
    }
    return;
  }
  // An end that is not reached is beyond the cut-off, and an edge's weight may still be added to it.
  const viaFirst = Math.min(time[streets[record + FROM]], cutoffDm + 1);
  const viaSecond = Math.min(time[streets[record + TO]], cutoffDm + 1) + weight;
  for (let e = streets[record + FIRST]; e < end; e += ENTRANCE_SIZE) {
    const walkDm = Math.min(viaFirst + entrances[e + AT], viaSecond - entrances[e + AT]) + entrances[e + OFF];
    if (walkDm <= cutoffDm) keepShortest(into, entrances[e + HOME], walkDm);
  }
}

function keepShortest(into: HomesReached, home: number, walkDm: number): void {
  if (into.visitOfHome[home] !== into.visit) {
    into.visitOfHome[home] = into.visit;
    into.walkDm[home] = walkDm;
    into.home[into.count++] = home;
  } else if (walkDm < into.walkDm[home]) into.walkDm[home] = walkDm;
}
