import type { OsmTags } from './osm-primitives.ts';

const FIGURE = /^([+-]?\d+(?:[.,]\d+)?)\s*(%|°)?$/;

/**
 * Grade of a way (rise over run, without its sign) by `incline`: `10%`, `-8 %`, `5°`, or a bare figure, which is in percent. 0 where
 * nothing is said, on steps (what they cost includes the climb), and for `up` and `down`: these tell which way, not how steep, and no
 * slope is invented. OpenStreetMap gives the steepest part of a way, so that a long way is rather counted too slow than too fast.
 */
export function gradeOf(tags: OsmTags): number {
  if (tags.highway === 'steps') return 0;
  const [, figure, unit] = FIGURE.exec(tags.incline?.trim() ?? '') ?? [];
  if (figure === undefined) return 0;
  const value = Math.abs(Number(figure.replace(',', '.')));
  if (unit === '°') return value < 90 ? Math.tan((value * Math.PI) / 180) : 0;
  return value / 100;
}
