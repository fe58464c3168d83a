import { describe, expect, it } from 'vitest';
import { panelsFor } from '../../../web/frame/panels-for.ts';
import { railsFor } from '../../../web/frame/rails.ts';
import { MAP_KINDS } from '../../../web/stores/selection-url.ts';

const SIZES: [number, number][] = [
  [1920, 1080],
  [3840, 2160],
  [2560, 1080],
  [5120, 1440],
  [5760, 1080],
  [7680, 1080],
  [1080, 1920],
  [1366, 768],
  [390, 844],
];

describe('the panels of a screen', () => {
  it('stand in the order of the pictures on 16:9', () => {
    expect(panelsFor('grid', { isNear: false }, railsFor(1920, 1080))).toEqual([
      [['kpi'], ['loop']],
      [['stream'], ['rank']],
    ]);
  });

  it('keep their outer places when a wider screen adds rails', () => {
    const panels = panelsFor('grid', { isNear: false }, railsFor(5120, 1440));
    expect(panels).toHaveLength(4);
    expect(panels[0]).toEqual([['kpi'], ['loop']]);
    expect(panels[1]).toEqual([['coverage'], ['organization']]);
    expect(panels[3]).toEqual([['stream'], ['rank']]);
  });

  it('begin with the portrait near a home', () => {
    expect(panelsFor('heat', { isNear: true }, railsFor(1920, 1080))[0]).toEqual([['profile'], ['force']]);
  });

  it('share a place where a narrow screen has none of their own, and nowhere else', () => {
    const shared = (map: (typeof MAP_KINDS)[number], width: number, height: number) =>
      panelsFor(map, { isNear: false }, railsFor(width, height))
        .flat()
        .filter((place) => place.length > 1);
    expect(shared('heat', 1920, 1080)).toEqual([['clocks', 'whistle', 'supervision']]);
    expect(shared('heat', 1080, 1920)).toEqual([['clocks', 'whistle', 'supervision']]);
    for (const [width, height] of SIZES.filter(([width, height]) => width / height >= 3.5 || width < 1000))
      expect(shared('heat', width, height)).toEqual([]);
    expect(shared('heat', 1366, 768)).toEqual([]);
    for (const map of MAP_KINDS.filter((map) => map !== 'heat')) expect(shared(map, 1920, 1080)).toEqual([]);
  });

  it('always have whistles and supervision among them where requests are shown', () => {
    for (const [width, height] of SIZES) {
      const names = panelsFor('heat', { isNear: false }, railsFor(width, height)).flat(2);
      expect(names).toContain('whistle');
      expect(names).toContain('supervision');
    }
  });

  it('never stand twice, never outnumber their places, whatever the map and the size', () => {
    for (const [width, height] of SIZES) {
      for (const map of MAP_KINDS) {
        for (const isNear of [false, true]) {
          const layout = railsFor(width, height);
          const panels = panelsFor(map, { isNear }, layout);
          expect(panels).toHaveLength(layout.rails.length);
          const names = panels.flat(2);
          expect(new Set(names).size).toBe(names.length);
          panels.forEach((rail, index) => {
            const places = layout.rails[index].slots.length;
            if (places > 0) expect(rail.length).toBeLessThanOrEqual(places);
          });
        }
      }
    }
  });
});
