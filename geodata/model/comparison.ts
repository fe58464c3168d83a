/** What a period is compared with by name. 环比 previous: the period just before · 同比 lastYear: the same days a year earlier. */
export const NAMED_COMPARISONS = ['previous', 'lastYear'] as const;
export type NamedComparison = (typeof NAMED_COMPARISONS)[number];

/** The first day (Asia/Shanghai, `2025-11-01`) of any other period that is as long as the one on screen. */
export type ComparisonDay = `${number}-${number}-${number}`;

export type Comparison = NamedComparison | ComparisonDay;

/** What a comparison looks like as text. Whether the day is one of the calendar is another question. */
export const COMPARISON_PATTERN = '^(previous|lastYear|\\d{4}-\\d{2}-\\d{2})$';

export function isNamedComparison(comparison: Comparison): comparison is NamedComparison {
  return (NAMED_COMPARISONS as readonly string[]).includes(comparison);
}
