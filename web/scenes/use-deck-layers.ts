import type { LayersList } from '@deck.gl/core';
import { onScopeDispose, watch } from 'vue';
import type { MapHandle } from '../map/map-handle.ts';

/**
 * Draws what `wanted` asks for on deck's canvas over the map, for as long as the scene lives. `wanted` gives null where there is
 * nothing to draw, else a function that builds the layers; deck itself is loaded with the first of them.
 */
export function useDeckLayers(handle: MapHandle, wanted: () => (() => Promise<LayersList>) | null): void {
  let isDrawn = false;
  let turn = 0;

  async function draw(build: (() => Promise<LayersList>) | null): Promise<void> {
    const mine = ++turn;
    const map = handle.map.value;
    if (map === null || (build === null && !isDrawn)) return;
    const [{ deckOverlay }, layers] = await Promise.all([
      import('../map/deck-overlay.ts'),
      build === null ? [] : build(),
    ]);
    // Loading takes a moment; what was asked for later has the word.
    if (mine !== turn || handle.map.value !== map) return;
    deckOverlay(map).setProps({ layers });
    isDrawn = build !== null;
  }

  watch([handle.map, wanted], ([, build]) => void draw(build), { immediate: true });
  onScopeDispose(() => void draw(null));
}
