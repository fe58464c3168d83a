/**
 * Colours of what is printed, the same by day and by night. Each pair that lies side by side differs in lightness by a quarter or more, so
 * that a black-and-white print still tells them apart; hatching and shapes say the same again.
 */
export const PAPER = {
  desk: '#5B6670',
  sheet: '#FFFFFF',
  ink: '#111A22',
  soft: '#47545F',
  line: '#AEB9C1',
  wash: '#EEF2F4',
  accent: '#0F5F70',
  warn: '#8A3B00',
  land: '#FBFBFA',
  /** Within the first, second and third cut-off. */
  band: ['#4C93A0', '#93C0C7', '#D2E6E8'],
  bandLine: '#1F5763',
} as const;

/** The same as custom properties (`--paper-ink` …), for the style of an element. */
export function paperVariables(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(PAPER).flatMap(([name, value]) =>
      typeof value === 'string' ? [[`--paper-${name}`, value]] : [],
    ),
  );
}
