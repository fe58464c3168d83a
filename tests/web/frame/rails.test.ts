import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, mapPaddingFor, modeFor, railsFor } from '../../../web/frame/rails.ts';

const overlaps = (a: Box, b: Box) =>
  a.left < b.left + b.width - 0.01 &&
  b.left < a.left + a.width - 0.01 &&
  a.top < b.top + b.height - 0.01 &&
  b.top < a.top + a.height - 0.01;

const round = (box: Box) =>
  [box.left, box.top, box.width, box.height].map((value) => Math.round(value * 10) / 10);

describe('the columns of the screen', () => {
  it('puts one rail on each side of a 16:9 screen', () => {
    const layout = railsFor(1920, 1080);
    expect(layout.mode).toBe('wall');
    expect(layout.unitPx).toBe(1);
    expect(layout.rails.map((rail) => round(rail.slots[0]))).toEqual([
      [32, 112, 416, 412],
      [1472, 112, 416, 412],
    ]);
    expect(layout.rails.map((rail) => round(rail.slots[1]))).toEqual([
      [32, 556, 416, 472],
      [1472, 556, 416, 472],
    ]);
    expect(layout.map.left).toBe(480);
    expect(layout.map.width).toBe(960);
    expect(layout.seamsU).toEqual([]);
  });

  it('draws 3840×2160 exactly as 1920×1080, twice as large', () => {
    const small = railsFor(1920, 1080);
    const large = railsFor(3840, 2160);
    expect(large.unitPx).toBe(2);
    expect(large.rails.flatMap((rail) => rail.slots).map(round)).toEqual(
      small.rails.flatMap((rail) => rail.slots).map((box) => round(box).map((value) => value * 2)),
    );
  });

  it('adds rails on a wider screen and never stretches one', () => {
    const layout = railsFor(5120, 1440);
    expect(layout.widthU).toBeCloseTo(3840);
    expect(layout.rails.map((rail) => rail.side)).toEqual(['left', 'left', 'right', 'right']);
    expect(layout.map.width / layout.unitPx).toBeCloseTo(1920);
    expect(layout.seamsU).toEqual([960, 1920, 2880]);
    expect(railsFor(5760, 1080).rails).toHaveLength(6);
    expect(railsFor(2560, 1080).rails).toHaveLength(2);
    for (const rail of layout.rails) expect(rail.box.width / layout.unitPx).toBeCloseTo(416);
  });

  it('keeps 24 u on either side of a declared seam free', () => {
    const layout = railsFor(5120, 1440);
    const boxes = [...layout.rails.map((rail) => rail.box), layout.legend, layout.trend as Box];
    for (const seamU of layout.seamsU) {
      for (const box of boxes) {
        const left = box.left / layout.unitPx;
        const right = left + box.width / layout.unitPx;
        expect(right <= seamU - 24 + 0.01 || left >= seamU + 24 - 0.01).toBe(true);
      }
    }
  });

  it('gives a desk its three columns in CSS pixels', () => {
    const layout = railsFor(1366, 768);
    expect(layout.mode).toBe('laptop');
    expect(round(layout.rails[0].box)).toEqual([20, 108, 236, 628]);
    expect(round(layout.map)).toEqual([268, 108, 640, 628]);
    expect(round(layout.rails[1].box)).toEqual([920, 108, 426, 628]);
  });

  it('turns to rows on a portrait wall', () => {
    const layout = railsFor(1080, 1920);
    expect(layout.mode).toBe('portrait');
    expect(layout.rails.map((rail) => round(rail.slots[0]))).toEqual([
      [32, 1096, 484, 372],
      [564, 1096, 484, 372],
    ]);
    expect(layout.rails[0].slots[1].top).toBe(1500);
  });

  it('leaves the trend’s room to the map and the legend where a page has no trend', () => {
    const [full, bare] = [railsFor(1920, 1080), railsFor(1920, 1080, false)];
    expect(bare.trend).toBeNull();
    expect(bare.legend).toEqual(full.trend);
    expect(bare.map.height).toBeGreaterThan(full.map.height);
    expect(bare.rails).toEqual(full.rails);
  });

  it('knows what it stands on', () => {
    expect(modeFor(390, 844)).toBe('phone');
    expect(modeFor(1440, 900)).toBe('laptop');
    expect(modeFor(1920, 937)).toBe('wall');
    expect(modeFor(3440, 1440)).toBe('wall');
  });

  it('never lets two parts overlap or leave the screen, whatever the size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 320, max: 8000 }),
        fc.integer({ min: 600, max: 4400 }),
        fc.boolean(),
        (width, height, hasTrend) => {
          const layout = railsFor(width, height, hasTrend);
          const boxes: Box[] = layout.rails.flatMap((rail) =>
            rail.slots.length > 0 ? rail.slots : [rail.box],
          );
          if (layout.mode === 'wall' || layout.mode === 'portrait') boxes.push(layout.legend);
          if (layout.trend) boxes.push(layout.trend);
          boxes.push(layout.map);
          for (const box of boxes) {
            expect(box.width).toBeGreaterThan(0);
            expect(box.left).toBeGreaterThanOrEqual(-0.01);
            expect(box.left + box.width).toBeLessThanOrEqual(width + 0.01);
          }
          for (let a = 0; a < boxes.length; a++) {
            for (let b = a + 1; b < boxes.length; b++) expect(overlaps(boxes[a], boxes[b])).toBe(false);
          }
          for (const slot of layout.rails.flatMap((rail) => rail.slots)) {
            expect(slot.height / layout.unitPx).toBeGreaterThan(300);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the map window', () => {
  it('is the padding that the panels leave, with 32 u of air', () => {
    expect(mapPaddingFor(railsFor(1920, 1080), 1920, 1080)).toEqual({
      top: 144,
      left: 512,
      right: 512,
      bottom: 276,
    });
  });

  it('always leaves room for a map', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 320, max: 8000 }),
        fc.integer({ min: 560, max: 4400 }),
        (width, height) => {
          const padding = mapPaddingFor(railsFor(width, height), width, height);
          expect(width - padding.left - padding.right).toBeGreaterThan(100);
          expect(height - padding.top - padding.bottom).toBeGreaterThan(100);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
