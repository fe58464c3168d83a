import { type ComputedRef, computed, ref, watchEffect } from 'vue';
import { useDatasets } from '../stores/datasets.ts';
import { useLive } from '../stores/live.ts';
import { useSelection } from '../stores/selection.ts';
import type { ThemeChoice } from '../stores/selection-url.ts';
import { applyTheme } from '../theme/css.ts';
import { isDaylight } from '../theme/daylight.ts';
import type { ThemeName } from '../theme/tokens.ts';

const MINUTE_MS = 60_000;

/** When and where a screen asks for the time of day; `center` is null until the data set is known. */
export interface DayPlace {
  atMs: number;
  /** Longitude and latitude, degrees. */
  center: readonly number[] | null;
}

/**
 * A choice as a theme: `auto` is day from sunrise to sunset over the data set's centre. Where that is not known yet the screen is a
 * night one: a bright screen in a dark room is the worse surprise.
 */
export function resolveTheme(choice: ThemeChoice, { atMs, center }: DayPlace): ThemeName {
  if (choice !== 'auto') return choice;
  return center !== null && isDaylight(atMs, center) ? 'day' : 'night';
}

/** True while the screen is printed: paper is white, whatever the room is like. */
export const isOnPaper = ref(false);

/** The theme on screen; `auto` is looked at anew every minute, by the server's clock: a wall's own may be wrong. */
export function useTheme(): { theme: ComputedRef<ThemeName> } {
  const selection = useSelection();
  const datasets = useDatasets();
  const live = useLive();
  const minute = computed(() => Math.floor(live.serverNowMs / MINUTE_MS));
  const theme = computed(() =>
    isOnPaper.value
      ? 'day'
      : resolveTheme(selection.theme, {
          atMs: minute.value * MINUTE_MS,
          center: datasets.current?.center ?? null,
        }),
  );
  return { theme };
}

/** Keeps the document in the chosen theme for as long as the caller lives. */
export function followTheme(): void {
  const { theme } = useTheme();
  watchEffect(() => applyTheme(document.documentElement, theme.value));
}
