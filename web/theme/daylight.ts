/** The sun's upper edge stands on the horizon: 90° and, for refraction and the sun's radius, 50 arc minutes more. */
const ZENITH_OF_SUNRISE = 90.833;

const RADIANS = Math.PI / 180;
const DAY_MS = 86_400_000;

/**
 * Whether the sun is up: true from sunrise to sunset at a place, on whichever calendar day that is there. Exact to a few minutes.
 *
 * Source: NOAA Global Monitoring Laboratory, “General Solar Position Calculations” (gml.noaa.gov/grad/solcalc/solareqns.PDF): equation
 * of time and declination as Fourier series of the fractional year, then the zenith angle. Asking for the angle instead of the two times
 * leaves no special case where the sun does not set.
 *
 * @param atMs epoch milliseconds
 * @param position longitude and latitude, degrees
 */
export function isDaylight(atMs: number, [lon, lat]: readonly number[]): boolean {
  const year = new Date(atMs).getUTCFullYear();
  const newYearMs = Date.UTC(year, 0, 1);
  const daysOfYear = (Date.UTC(year + 1, 0, 1) - newYearMs) / DAY_MS;
  const minutesUtc = (atMs % DAY_MS) / 60_000;
  const gamma = (2 * Math.PI * ((atMs - newYearMs) / DAY_MS - 0.5)) / daysOfYear;

  const equationOfTimeMinutes =
    229.18 *
    (0.000075 +
      0.001868 * Math.cos(gamma) -
      0.032077 * Math.sin(gamma) -
      0.014615 * Math.cos(2 * gamma) -
      0.040849 * Math.sin(2 * gamma));
  const declination =
    0.006918 -
    0.399912 * Math.cos(gamma) +
    0.070257 * Math.sin(gamma) -
    0.006758 * Math.cos(2 * gamma) +
    0.000907 * Math.sin(2 * gamma) -
    0.002697 * Math.cos(3 * gamma) +
    0.00148 * Math.sin(3 * gamma);

  const trueSolarMinutes = minutesUtc + equationOfTimeMinutes + 4 * lon;
  const hourAngle = (trueSolarMinutes / 4 - 180) * RADIANS;
  const cosZenith =
    Math.sin(lat * RADIANS) * Math.sin(declination) +
    Math.cos(lat * RADIANS) * Math.cos(declination) * Math.cos(hourAngle);
  return cosZenith >= Math.cos(ZENITH_OF_SUNRISE * RADIANS);
}
