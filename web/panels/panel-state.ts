import { type InjectionKey, inject } from 'vue';

/** What a panel shows instead of its figures, or `ready`. */
export type PanelState = 'loading' | 'error' | 'empty' | 'ready';

/** The state that belongs to an answer. An older answer outlives an error: it is shown, with the error beneath it. */
export function panelState(parts: { hasData: boolean; hasError: boolean; isEmpty?: boolean }): PanelState {
  if (!parts.hasData) return parts.hasError ? 'error' : 'loading';
  return parts.isEmpty ? 'empty' : 'ready';
}

/** False on a wall that nobody touches: no buttons, no popovers. */
export const interactiveKey: InjectionKey<boolean> = Symbol('interactive');

export function useInteractive(): boolean {
  return inject(interactiveKey, true);
}
