import { nextTick, onScopeDispose, type Ref, ref, watch } from 'vue';

/** How a button opens and closes a card, or a list, over the page. */
export interface Menu {
  isOpen: Ref<boolean>;
  /** Opens it and moves the focus into it, or closes it: what the button does. */
  toggle(): Promise<void>;
  /** Closes it and gives the focus back to the button. */
  close(): void;
  /** Of the element around both: Esc closes what is open, and nobody else answers to it. */
  onEscape(event: KeyboardEvent): void;
  /** Of the card: the focus that goes elsewhere closes it, and stays where it went. */
  onFocusOut(event: FocusEvent): void;
}

/**
 * @param button, card the template's refs; the card is there only while `isOpen`
 * @param firstOf what has the focus first in an open card; it itself (with tabindex -1) where nothing is said
 */
export function useMenu(
  button: Readonly<Ref<HTMLElement | null>>,
  card: Readonly<Ref<HTMLElement | null>>,
  firstOf: (card: HTMLElement) => HTMLElement | null | undefined = (card) => card,
): Menu {
  const isOpen = ref(false);
  const isOutside = (target: EventTarget | null): boolean =>
    !card.value?.contains(target as Node | null) && !button.value?.contains(target as Node | null);
  function onPress(event: Event): void {
    if (isOutside(event.target)) isOpen.value = false;
  }
  // Before the map or a scene can keep the press to itself.
  const stopListening = () => window.removeEventListener('pointerdown', onPress, { capture: true });
  watch(
    isOpen,
    (open) => {
      if (open) window.addEventListener('pointerdown', onPress, { capture: true });
      else stopListening();
    },
    { flush: 'sync' },
  );
  onScopeDispose(() => {
    if (isOpen.value) stopListening();
  });

  function close(): void {
    isOpen.value = false;
    button.value?.focus();
  }
  return {
    isOpen,
    toggle: async () => {
      isOpen.value = !isOpen.value;
      if (!isOpen.value) return;
      await nextTick();
      if (card.value) firstOf(card.value)?.focus();
    },
    close,
    onEscape: (event) => {
      if (!isOpen.value) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    },
    onFocusOut: ({ relatedTarget }) => {
      // A list that a browser draws itself takes the focus to nowhere: that is not leaving. A press elsewhere is seen by itself.
      if (relatedTarget !== null && isOutside(relatedTarget)) isOpen.value = false;
    },
  };
}
