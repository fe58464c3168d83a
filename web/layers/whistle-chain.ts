import type { WhistleDetail, WhistlesAnswer } from '../../server/contract/whistles.ts';
import { CALL_MARKS, type CallState, callState } from './whistle-states.ts';

/** One who is called and where it stands. */
export interface ChainEnd {
  from: [number, number];
  to: [number, number];
  state: CallState;
  /** Number in the list beside the map, from 1, with the mark of its state. */
  label: string;
}

/** Ends of the chain that have a place, in the order of the list; `withoutPlace` counts the others, which are only listed. */
export function chainEnds(detail: WhistleDetail, nowMs: number): { ends: ChainEnd[]; withoutPlace: number } {
  const { from, targets } = detail.chain;
  const ends = targets.flatMap(({ position }, index): ChainEnd[] => {
    const target = detail.whistle.targets[index];
    if (from.position === null || position === null || target === undefined) return [];
    const state = callState(target, nowMs);
    return [
      {
        from: asPair(from.position),
        to: asPair(position),
        state,
        label: `${index + 1} ${CALL_MARKS[state]}`,
      },
    ];
  });
  return { ends, withoutPlace: targets.length - ends.length };
}

/** A call of a whistle that runs. */
export interface QuietLine {
  from: [number, number];
  to: [number, number];
  isLate: boolean;
}

/** Every call of the whistles that has both its ends on the map and two of them, but those of the one whose chain is drawn. */
export function quietLines(
  { whistles, places }: Pick<WhistlesAnswer, 'whistles' | 'places'>,
  chosenId: number | null,
  nowMs: number,
): QuietLine[] {
  return whistles.flatMap(({ id, targets }, index): QuietLine[] => {
    const place = places[index];
    if (id === chosenId || !place || place.from === null) return [];
    const from = asPair(place.from);
    return targets.flatMap((target, no): QuietLine[] => {
      const position = place.targets[no] ?? null;
      if (position === null || target.status === 'declined') return [];
      const to = asPair(position);
      if (to[0] === from[0] && to[1] === from[1]) return [];
      return [{ from, to, isLate: callState(target, nowMs) === 'late' }];
    });
  });
}

function asPair(position: readonly number[]): [number, number] {
  return [position[0]!, position[1]!];
}
