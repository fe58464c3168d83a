import type { CoverSets } from './cover-sets.ts';
import { createSwapState } from './swap-state.ts';

/** Chosen candidates one after the other, with what each brings. */
export interface BuildOrder {
  /** Must-haves first (by number), then each that adds most to those before it; ties go to the lower number. */
  chosen: Uint32Array;
  /** What each adds to those before it; sums to what all cover. */
  adds: Float64Array;
  /** What each alone covers of all: lost if it were left out. */
  alone: Float64Array;
}

/** The order to build the chosen in; must-haves that are not among them are left out. */
export function buildOrder(
  covers: CoverSets,
  chosen: Iterable<number>,
  mustHave: readonly number[] = [],
): BuildOrder {
  const all = [...new Set(chosen)].sort((a, b) => a - b);
  const state = createSwapState(covers, all.length);
  const order: number[] = [];
  const adds: number[] = [];
  const build = (c: number): void => {
    order.push(c);
    adds.push(state.gain[c]);
    state.add(c);
  };
  for (const c of all) if (mustHave.includes(c)) build(c);
  while (order.length < all.length) {
    let best = -1;
    for (const c of all) {
      if (state.slotOfCandidate[c] < 0 && (best < 0 || state.gain[c] > state.gain[best])) best = c;
    }
    build(best);
  }
  return {
    chosen: Uint32Array.from(order),
    adds: Float64Array.from(adds),
    alone: Float64Array.from(order, (c) => state.loss[state.slotOfCandidate[c]]),
  };
}
