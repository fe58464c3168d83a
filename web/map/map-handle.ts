import type { Map as MapLibreMap } from 'maplibre-gl';
import { type ComputedRef, type InjectionKey, inject, type ShallowRef, shallowRef } from 'vue';
import type { UnitState } from '../layers/area-style.ts';
import type { ThemeName } from '../theme/tokens.ts';

/** What scenes and panels get of the map. Provided by the app, never stored. */
export interface MapHandle {
  /** The map once its first style stands; null before, and for a moment where a lost WebGL context is rebuilt. */
  map: ShallowRef<MapLibreMap | null>;
  /**
   * True once the map has its WebGL context and has drawn a frame, or never will: what stands around it waits for this, because every frame
   * that a browser composes before delays the compiling of the map's shaders.
   */
  isBegun: ShallowRef<boolean>;
  theme: ComputedRef<ThemeName>;
  /** CSS pixels of one u. */
  unitPx: ComputedRef<number>;
  /** True once letters are loaded: names and signs with text may be drawn. */
  lettersReady: ShallowRef<boolean>;
  /** How the cells are painted, by id; null before the first values. One scene is on at a time and owns it. */
  paint: ShallowRef<ReadonlyMap<string, UnitState> | null>;
  /** Signs that have a click of their own, by layer id: what to do with the `id` of the feature that was hit. */
  signs: Map<string, (id: string) => void>;
  /** A scene has something in hand: the click that ends it selects nothing. */
  isGripped: ShallowRef<boolean>;
  /** The cell under the pointer, and where the pointer is in CSS pixels. */
  hovered: ShallowRef<{ cellId: string; x: number; y: number } | null>;
}

export const mapHandleKey: InjectionKey<MapHandle> = Symbol('map');

export function createMapHandle(theme: ComputedRef<ThemeName>, unitPx: ComputedRef<number>): MapHandle {
  return {
    map: shallowRef(null),
    isBegun: shallowRef(false),
    theme,
    unitPx,
    lettersReady: shallowRef(false),
    paint: shallowRef(null),
    signs: new Map(),
    isGripped: shallowRef(false),
    hovered: shallowRef(null),
  };
}

/** @throws outside of the app's map */
export function useMap(): MapHandle {
  const handle = inject(mapHandleKey);
  if (handle === undefined) throw new Error('no map above this component');
  return handle;
}
