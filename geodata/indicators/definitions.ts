import type { IndicatorDefinition } from '../model/indicator.ts';
import { CALL_INDICATORS } from './call-definitions.ts';
import { REQUEST_INDICATORS } from './request-definitions.ts';
import { STOCK_INDICATORS } from './stock-definitions.ts';

/** Every indicator, in the order in which a screen offers them. */
export const INDICATORS: readonly IndicatorDefinition[] = [
  ...REQUEST_INDICATORS,
  ...CALL_INDICATORS,
  ...STOCK_INDICATORS,
];

const byId = new Map(INDICATORS.map((definition) => [definition.id, definition]));

export function indicatorDefinition(id: string): IndicatorDefinition | null {
  return byId.get(id) ?? null;
}
