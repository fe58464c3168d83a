import { RAMPS, THEMES, type ThemeName, type ThemeTokens } from './tokens.ts';

/** `accentHi` → `--c-accent-hi`; `t1` → `--c-t1`; `gold5` → `--c-gold5`. */
function variableName(token: string): string {
  return `--c-${token.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * The tokens of a theme as CSS custom properties: one `--c-*` per single colour, `--band-1…3` and `--street-1…4` for the minutes of
 * walking and `--ramp-1…6` for the six-class ramp. Components name these only, never a colour.
 */
export function themeVariables(name: ThemeName): Record<string, string> {
  const variables: Record<string, string> = {};
  const tokens: ThemeTokens = THEMES[name];
  for (const [token, value] of Object.entries(tokens)) {
    if (typeof value === 'string') variables[variableName(token)] = value;
  }
  tokens.band.forEach((colour, index) => {
    variables[`--band-${index + 1}`] = colour;
  });
  tokens.streetBand.forEach((colour, index) => {
    variables[`--street-${index + 1}`] = colour;
  });
  RAMPS[name][6].forEach((colour, index) => {
    variables[`--ramp-${index + 1}`] = colour;
  });
  return variables;
}

/** Puts a theme on an element (the document's root): its variables, `data-theme` and the browser's own colour scheme. */
export function applyTheme(element: HTMLElement, name: ThemeName): void {
  for (const [variable, value] of Object.entries(themeVariables(name)))
    element.style.setProperty(variable, value);
  element.dataset.theme = name;
  element.style.colorScheme = name === 'night' ? 'dark' : 'light';
}
