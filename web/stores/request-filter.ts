import type { RequestFilter } from '../../server/contract/indicators.ts';
import { useLive } from './live.ts';
import { periodRange } from './period.ts';
import { useSelection } from './selection.ts';
import type { Period } from './selection-url.ts';
import { useUnits } from './units.ts';

export interface FilterParams {
  dataset: string | null;
  filter: RequestFilter;
}

/** Area that figures are asked for: absent = the root, null = not known yet (the tree is still on its way). */
export function currentScope(): { within?: string } | null {
  const { unitId } = useSelection();
  if (unitId === null) return {};
  const area = useUnits().selected;
  return area === null ? null : { within: area.id };
}

/**
 * What a call about requests asks for now: the selected area, the period (the selection's unless another is given) and every
 * filter. Null until the time of the newest data is known, for without it a named period has no end.
 */
export function currentRequestFilter(period?: Period): FilterParams | null {
  const selection = useSelection();
  const live = useLive();
  const scope = currentScope();
  const wanted = period ?? selection.period;
  if (scope === null || (live.periodEndMs === null && typeof wanted === 'string')) return null;
  const range = periodRange(wanted, live.periodEndMs ?? 0);
  return {
    dataset: selection.dataset,
    filter: {
      ...scope,
      from: range.from,
      to: range.to,
      category: selection.category ?? undefined,
      source: selection.source ?? undefined,
      status: selection.status ?? undefined,
      urgency: selection.urgency ?? undefined,
      handlingUnit: selection.handlingUnit ?? undefined,
      hours: selection.hours ?? undefined,
    },
  };
}
