import { watchEffect } from 'vue';
import { setLanguage } from '../locales/i18n.ts';
import { useSelection } from '../stores/selection.ts';

/** Keeps the page in the language of the selection for as long as the caller lives. */
export function followLanguage(): void {
  const selection = useSelection();
  watchEffect(() => setLanguage(selection.lang));
}
