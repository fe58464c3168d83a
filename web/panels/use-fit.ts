import { onBeforeUnmount, type Ref, ref, watch } from 'vue';

/**
 * How many rows of `rowU` u fit into an element, so that none is cut. `least` where the element grows with its content.
 * A new number only when it changes.
 */
export function useFit(element: Ref<HTMLElement | null>, rowU: number, least: number): Ref<number> {
  const count = ref(least);
  let observer: ResizeObserver | null = null;

  function measure(): void {
    const box = element.value;
    if (box === null) return;
    const mode = document.documentElement.dataset.mode;
    if (mode === 'laptop' || mode === 'phone') {
      count.value = least;
      return;
    }
    const unitPx = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--u')) || 1;
    count.value = Math.max(1, Math.floor((box.clientHeight + 1) / (rowU * unitPx)));
  }

  // The list comes and goes with the state of its panel.
  watch(element, (box) => {
    observer?.disconnect();
    observer = null;
    if (box === null) return;
    observer = new ResizeObserver(measure);
    observer.observe(box);
    measure();
  });
  onBeforeUnmount(() => observer?.disconnect());
  return count;
}
