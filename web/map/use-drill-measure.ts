import { computed, nextTick, watch } from 'vue';
import { useIndicators } from '../stores/indicators.ts';
import { useProfile } from '../stores/profile.ts';
import { useRequests } from '../stores/requests.ts';
import { useSelection } from '../stores/selection.ts';
import { MARK, markOnce, measureDrill } from './marks.ts';

/**
 * Marks when a drill begins and when all figures of the new unit are painted, for benches and tests.
 * @param onSettled called when they are
 * @returns whether a drill is between the two
 */
export function useDrillMeasure(onSettled: () => void): () => boolean {
  const selection = useSelection();
  const isBusy = computed(() => useProfile().loading || useRequests().loading || useIndicators().loading);
  let isUnderWay = false;

  watch(
    () => selection.unitId,
    () => {
      isUnderWay = true;
      markOnce(MARK.drillStart);
    },
    { flush: 'sync' },
  );
  watch([() => selection.unitId, isBusy], async () => {
    if (!isUnderWay || isBusy.value) return;
    await nextTick();
    requestAnimationFrame(() => {
      if (!isUnderWay || isBusy.value) return;
      isUnderWay = false;
      measureDrill();
      onSettled();
    });
  });
  return () => isUnderWay;
}
