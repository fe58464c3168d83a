/** What a period is compared with. 环比 previous: the period just before · 同比 lastYear: the same days a year earlier. */
export const COMPARISONS = ['previous', 'lastYear'] as const;
export type Comparison = (typeof COMPARISONS)[number];
