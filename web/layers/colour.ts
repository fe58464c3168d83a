/** Red, green and blue 0–255, alpha 0–1. */
export type Rgba = [number, number, number, number];

/** `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)` or `rgba(…)` with commas, as the theme writes them. @throws where the text is none of these. */
export function parseColour(text: string): Rgba {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
  if (hex !== undefined) {
    const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
    const part = (at: number): number => Number.parseInt(wide.slice(at, at + 2), 16);
    return [part(0), part(2), part(4), wide.length === 8 ? part(6) / 255 : 1];
  }
  const parts = /^rgba?\(([^)]+)\)$/.exec(text)?.[1].split(',').map(Number);
  if (parts === undefined || parts.length < 3 || parts.some(Number.isNaN))
    throw new Error(`no colour: ${text}`);
  return [parts[0], parts[1], parts[2], parts[3] ?? 1];
}

/** The same colour with another opacity. */
export function withAlpha(text: string, alpha: number): string {
  const [red, green, blue] = parseColour(text);
  return `rgba(${red},${green},${blue},${alpha})`;
}
