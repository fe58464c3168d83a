import { describe, expect, it } from 'vitest';
import { parseColour, withAlpha } from '../../../web/layers/colour.ts';
import { dots, hatch, IMAGE, type MapImage, themeImages } from '../../../web/layers/images.ts';
import { THEMES } from '../../../web/theme/tokens.ts';

function pixel({ data, width }: MapImage, x: number, y: number): number[] {
  return [...data.slice((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

describe('colours', () => {
  it.each([
    ['#0F2B3A', [15, 43, 58, 1]],
    ['#fff', [255, 255, 255, 1]],
    ['#00000080', [0, 0, 0, 128 / 255]],
    ['rgba(4,9,15,.75)', [4, 9, 15, 0.75]],
    ['rgb(1,2,3)', [1, 2, 3, 1]],
  ])('%s', (text, expected) => {
    expect(parseColour(text)).toEqual(expected);
  });

  it('are all readable in the theme', () => {
    for (const tokens of Object.values(THEMES)) {
      for (const [name, value] of Object.entries(tokens)) {
        if (typeof value === 'string' && name !== 'shadow') expect(() => parseColour(value)).not.toThrow();
      }
    }
    expect(() => parseColour('teal')).toThrow('no colour');
    expect(withAlpha('#0F2B3A', 0.5)).toBe('rgba(15,43,58,0.5)');
  });
});

describe('images', () => {
  const images = new Map(themeImages(THEMES.night, 1).map((one) => [one.id, one]));

  it('are whole: as many pixels as they say, none of them empty of everything', () => {
    for (const { image, pixelRatio } of images.values()) {
      expect(image.data).toHaveLength(image.width * image.height * 4);
      expect(image.data.some((value) => value > 0)).toBe(true);
      expect(pixelRatio).toBe(2);
    }
    expect([...images.keys()].sort()).toEqual(Object.values(IMAGE).toSorted());
  });

  it('show a red star on a white disc for a station', () => {
    const { image } = images.get(IMAGE.station)!;
    const middle = Math.floor(image.width / 2);
    expect(pixel(image, middle, middle)).toEqual([212, 35, 43, 255]);
    expect(pixel(image, middle, Math.round(image.height * 0.85))).toEqual([255, 255, 255, 255]);
    expect(pixel(image, 0, 0)[3]).toBe(0);
  });

  it('hatch and dot a ground that repeats without a seam', () => {
    const lines = hatch('#ffffff', '#000000', 8, 1.5, 1);
    const share = [...lines.data].filter((value, index) => index % 4 === 0 && value > 127).length;
    // A line of 1.5 every 8: about a fifth is bright.
    expect(share / (lines.width * lines.height)).toBeGreaterThan(0.1);
    expect(share / (lines.width * lines.height)).toBeLessThan(0.3);
    for (let at = 0; at < lines.width; at++) expect(pixel(lines, at, 0)).toEqual(pixel(lines, 0, at));
    const points = dots('#ffffff', '#000000', 7, 1.35, 1);
    expect(pixel(points, points.width / 2, points.height / 2)[0]).toBe(255);
    expect(pixel(points, 0, 0)).toEqual([0, 0, 0, 255]);
  });
});
