import type { Reach } from './reach.ts';
import { SEARCH_ARC } from './search-arcs.ts';
import { GATE_OPEN, GATE_RESIDENTS, type WalkNetwork } from './walk-network.ts';

/** Labels that a search begins with: where the sources' edges end, and what came over a gate. */
export interface Seeds {
  count: number;
  node: Int32Array;
  time: Int32Array;
  source: Int32Array;
}

/**
 * Nodes to go on from by time, in buckets of 2^`BUCKET_SHIFT` decimetres: `head[bucket]` is the first of a list of entries. An entry is
 * never taken out when its node gets a better label: it is passed over when its turn comes and the node's time belongs to another bucket.
 * Entries that are done are used again, so that few suffice.
 */
export interface Queue {
  head: Int32Array;
  node: Int32Array;
  next: Int32Array;
  /** First of the list of unused entries. */
  unused: number;
  lowest: number;
  highest: number;
  /** Of no meaning. */
  read: number;
}

/** Label of what is not reached. */
export const UNREACHED = 0x7fffffff;
const NOWHERE = -1;
/** 3.2 m: a node seldom gets a better label from another of the same bucket, and is gone on from again if so. */
const BUCKET_SHIFT = 5;

// Own constants of this file: the compiler puts them into the innermost loop as numbers.
const FORWARD = SEARCH_ARC.forward;
const BACKWARD = SEARCH_ARC.backward;
const GATE = SEARCH_ARC.gate;
const STEPS = SEARCH_ARC.steps;
const DEAD_END = SEARCH_ARC.deadEnd;
const SHIFT = SEARCH_ARC.shift;

export function createSeeds(): Seeds {
  return { count: 0, node: new Int32Array(0), time: new Int32Array(0), source: new Int32Array(0) };
}

export function createQueue(): Queue {
  return {
    head: new Int32Array(0),
    node: new Int32Array(0),
    next: new Int32Array(0),
    unused: NOWHERE,
    lowest: 0,
    highest: -1,
    read: 0,
  };
}

/** Room for times up to the cut-off. */
export function makeBuckets(queue: Queue, cutoffDm: number): void {
  const buckets = (cutoffDm >> BUCKET_SHIFT) + 1;
  if (queue.head.length < buckets) queue.head = new Int32Array(buckets).fill(NOWHERE);
}

/** Takes a label for a node into the seeds if it is better than the node's own. */
export function addSeed(into: Reach, seeds: Seeds, node: number, time: number, source: number): void {
  if (time > into.cutoffDm) return;
  const old = into.time[node];
  if (time > old || (time === old && source >= into.nearest[node])) return;
  if (seeds.count === seeds.node.length) {
    const room = Math.max(64, 2 * seeds.count);
    seeds.node = longer(seeds.node, room);
    seeds.time = longer(seeds.time, room);
    seeds.source = longer(seeds.source, room);
  }
  seeds.node[seeds.count] = node;
  seeds.time[seeds.count] = time;
  seeds.source[seeds.count++] = source;
}

function longer(array: Int32Array, length: number): Int32Array {
  const copy = new Int32Array(length);
  copy.set(array);
  return copy;
}

/**
 * The parts of a search. Behind gates it passes every gate that is not closed, in public open ones only: `OUT_OF_GATES` seeds the next part
 * where a gate leads to the public, `PUBLIC` where one for residents leads behind it.
 */
export const OUT_OF_GATES = 0;
export const PUBLIC = 1;
export const INTO_GATES = 2;

/** So many seeds spread at once: their surroundings fit into the processor's own memory. */
const SEEDS_AT_ONCE = 32;

/**
 * Spreads the seeds, neighbours together and one neighbourhood after the other: nodes are numbered along a Hilbert curve, so what a
 * neighbourhood looks at lies close together in memory, where one search of the whole city would jump about in it. A later neighbourhood goes on only
 * where it improves labels. That is exact: on the way from a node's nearest source to it that source is nearest everywhere.
 */
export function spreadSeeds(network: WalkNetwork, into: Reach, mode: number): void {
  const { seeds } = into;
  const { count } = seeds;
  if (count <= SEEDS_AT_ONCE) {
    for (let i = 0; i < count; i++) improve(into, seeds.node[i], seeds.time[i], seeds.source[i]);
    spread(network, into, mode);
  } else {
    const order = new Float64Array(count);
    for (let i = 0; i < count; i++) order[i] = seeds.node[i] * count + i;
    order.sort();
    const last = seeds.node[order[count - 1] % count];
    for (let done = 0; done < count; ) {
      const end = Math.min(done + SEEDS_AT_ONCE, count);
      fetchNodes(into, seeds.node[order[done] % count], end < count ? seeds.node[order[end] % count] : last);
      for (; done < end; done++) {
        const i = order[done] % count;
        improve(into, seeds.node[i], seeds.time[i], seeds.source[i]);
      }
      spread(network, into, mode);
    }
  }
  seeds.count = 0;
  into.seeds = into.nextSeeds;
  into.nextSeeds = seeds;
}

/** Reads once, in a row, what a search around these nodes will read here and there: memory gives it several times as fast. */
function fetchNodes(into: Reach, from: number, to: number): void {
  const { first, list } = into.arcs;
  const { time, nearest } = into;
  let read = 0;
  for (let i = first[from], end = first[to]; i < end; i += NUMBERS_AT_ONCE) read ^= list[i];
  for (let node = from; node < to; node += NUMBERS_AT_ONCE) read ^= first[node] ^ time[node] ^ nearest[node];
  // Kept, so that no compiler takes the reading for idle.
  into.queue.read = read;
}

/** So many numbers come out of memory with one. */
const NUMBERS_AT_ONCE = 16;

/** Lowers a node's label and puts it into the bucket of its new time. */
function improve(into: Reach, node: number, time: number, source: number): void {
  const old = into.time[node];
  if (time > old || (time === old && source >= into.nearest[node])) return;
  const { queue } = into;
  if (old === UNREACHED) into.touched[into.touchedCount++] = node;
  into.time[node] = time;
  into.nearest[node] = source;
  if (queue.unused === NOWHERE) addEntries(queue);
  const entry = queue.unused;
  queue.unused = queue.next[entry];
  queue.node[entry] = node;
  const bucket = time >> BUCKET_SHIFT;
  queue.next[entry] = queue.head[bucket];
  queue.head[bucket] = entry;
  if (queue.highest < queue.lowest) {
    queue.lowest = bucket;
    queue.highest = bucket;
  } else if (bucket < queue.lowest) queue.lowest = bucket;
  else if (bucket > queue.highest) queue.highest = bucket;
}

function addEntries(queue: Queue): void {
  const count = queue.node.length;
  const room = Math.max(1024, 2 * count);
  queue.node = longer(queue.node, room);
  queue.next = longer(queue.next, room);
  for (let entry = count; entry < room; entry++) queue.next[entry] = entry + 1 < room ? entry + 1 : NOWHERE;
  queue.unused = count;
}

/** Dial's search with buckets wider than one time: empties them from the lowest up, a bucket until nothing comes into it any more. */
function spread(network: WalkNetwork, into: Reach, part: number): void {
  const { gatePolicy, nodeZone } = network;
  const { time, nearest, touched, queue, cutoffDm, avoidSteps, nextSeeds } = into;
  const { first, list } = into.arcs;
  const { head } = queue;
  let { node: entryNode, next: entryNext, unused, highest } = queue;
  let { touchedCount } = into;
  const along = into.direction === 'toward' ? BACKWARD : FORWARD;
  const checked = along | GATE | (avoidSteps ? STEPS : 0);
  for (let bucket = queue.lowest; bucket <= highest; bucket++) {
    for (let entry = head[bucket]; entry !== NOWHERE; entry = head[bucket]) {
      head[bucket] = entryNext[entry];
      const node = entryNode[entry];
      entryNext[entry] = unused;
      unused = entry;
      const here = time[node];
      if (here >> BUCKET_SHIFT !== bucket) continue;
      const source = nearest[node];
      for (let arc = first[node], end = first[node + 1]; arc < end; arc += 2) {
        const to = list[arc];
        const word = list[arc + 1];
        let reached = here + (word >> SHIFT);
        if ((word & checked) !== along) {
          if ((word & GATE) === 0) continue;
          const policy = gatePolicy[word >> SHIFT];
          if (policy > GATE_RESIDENTS) continue;
          reached = here;
          if (part === PUBLIC ? policy !== GATE_OPEN : nodeZone[to] === 0) {
            if (part === OUT_OF_GATES || (part === PUBLIC && nodeZone[to] !== 0))
              addSeed(into, nextSeeds, to, reached, source);
            continue;
          }
        }
        const old = time[to];
        if (reached > old || reached > cutoffDm || (reached === old && source >= nearest[to])) continue;
        time[to] = reached;
        nearest[to] = source;
        if (old === UNREACHED) touched[touchedCount++] = to;
        // Nothing lies behind the end of a dead end.
        if ((word & DEAD_END) !== 0) continue;
        if (unused === NOWHERE) {
          addEntries(queue);
          ({ node: entryNode, next: entryNext, unused } = queue);
        }
        const added = unused;
        unused = entryNext[added];
        entryNode[added] = to;
        const later = reached >> BUCKET_SHIFT;
        entryNext[added] = head[later];
        head[later] = added;
        if (later > highest) highest = later;
      }
    }
  }
  queue.unused = unused;
  queue.lowest = 0;
  queue.highest = -1;
  into.touchedCount = touchedCount;
}
