/** Hours of the day as text: numbers 0–23 of Asia/Shanghai, each once, ascending, `7,8,17`. An hour holds its first minute and not its last. */
export const HOURS_PATTERN = '^(1?[0-9]|2[0-3])(,(1?[0-9]|2[0-3]))*$';

/** null where the text is no list of hours; all 24 are no choice and come as null too. */
export function parseHours(text: string): number[] | null {
  if (!new RegExp(HOURS_PATTERN).test(text)) return null;
  const hours = [...new Set(text.split(',').map(Number))].sort((one, other) => one - other);
  return hours.length === 24 ? null : hours;
}

/** Hours that follow one another as spans, `to` exclusive: 7, 8, 17 → 7–9, 17–18. */
export function hourSpans(hours: readonly number[]): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const hour of hours) {
    const last = spans.at(-1);
    if (last?.to === hour) last.to = hour + 1;
    else spans.push({ from: hour, to: hour + 1 });
  }
  return spans;
}
