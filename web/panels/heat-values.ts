import type { BinsAnswer } from '../../server/contract/requests.ts';
import type { HeatMode } from '../stores/selection-url.ts';

/** Fewer residents in a bin and requests per thousand of them say nothing (STYLE: 110). */
const MINIMUM_RESIDENTS = 110;
const BREAKS_DAYS = 30;
const KM2_IN_M2 = 1e6;

/**
 * Value of every bin on the scale of its breaks: requests in 30 days per 1,000 residents, or per square kilometre.
 * Null where the bin is too thin to be told; the bins that the server left out are not among them.
 */
export function heatValues(
  bins: Pick<BinsAnswer, 'count' | 'residents' | 'sizeM'>,
  mode: HeatMode,
  days: number,
): (number | null)[] {
  const perBreakPeriod = days > 0 ? BREAKS_DAYS / days : 0;
  if (mode === 'count') {
    const areaKm2 = bins.sizeM ** 2 / KM2_IN_M2;
    return bins.count.map((count) => (count * perBreakPeriod) / areaKm2);
  }
  return bins.count.map((count, index) =>
    bins.residents[index] < MINIMUM_RESIDENTS
      ? null
      : (count * perBreakPeriod * 1000) / bins.residents[index],
  );
}
