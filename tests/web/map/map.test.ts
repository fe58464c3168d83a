import type { LayerSpecification, Map as MapLibreMap } from 'maplibre-gl';
import { describe, expect, it } from 'vitest';
import type { UnitRow } from '../../../server/contract/units.ts';
import { flightEasing } from '../../../web/map/camera.ts';
import { drillTarget } from '../../../web/map/drill-target.ts';
import { restyle } from '../../../web/map/restyle.ts';
import { type StateTarget, UnitStates } from '../../../web/map/unit-states.ts';
import { UnitTree } from '../../../web/stores/unit-tree.ts';

const row = (id: string, parentId: string | null, level: UnitRow['level']): UnitRow =>
  ({ id, parentId, level, name: id }) as UnitRow;
const tree = new UnitTree([
  row('city', null, 'city'),
  row('d1', 'city', 'district'),
  row('s1', 'd1', 'subdistrict'),
  row('c1', 's1', 'community'),
  row('g1', 'c1', 'gridCell'),
  row('g2', 'c1', 'gridCell'),
  row('s2', 'd1', 'subdistrict'),
  row('c2', 's2', 'community'),
  row('g3', 'c2', 'gridCell'),
  row('d2', 'city', 'district'),
]);

describe('a click on a cell', () => {
  it.each([
    ['city', 'g1', 'd1'],
    ['d1', 'g1', 's1'],
    ['s1', 'g1', 'c1'],
    ['c1', 'g1', 'g1'],
    ['s1', 'g3', 's2'],
    ['c1', 'g3', 'c2'],
    ['g1', 'g2', 'g2'],
    ['d2', 'g1', 'd1'],
  ])('with %s selected, on %s → %s', (selected, cell, target) => {
    expect(drillTarget(tree, selected, cell)?.id).toBe(target);
  });

  it('goes no deeper than the cell, and nowhere on unknown ground', () => {
    expect(drillTarget(tree, 'g1', 'g1')).toBeNull();
    expect(drillTarget(tree, 'd1', 'unknown')).toBeNull();
  });
});

type Write = [string, string, object];

function fakeMap(): { target: StateTarget; writes: Write[]; opacities: Map<string, number> } {
  const writes: Write[] = [];
  const opacities = new Map<string, number>();
  const target = {
    setFeatureState: ({ sourceLayer, id }: { sourceLayer: string; id: string }, state: object) =>
      writes.push([sourceLayer, id, state]),
    getLayer: () => ({}),
    setPaintProperty: (id: string, _name: string, value: number) => opacities.set(id, value),
  } as unknown as StateTarget;
  return { target, writes, opacities };
}

describe('the state of units on the map', () => {
  it('writes differences only', () => {
    const { target, writes } = fakeMap();
    const states = new UnitStates(target);
    states.paintCells(
      new Map([
        ['g1', { fill: 'red' }],
        ['g2', { fill: 'blue' }],
      ]),
    );
    expect(writes).toHaveLength(2);
    states.paintCells(
      new Map([
        ['g1', { fill: 'red' }],
        ['g2', { fill: 'green' }],
      ]),
    );
    expect(writes.slice(2)).toEqual([['gridCell', 'g2', { fill: 'green', edge: null, pattern: 0, mark: 0 }]]);
    states.paintCells(new Map());
    expect(writes.slice(3).map(([, id]) => id)).toEqual(['g1', 'g2']);
  });

  it('dims what lies outside, neither what holds the selection nor what lies in it', () => {
    const { target, writes } = fakeMap();
    const states = new UnitStates(target);
    states.dimOutside(tree, 's1');
    const dimmed = writes.filter(([layer]) => layer !== 'label').map(([, id]) => id);
    expect(dimmed.sort()).toEqual(['c2', 'd2', 'g3', 's2']);
    writes.length = 0;
    states.dimOutside(tree, 'c1');
    expect(writes).toEqual([]);
    states.dimOutside(tree, null);
    expect(writes.filter(([layer]) => layer !== 'label')).toHaveLength(4);
  });

  it('shows the outline of one level at a time', () => {
    const { target, writes, opacities } = fakeMap();
    const states = new UnitStates(target);
    states.select({ id: 's1', level: 'subdistrict' });
    states.select({ id: 'c1', level: 'community' });
    expect(writes).toEqual([
      ['subdistrict', 's1', { selected: true }],
      ['subdistrict', 's1', { selected: false }],
      ['community', 'c1', { selected: true }],
    ]);
    expect(opacities.get('outline-subdistrict-line')).toBe(0);
    expect(opacities.get('outline-community-line')).toBe(1);
    states.hover({ id: 'g1', level: 'gridCell' });
    states.hover({ id: 'g1', level: 'gridCell' });
    expect(writes).toHaveLength(4);
  });
});

describe('a new look', () => {
  it('sets what differs, on layers that are there, and leaves the selection alone', () => {
    const sets: unknown[] = [];
    const map = {
      getLayer: (id: string) => (id === 'gone' ? undefined : {}),
      setPaintProperty: (...parts: unknown[]) => sets.push(parts),
      setLayoutProperty: (...parts: unknown[]) => sets.push(parts),
    } as unknown as MapLibreMap;
    const line = (id: string, colour: string, opacity: number): LayerSpecification => ({
      id,
      type: 'line',
      source: 's',
      paint: { 'line-color': colour, 'line-opacity': opacity },
    });
    const shown = new Map([
      ['a', line('a', 'red', 1)],
      ['outline-x', line('outline-x', 'red', 0)],
      ['gone', line('gone', 'red', 1)],
    ]);
    restyle(map, [line('a', 'blue', 1), line('outline-x', 'blue', 0.5), line('gone', 'blue', 1)], shown);
    expect(sets).toEqual([
      ['a', 'line-color', 'blue'],
      ['outline-x', 'line-color', 'blue'],
    ]);
    expect(shown.get('a')).toEqual(line('a', 'blue', 1));
  });
});

describe('the flight', () => {
  it('starts and ends at rest and never turns back', () => {
    expect(flightEasing(0)).toBeCloseTo(0, 5);
    expect(flightEasing(1)).toBeCloseTo(1, 5);
    let before = 0;
    for (let share = 0; share <= 1; share += 0.05) {
      expect(flightEasing(share)).toBeGreaterThanOrEqual(before - 1e-9);
      before = flightEasing(share);
    }
  });
});
