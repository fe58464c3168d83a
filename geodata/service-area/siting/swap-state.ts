import type { CoverSets } from './cover-sets.ts';

const VACANT = -1;

/**
 * A set of chosen candidates and, kept current with every change, what each further one would add and each chosen one alone
 * brings: fast interchange (Whitaker 1983) with the gain, loss and extra of Resende & Werneck 2007 (European Journal of
 * Operational Research 177), carried over from distances to cover. A demand's entries are touched only when the number of chosen
 * that cover it passes between 0, 1 and 2. The worth of a swap is then one sum: `gain[i] - loss[s] + extra(s)[i]`.
 */
export interface SwapState {
  /** Candidate in each slot, -1 = vacant. */
  readonly chosen: Int32Array;
  readonly slotOfCandidate: Int32Array;
  /** Weight that a candidate would add; 0 for the chosen. */
  readonly gain: Float64Array;
  /** Weight that only the candidate in slot s covers. */
  readonly loss: Float64Array;
  /** Of that weight, what each candidate covers too. */
  extra(slot: number): Float64Array;
  readonly count: number;
  readonly covered: number;
  /** Number of chosen that cover a demand. */
  readonly timesCovered: Uint32Array;
  /** Puts a candidate into a vacant slot; returns the slot. */
  add(candidate: number): number;
  remove(slot: number): void;
}

/** `slots`: most candidates that are ever chosen at once. */
export function createSwapState(covers: CoverSets, slots: number): SwapState {
  const { firstDemand, demand, firstCandidate, candidate, weight, candidateCount, demandCount } = covers;
  const chosen = new Int32Array(slots).fill(VACANT);
  const slotOfCandidate = new Int32Array(candidateCount).fill(VACANT);
  const gain = new Float64Array(candidateCount);
  const loss = new Float64Array(slots);
  const extras: Float64Array[] = [];
  const timesCovered = new Uint32Array(demandCount);
  // Sum of the slots that cover a demand: where there is one, it is the slot.
  const slotSum = new Float64Array(demandCount);
  let count = 0;
  let covered = 0;
  for (let c = 0; c < candidateCount; c++) {
    for (let i = firstDemand[c]; i < firstDemand[c + 1]; i++) gain[c] += weight[demand[i]];
  }

  function extraOf(slot: number): Float64Array {
    extras[slot] ??= new Float64Array(candidateCount);
    return extras[slot];
  }

  /** Demand d gets its first cover, from `slot` (sign 1), or loses its last (sign -1). */
  function moveFirst(d: number, slot: number, sign: number): void {
    const change = sign * weight[d];
    const extra = extraOf(slot);
    for (let i = firstCandidate[d]; i < firstCandidate[d + 1]; i++) {
      gain[candidate[i]] -= change;
      extra[candidate[i]] += change;
    }
    loss[slot] += change;
    covered += change;
  }

  /** Demand d, covered by `slot` alone so far, gets a second cover (sign 1) or is left to it alone (sign -1). */
  function moveSecond(d: number, slot: number, sign: number): void {
    const change = sign * weight[d];
    const extra = extraOf(slot);
    for (let i = firstCandidate[d]; i < firstCandidate[d + 1]; i++) extra[candidate[i]] -= change;
    loss[slot] -= change;
  }

  return {
    chosen,
    slotOfCandidate,
    gain,
    loss,
    extra: extraOf,
    timesCovered,
    get count() {
      return count;
    },
    get covered() {
      return covered;
    },
    add(c) {
      const slot = chosen.indexOf(VACANT);
      chosen[slot] = c;
      slotOfCandidate[c] = slot;
      count++;
      for (let i = firstDemand[c]; i < firstDemand[c + 1]; i++) {
        const d = demand[i];
        if (timesCovered[d] === 0) moveFirst(d, slot, 1);
        else if (timesCovered[d] === 1) moveSecond(d, slotSum[d], 1);
        timesCovered[d]++;
        slotSum[d] += slot;
      }
      return slot;
    },
    remove(slot) {
      const c = chosen[slot];
      chosen[slot] = VACANT;
      slotOfCandidate[c] = VACANT;
      count--;
      for (let i = firstDemand[c]; i < firstDemand[c + 1]; i++) {
        const d = demand[i];
        timesCovered[d]--;
        slotSum[d] -= slot;
        if (timesCovered[d] === 0) moveFirst(d, slot, -1);
        else if (timesCovered[d] === 1) moveSecond(d, slotSum[d], -1);
      }
    },
  };
}

/** Candidates in the slots, ascending. */
export function chosenOf(state: SwapState): number[] {
  return Array.from(state.chosen)
    .filter((c) => c !== VACANT)
    .sort((a, b) => a - b);
}
