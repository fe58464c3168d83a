import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveTheme } from '../../../web/frame/use-theme.ts';
import { isDaylight } from '../../../web/theme/daylight.ts';

const GUIYANG = [106.63, 26.65];
const MINUTE_MS = 60_000;
const RADIANS = Math.PI / 180;

/**
 * The slow twin: altitude of the sun after Meeus, Astronomical Algorithms, ch. 25 and 12 (mean longitude, anomaly, equation of the centre,
 * sidereal time), degrees. It shares no formula with the product.
 */
function sunAltitude(atMs: number, [lon, lat]: readonly number[]): number {
  const julian = atMs / 86_400_000 + 2440587.5;
  const centuries = (julian - 2451545) / 36525;
  const meanLongitude = 280.46646 + centuries * (36000.76983 + centuries * 0.0003032);
  const anomaly = (357.52911 + centuries * (35999.05029 - centuries * 0.0001537)) * RADIANS;
  const centre =
    Math.sin(anomaly) * (1.914602 - centuries * 0.004817) +
    Math.sin(2 * anomaly) * 0.019993 +
    Math.sin(3 * anomaly) * 0.000289;
  const longitude = (meanLongitude + centre - 0.00569) * RADIANS;
  const obliquity = (23.439291 - centuries * 0.0130042) * RADIANS;
  const rightAscension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude));
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  const siderealDegrees = 280.46061837 + 360.98564736629 * (julian - 2451545) + lon;
  const hourAngle = siderealDegrees * RADIANS - rightAscension;
  const sine =
    Math.sin(lat * RADIANS) * Math.sin(declination) +
    Math.cos(lat * RADIANS) * Math.cos(declination) * Math.cos(hourAngle);
  return Math.asin(sine) / RADIANS;
}

describe('day and night by the sun', () => {
  it('agrees with the slow twin wherever the sun is not within a degree of the horizon', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0, 1) / MINUTE_MS, max: Date.UTC(2050, 0, 1) / MINUTE_MS }),
        fc.integer({ min: -180, max: 180 }),
        fc.integer({ min: -85, max: 85 }),
        (minute, lon, lat) => {
          const altitude = sunAltitude(minute * MINUTE_MS, [lon, lat]);
          if (Math.abs(altitude + 0.833) < 1) return;
          expect(isDaylight(minute * MINUTE_MS, [lon, lat])).toBe(altitude > -0.833);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('knows the long and the short day of 贵阳 to ten minutes', () => {
    const at = (time: string) => isDaylight(Date.parse(`${time}+08:00`), GUIYANG);
    // Summer solstice: the sun is up from about 06:00 to 19:49; winter solstice: from about 07:40 to 18:07.
    expect([at('2026-06-21T05:50'), at('2026-06-21T06:10')]).toEqual([false, true]);
    expect([at('2026-06-21T19:39'), at('2026-06-21T19:59')]).toEqual([true, false]);
    expect([at('2026-12-21T07:30'), at('2026-12-21T07:50')]).toEqual([false, true]);
    expect([at('2026-12-21T17:57'), at('2026-12-21T18:17')]).toEqual([true, false]);
  });

  it('has no sunset in the northern summer of the pole circle, and no sunrise in its winter', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour * 60 * MINUTE_MS);
    expect(hours.every((ms) => isDaylight(Date.UTC(2026, 5, 21) + ms, [20, 70]))).toBe(true);
    expect(hours.some((ms) => isDaylight(Date.UTC(2026, 11, 21) + ms, [20, 70]))).toBe(false);
  });
});

describe('the theme of a screen', () => {
  const noon = { atMs: Date.parse('2026-03-20T12:00+08:00'), center: GUIYANG };
  const midnight = { atMs: Date.parse('2026-03-20T00:00+08:00'), center: GUIYANG };

  it('follows the sun where it is left to it, and a choice at any hour', () => {
    expect(resolveTheme('auto', noon)).toBe('day');
    expect(resolveTheme('auto', midnight)).toBe('night');
    expect(resolveTheme('night', noon)).toBe('night');
    expect(resolveTheme('day', midnight)).toBe('day');
  });

  it('is a night one until the place is known', () => {
    expect(resolveTheme('auto', { ...noon, center: null })).toBe('night');
  });
});
