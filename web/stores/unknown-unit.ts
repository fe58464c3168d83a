import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import { useProfile } from './profile.ts';
import { useSelection } from './selection.ts';

/** An address may name a unit that is not there (any more): the whole is shown then, and the page says so until the next choice. */
export const useUnknownUnit = defineStore('unknown-unit', () => {
  const selection = useSelection();
  const profile = useProfile();
  const unitId = ref<string | null>(null);

  watch(
    () => profile.error?.code,
    (code) => {
      if (code !== 'unknown-unit' || selection.unitId === null) return;
      unitId.value = selection.unitId;
      selection.leaveUnit();
    },
    { immediate: true, flush: 'sync' },
  );
  watch([() => selection.unitId, () => selection.dataset], ([chosen, dataset], [, before]) => {
    if (chosen !== null || dataset !== before) unitId.value = null;
  });

  return {
    /** What the address named, null where it named nothing or something that is there. */
    unitId,
    dismiss(): void {
      unitId.value = null;
    },
  };
});
