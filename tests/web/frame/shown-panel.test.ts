import { describe, expect, it } from 'vitest';
import type { PanelPlace } from '../../../web/frame/panels-for.ts';
import { chosenPanel, panelOnTurn, tabAfter } from '../../../web/frame/shown-panel.ts';

const PLACE: PanelPlace = ['clocks', 'whistle', 'supervision'];

describe('a place that panels share', () => {
  it('shows the chosen one, and its first where none of its own is chosen', () => {
    expect(chosenPanel(PLACE, 'supervision')).toBe('supervision');
    expect(chosenPanel(PLACE, null)).toBe('clocks');
    expect(chosenPanel(['clocks', 'whistle'], 'supervision')).toBe('clocks');
  });

  it('gives every panel its half minute on a wall', () => {
    const start = Date.parse('2026-11-20T00:00:00Z');
    const shown = Array.from({ length: 180 }, (_, second) => panelOnTurn(PLACE, start + second * 1000));
    expect(PLACE.map((name) => shown.filter((other) => other === name).length)).toEqual([60, 60, 60]);
    const changes = shown.filter((name, second) => second > 0 && name !== shown[second - 1]);
    expect(changes).toHaveLength(5);
  });

  it('leads from tab to tab by the keys of a list of tabs', () => {
    expect(tabAfter(PLACE, 'clocks', 'ArrowRight')).toBe('whistle');
    expect(tabAfter(PLACE, 'supervision', 'ArrowRight')).toBe('clocks');
    expect(tabAfter(PLACE, 'clocks', 'ArrowLeft')).toBe('supervision');
    expect(tabAfter(PLACE, 'supervision', 'ArrowLeft')).toBe('whistle');
    expect(tabAfter(PLACE, 'supervision', 'Home')).toBe('clocks');
    expect(tabAfter(PLACE, 'clocks', 'End')).toBe('supervision');
    expect(tabAfter(PLACE, 'clocks', 'a')).toBeNull();
  });
});
