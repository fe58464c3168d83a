import { type ComputedRef, computed, watchEffect } from 'vue';
import { useSelection } from '../stores/selection.ts';
import type { ThemeChoice } from '../stores/selection-url.ts';
import { applyTheme } from '../theme/css.ts';
import type { ThemeName } from '../theme/tokens.ts';

/** A choice as a theme. Left to itself the screen is a night one: walls stand in dark rooms. */
export function resolveTheme(choice: ThemeChoice): ThemeName {
  return choice === 'day' ? 'day' : 'night';
}

export function useTheme(): { theme: ComputedRef<ThemeName> } {
  const selection = useSelection();
  return { theme: computed(() => resolveTheme(selection.theme)) };
}

/** Keeps the document in the chosen theme for as long as the caller lives. */
export function followTheme(): void {
  const { theme } = useTheme();
  watchEffect(() => applyTheme(document.documentElement, theme.value));
}
