import type { PanelName, PanelPlace } from './panels-for.ts';

/** On a wall, where nobody chooses, the panels of a shared place take turns. */
const TURN_MS = 30_000;

/** The panel of a place that is shown where someone may choose: the chosen one, or the first where it is not of this place. */
export function chosenPanel(place: PanelPlace, chosen: string | null): PanelName {
  return place.find((name) => name === chosen) ?? place[0]!;
}

/** The panel whose turn it is by the server's clock (epoch ms): walls side by side show the same. */
export function panelOnTurn(place: PanelPlace, nowMs: number): PanelName {
  return place[Math.floor(nowMs / TURN_MS) % place.length]!;
}

/** Where a key leads among tabs: the arrows go round, Home and End to the ends; null for any other key. */
export function tabAfter(place: PanelPlace, current: PanelName, key: string): PanelName | null {
  const at = place.indexOf(current);
  const last = place.length - 1;
  if (key === 'ArrowRight') return place[at === last ? 0 : at + 1]!;
  if (key === 'ArrowLeft') return place[at === 0 ? last : at - 1]!;
  if (key === 'Home') return place[0]!;
  return key === 'End' ? place[last]! : null;
}
