import type { SummaryAnswer } from '../../server/contract/requests.ts';

export const FUNNEL_STAGES = ['received', 'accepted', 'arrived', 'resolved', 'rated'] as const;
export type FunnelStage = (typeof FUNNEL_STAGES)[number];

export interface FunnelRow {
  stage: FunnelStage;
  count: number;
  /** Of those received, 0…1. */
  share: number;
  /** Reached this stage but not the next; null after the last. */
  waiting: number | null;
  /** `waiting` as a share of those received. */
  lostShare: number;
}

/** The closed loop as rows, first stage first. */
export function funnelRows(funnel: SummaryAnswer['funnel']): FunnelRow[] {
  const received = Math.max(1, funnel.received);
  return FUNNEL_STAGES.map((stage, index) => {
    const next = FUNNEL_STAGES[index + 1];
    const waiting = next === undefined ? null : Math.max(0, funnel[stage] - funnel[next]);
    return {
      stage,
      count: funnel[stage],
      share: funnel[stage] / received,
      waiting,
      lostShare: (waiting ?? 0) / received,
    };
  });
}
