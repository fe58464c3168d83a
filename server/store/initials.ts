import { pinyin } from 'pinyin-pro';

/** The search key of a name: pinyin initials, lower case, signs left out: 金阳街道 → `jyjd`, 3栋 → `3d`. */
export type Initials = (name: string) => string;

/**
 * `reading: 'phrase'` lets the neighbours decide a character of several readings (重庆 → cq), for the names of units and
 * stations; `'character'` reads each on its own and remembers it: fast enough for hundreds of thousands of buildings.
 */
export function makeInitials(reading: 'phrase' | 'character'): Initials {
  if (reading === 'phrase') return (name) => clean(pinyin(name, { pattern: 'first', toneType: 'none' }));
  const known = new Map<string, string>();
  return (name) => {
    let initials = '';
    for (const character of name) {
      let initial = known.get(character);
      if (initial === undefined) {
        initial = clean(pinyin(character, { pattern: 'first', toneType: 'none' }));
        known.set(character, initial);
      }
      initials += initial;
    }
    return initials;
  };
}

function clean(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
