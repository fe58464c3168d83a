import type { SummaryAnswer } from '../../server/contract/requests.ts';

export const FUNNEL_STAGES = ['received', 'accepted', 'arrived', 'resolved', 'rated'] as const;
export type FunnelStage = (typeof FUNNEL_STAGES)[number];

export interface FunnelRow {
  stage: FunnelStage;
  count: number;
  /** Of those received, 0…1. */
  share: number;
  /** Reached this stage but not the next, and still may; null after the last. */
  waiting: number | null;
  /** Ended here: merged into another (并案) or closed before anybody accepted; null where that is not told apart. */
  ended: number | null;
  /** Both as a share of those received. */
  lostShare: number;
}

/** The closed loop as rows, first stage first. */
export function funnelRows({
  funnel,
  closedUnaccepted,
}: Pick<SummaryAnswer, 'funnel' | 'closedUnaccepted'>): FunnelRow[] {
  const received = Math.max(1, funnel.received);
  return FUNNEL_STAGES.map((stage, index) => {
    const next = FUNNEL_STAGES[index + 1];
    const left = next === undefined ? null : Math.max(0, funnel[stage] - funnel[next]);
    const ended = stage === 'received' ? closedUnaccepted : null;
    return {
      stage,
      count: funnel[stage],
      share: funnel[stage] / received,
      waiting: left === null ? null : left - (ended ?? 0),
      ended,
      lostShare: (left ?? 0) / received,
    };
  });
}
