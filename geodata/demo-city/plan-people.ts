import type { BuildingDraft } from './plan-build.ts';
import type { Random } from './random.ts';

/** 第七次人口普查 2020, cities: 2.6 a household; families in new estates are larger, in old ones smaller. */
const MEAN_HOUSEHOLD = 2.8;

export interface Inhabitants {
  households: number;
  residents: number;
  elderly: number;
  children: number;
}

/**
 * Deals exactly `households` out to the homes of a cell by their room, and people to the households.
 * @returns parallel to `drafts`; all zero where nobody lives.
 */
export function moveIn(drafts: readonly BuildingDraft[], households: number, random: Random): Inhabitants[] {
  const room = drafts.map((draft) => draft.floors * draft.homesPerFloor);
  const dealt = dealOut(room, households);
  return drafts.map((draft, i) => {
    const homes = dealt[i]!;
    if (homes === 0) return { households: 0, residents: 0, elderly: 0, children: 0 };
    const size = MEAN_HOUSEHOLD + (draft.childShare - 0.16) * 4 + random.normal(0, 0.14);
    const residents = Math.max(homes, Math.round(homes * size));
    const elderly = part(residents, draft.elderlyShare, random);
    const children = Math.min(residents - elderly, part(residents, draft.childShare, random));
    return { households: homes, residents, elderly, children };
  });
}

/** Shares of a whole by weight, largest remainders first: they sum to the whole. */
export function dealOut(weights: readonly number[], whole: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (weight * whole) / total);
  const dealt = exact.map(Math.floor);
  let rest = whole - dealt.reduce((sum, part) => sum + part, 0);
  const order = exact
    .map((value, i) => ({ i, remainder: value - dealt[i]! }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of order) {
    if (rest === 0) break;
    if (weights[i] === 0) continue;
    dealt[i]!++;
    rest--;
  }
  return dealt;
}

/** A binomial draw, near enough: mean n·p, variance n·p·(1 − p). */
function part(whole: number, share: number, random: Random): number {
  const drawn = Math.round(random.normal(whole * share, Math.sqrt(whole * share * (1 - share))));
  return Math.max(0, Math.min(whole, drawn));
}

/** Households of every cell: most within the range, the given share outside it on purpose. */
export function drawHouseholds(
  range: { min: number; max: number },
  outOfRangeShare: number,
  cellCount: number,
  random: Random,
): Int32Array {
  const middle = (range.min + range.max) / 2;
  const spread = (range.max - range.min) / 5;
  const households = new Int32Array(cellCount);
  for (let cell = 0; cell < cellCount; cell++) {
    const drawn = Math.round(random.normal(middle - spread * 0.2, spread));
    households[cell] = Math.max(range.min, Math.min(range.max, drawn));
  }
  const outside = Math.round(cellCount * outOfRangeShare);
  const cells = random.shuffle(Array.from({ length: cellCount }, (_, cell) => cell)).slice(0, outside);
  cells.forEach((cell, i) => {
    // Newly finished estates fill slowly, large ones were never divided: more above than below.
    const below = i % 5 < 2;
    const value = below ? range.min * random.float(0.5, 0.96) : range.max * random.float(1.04, 1.55);
    households[cell] = below
      ? Math.min(range.min - 1, Math.round(value))
      : Math.max(range.max + 1, Math.round(value));
  });
  return households;
}
