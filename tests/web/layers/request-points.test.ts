import { describe, expect, it } from 'vitest';
import type { PointFeature } from '../../../server/contract/points.ts';
import { heatLayers } from '../../../web/layers/heat.ts';
import { pointFeatures, pointLevel } from '../../../web/layers/request-points.ts';
import { pointItems } from '../../../web/panels/legend-items.ts';
import { askedBox } from '../../../web/stores/points.ts';

const feature = (part: Partial<PointFeature>): PointFeature => ({
  position: [106.7, 26.6],
  count: 1,
  open: 0,
  warn: 0,
  alarm: 0,
  isOnePoint: true,
  newestId: 1,
  request: null,
  ...part,
});

describe('requests close up', () => {
  it('wear the mark of the worst that is still open', () => {
    expect(pointLevel({ open: 0, warn: 0, alarm: 0 })).toBe('settled');
    expect(pointLevel({ open: 3, warn: 0, alarm: 0 })).toBe('normal');
    expect(pointLevel({ open: 3, warn: 1, alarm: 0 })).toBe('warn');
    expect(pointLevel({ open: 3, warn: 1, alarm: 1 })).toBe('alarm');
  });

  it('carry their place in the answer, and what matters more lies on top', () => {
    const { features } = pointFeatures([feature({}), feature({ count: 4, open: 2, alarm: 1 })]);
    expect(features.map(({ properties }) => properties)).toEqual([
      { id: '0', count: 1, level: 'settled', rank: 0 },
      { id: '1', count: 4, level: 'alarm', rank: 3 },
    ]);
  });

  it('are counted in the legend, each once', () => {
    const items = pointItems([feature({}), feature({ count: 9, open: 5, warn: 2, alarm: 1 })]);
    expect(items.map(({ key, count }) => [key, count])).toEqual([
      ['pointOpen', 2],
      ['pointUrgent', 2],
      ['pointAlarm', 1],
      ['pointSettled', 5],
    ]);
  });

  it('take the place of the heat only where they stand', () => {
    const opacityOf = (givesWay: boolean) =>
      (heatLayers('night', 1, 6, givesWay)[0] as { paint: Record<string, unknown> }).paint['fill-opacity'];
    expect(opacityOf(false)).toBe(1);
    expect(opacityOf(true)).toEqual(['interpolate', ['linear'], ['zoom'], 14.2, 1, 14.5, 0]);
  });

  it('are asked for by whole tiles, so that a small pan asks nothing', () => {
    const one = askedBox({ bbox: [106.701, 26.601, 106.709, 26.606], zoom: 15.2 });
    const other = askedBox({ bbox: [106.7012, 26.6012, 106.7092, 26.6062], zoom: 15.3 });
    expect(other).toEqual(one);
    expect(one.zoom).toBe(15);
    expect(one.bbox[0]).toBeLessThanOrEqual(106.701);
    expect(one.bbox[2]).toBeGreaterThanOrEqual(106.709);
  });
});
