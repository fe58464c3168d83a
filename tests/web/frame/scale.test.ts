import { describe, expect, it } from 'vitest';
import { ageText } from '../../../web/frame/age-text.ts';
import { metresPerPixel, roundDistance } from '../../../web/frame/scale.ts';

describe('the scale', () => {
  it('knows the metres of a pixel', () => {
    // The equator in one tile of 512 pixels.
    expect(metresPerPixel(0, 0)).toBeCloseTo(78271.517, 2);
    expect(metresPerPixel(60, 1)).toBeCloseTo(78271.517 / 4, 2);
  });

  it.each([
    [110, 100],
    [99, 50],
    [5, 5],
    [4.9, 2],
    [1, 1],
    [2400, 2000],
  ])('of at most %d m is %d m', (mostM, shown) => {
    expect(roundDistance(mostM)).toBe(shown);
  });
});

describe('the age of the data', () => {
  it.each([
    [0, '0', 'seconds'],
    [119, '119', 'seconds'],
    [120, '2', 'minutes'],
    [7199, '119', 'minutes'],
    [7200, '2', 'hours'],
    [86400 * 3, '3', 'days'],
  ])('%d s is told as %s %s', (seconds, value, unit) => {
    expect(ageText(seconds)).toEqual({ value, unit });
  });
});
