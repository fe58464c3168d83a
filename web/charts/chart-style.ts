import { NUMERAL_FAMILY, TEXT_FAMILY } from '../theme/fonts.ts';
import { RAMPS, THEMES, type ThemeName, type ThemeTokens } from '../theme/tokens.ts';

/** What a builder has to know about the place it draws for: colours, and sizes in CSS pixels (a canvas knows no CSS units). */
export interface ChartStyle {
  tokens: ThemeTokens;
  /** Six classes, low → high. */
  ramp: string[];
  unitPx: number;
  /** Axis and footer text: 16 u on a wall, 14 px on a desk. */
  metaPx: number;
  /** Text of a label: 18 u on a wall, 14 px on a desk. */
  labelPx: number;
  textFamily: string;
  numeralFamily: string;
}

/** `isCompact`: a desk or a phone, where sizes are CSS pixels and 14 is the least. */
export function chartStyle(theme: ThemeName, unitPx: number, isCompact: boolean): ChartStyle {
  return {
    tokens: THEMES[theme],
    ramp: RAMPS[theme][6],
    unitPx: isCompact ? 1 : unitPx,
    metaPx: isCompact ? 14 : 16 * unitPx,
    labelPx: isCompact ? 14 : 18 * unitPx,
    textFamily: TEXT_FAMILY,
    numeralFamily: NUMERAL_FAMILY,
  };
}

/** A colour of the theme with another opacity. `colour` is #RRGGBB; anything else comes back as it is. */
export function withAlpha(colour: string, alpha: number): string {
  if (!/^#[0-9A-Fa-f]{6}$/.test(colour)) return colour;
  const byte = Math.round(Math.min(1, Math.max(0, alpha)) * 255);
  return colour + byte.toString(16).padStart(2, '0');
}

/** Upper end of an axis from 0: the next even number up to 10, then the next 1, 1.2, 1.6, 2, 3, 4, 5, 6, 8 × 10ⁿ, so that two split lines fall on round numbers. */
export function niceMaximum(maximum: number): number {
  if (!(maximum > 0)) return 2;
  // Half of the axis carries a line too: for a handful of things it has to be a whole number.
  if (maximum <= 10) return Math.ceil(maximum / 2) * 2;
  const power = 10 ** Math.floor(Math.log10(maximum));
  const step = [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= maximum - 1e-9) ?? 10;
  return Math.round(step * power * 1e6) / 1e6;
}
