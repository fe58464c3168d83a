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
  /** Left the loop here: 并案 into another, or closed unresolved. */
  merged: number;
  closed: number;
  /** All three as a share of those received. */
  lostShare: number;
}

/** The closed loop as rows, first stage first. */
export function funnelRows({ funnel, ended }: Pick<SummaryAnswer, 'funnel' | 'ended'>): FunnelRow[] {
  const received = Math.max(1, funnel.received);
  return FUNNEL_STAGES.map((stage, index) => {
    const next = FUNNEL_STAGES[index + 1];
    const left = next === undefined ? null : Math.max(0, funnel[stage] - funnel[next]);
    // After the resolution nobody leaves: what is closed then was solved.
    const { merged, closed } = stage === 'resolved' || stage === 'rated' ? NONE : ended[stage];
    return {
      stage,
      count: funnel[stage],
      share: funnel[stage] / received,
      waiting: left === null ? null : left - merged - closed,
      merged,
      closed,
      lostShare: (left ?? 0) / received,
    };
  });
}

const NONE = { merged: 0, closed: 0 };
