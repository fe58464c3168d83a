import type { MapKind } from '../stores/selection-url.ts';
import type { FrameLayout } from './rails.ts';

/** Names of the panels that a rail may hold. */
export type PanelName =
  | 'kpi'
  | 'loop'
  | 'stream'
  | 'rank'
  | 'trend'
  | 'category'
  | 'rhythm'
  | 'clocks'
  | 'coverage'
  | 'gap'
  | 'station'
  | 'chain'
  | 'organization'
  | 'stars'
  | 'profile'
  | 'force'
  | 'whistle'
  | 'supervision';

/** Panels that stand in one place: nearly always one; where there are more, tabs choose, or they take turns. */
export type PanelPlace = PanelName[];

/** What a rail holds, top first: two places, or one that takes the whole rail. */
export type RailPanels = PanelPlace[];

export interface FocusLevel {
  /** A cell, an estate or a building is selected: its own portrait comes first. */
  isNear: boolean;
}

interface ScenePanels {
  /** Innermost last: the first pair stands outermost on its side. */
  left: PanelName[][];
  right: PanelName[][];
  /** Panels that no screen is to be without: what finds no place of its own shares that of `at`. */
  guests?: { at: PanelName; panels: PanelName[] };
}

/**
 * Panels by scene in the order in which wider screens add them: the first pair of each side is always there, the second from 32:9,
 * the third from 48:9. The same panel never stands twice.
 */
const SCENES: Record<MapKind, ScenePanels> = {
  grid: {
    left: [
      ['kpi', 'loop'],
      ['coverage', 'organization'],
      ['profile', 'stars'],
    ],
    right: [
      ['stream', 'rank'],
      ['category', 'trend'],
      ['rhythm', 'gap'],
    ],
  },
  heat: {
    left: [
      ['kpi', 'category'],
      ['loop', 'whistle'],
      ['coverage', 'organization'],
    ],
    right: [
      ['rhythm', 'clocks'],
      ['rank', 'supervision'],
      ['stream', 'trend'],
    ],
    guests: { at: 'clocks', panels: ['whistle', 'supervision'] },
  },
  service: {
    left: [
      ['coverage', 'station'],
      ['kpi', 'loop'],
      ['organization', 'stars'],
    ],
    right: [
      ['gap', 'profile'],
      ['stream', 'rank'],
      ['category', 'trend'],
    ],
  },
  organization: {
    left: [['chain'], ['kpi', 'loop'], ['category', 'trend']],
    right: [
      ['organization', 'stars'],
      ['force', 'profile'],
      ['stream', 'rank'],
    ],
  },
};

/** Near a home the portrait and the people who answer for it take the first rail, whatever the map shows. */
const NEAR: ScenePanels = {
  left: [
    ['profile', 'force'],
    ['kpi', 'loop'],
    ['coverage', 'organization'],
  ],
  right: [
    ['stream', 'category'],
    ['trend', 'rank'],
    ['gap', 'stars'],
  ],
};

const MAXIMUM_PER_SIDE = 3;

/**
 * The panels of every rail of a layout, in the order of `layout.rails`. On a desk, a phone and a portrait wall the rails of the
 * widest screen that fits are poured into what there is: a desk's right column scrolls. Where places are fixed, guests of a scene
 * that find none share one.
 */
export function panelsFor(map: MapKind, focus: FocusLevel, layout: FrameLayout): RailPanels[] {
  const scene = focus.isNear ? NEAR : SCENES[map];
  const first = [...scene.left[0]!, ...scene.right[0]!];
  if (layout.mode === 'laptop') {
    // The trend has no strip there, and a column that scrolls has room for all of a scene that has guests.
    const more = scene.guests ? [...scene.left[1]!, ...scene.right[1]!, ...scene.right[2]!] : scene.right[1]!;
    return [[], alone([...first, ...more])];
  }
  if (layout.mode === 'phone') return [alone([...first, ...(scene.guests?.panels ?? [])])];
  if (layout.mode === 'portrait') return share(scene, [alone(scene.left[0]!), alone(scene.right[0]!)]);
  const perSide = Math.min(MAXIMUM_PER_SIDE, layout.rails.filter((rail) => rail.side === 'left').length);
  const left = scene.left.slice(0, perSide).map(alone);
  // Mirrored: what matters most stands outermost on both sides.
  const right = scene.right.slice(0, perSide).reverse().map(alone);
  return share(scene, fill(layout, left, right));
}

function alone(names: PanelName[]): RailPanels {
  return names.map((name) => [name]);
}

/** Puts the guests of a scene that stand nowhere behind the panel whose place they share. */
function share({ guests }: ScenePanels, rails: RailPanels[]): RailPanels[] {
  if (guests === undefined) return rails;
  const standing = new Set(rails.flat(2));
  const homeless = guests.panels.filter((name) => !standing.has(name));
  return rails.map((rail) =>
    rail.map((place) => (place.includes(guests.at) ? [...place, ...homeless] : place)),
  );
}

/** Wider than 48:9 the inner rails stay empty: the map takes them. */
function fill(layout: FrameLayout, left: RailPanels[], right: RailPanels[]): RailPanels[] {
  const perSide = layout.rails.filter((rail) => rail.side === 'left').length;
  const empty = Array.from({ length: perSide - left.length }, (): RailPanels => []);
  return [...left, ...empty, ...empty, ...right];
}
