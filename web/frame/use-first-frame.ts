import { computed, onBeforeUnmount, type Ref, ref } from 'vue';

/** The frame does not wait longer than this for a map that does not come. */
const LONGEST_WAIT_MS = 2500;

/**
 * True once the frame may be laid out around the map: the map has begun, or never will in time. Every frame that a browser composes earlier
 * holds up the making of the map's graphics context and shaders.
 */
export function useFirstFrame(isMapBegun: Readonly<Ref<boolean>>): Readonly<Ref<boolean>> {
  const isLate = ref(false);
  const timer = setTimeout(() => {
    isLate.value = true;
  }, LONGEST_WAIT_MS);
  onBeforeUnmount(() => clearTimeout(timer));
  return computed(() => isLate.value || isMapBegun.value);
}
