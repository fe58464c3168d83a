import { computed, onBeforeUnmount, type Ref, ref } from 'vue';
import { i18n } from '../locales/i18n.ts';
import { loadFonts } from '../theme/fonts.ts';

/** The frame does not wait longer than this for a map or for letters that do not come. */
const LONGEST_WAIT_MS = 2500;

/**
 * True once the frame may be laid out around the map: the map has begun and the letters of the interface are loaded. Laid out earlier it would be painted
 * three times (without letters, with them, after the map's first shaders), and each painting would hold up the map.
 */
export function useFirstFrame(isMapBegun: Readonly<Ref<boolean>>): Readonly<Ref<boolean>> {
  const isLate = ref(false);
  const areLettersHere = ref(false);
  const timer = setTimeout(() => {
    isLate.value = true;
  }, LONGEST_WAIT_MS);
  onBeforeUnmount(() => clearTimeout(timer));
  void loadFonts(interfaceLetters()).then(() => {
    areLettersHere.value = true;
  });
  return computed(() => isLate.value || (isMapBegun.value && areLettersHere.value));
}

/** Every character of the texts in the chosen language, once. */
function interfaceLetters(): string {
  const { locale, messages } = i18n.global;
  return [...new Set(JSON.stringify(messages.value[locale.value]))].join('');
}
