import { AREA_LEVELS } from '../model/unit.ts';

/** A text in the two languages of the product. */
export function bilingual(chinese: string, english: string): Record<string, string> {
  return { 'zh-CN': chinese, en: english };
}

/** The same breaks on every level: what does not grow with the size of a unit. */
export function allLevels(breaks: number[]): Record<string, number[]> {
  return Object.fromEntries(AREA_LEVELS.map((level) => [level, breaks]));
}
