import { shallowRef } from 'vue';

/** One line of an answer to “where does this figure come from”. */
export interface FigurePart {
  label: string;
  value: string;
}

/** Everything a figure on screen can be asked. Texts are in the language of the page, values formatted. */
export interface FigureInfo {
  name: string;
  /** As shown, with its unit. */
  value: string;
  meaning: string;
  numerator: FigurePart | null;
  denominator: FigurePart | null;
  /** What is not counted; '' = nothing is left out. */
  exclusions: string;
  scope: string;
  period: string;
  /** ISO 8601 of the newest data in it; null = a stock without a time of its own. */
  asOf: string | null;
  source: string;
}

/** The figure that is being asked, and the element it stands in; null = nothing is open. One for the page. */
export const openFigure = shallowRef<{ info: FigureInfo; anchor: HTMLElement } | null>(null);
