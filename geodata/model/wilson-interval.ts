/** z of a two-sided 95 % interval. */
const Z_95 = 1.959963984540054;

/**
 * Wilson score interval of a share (E. B. Wilson 1927), 0…1: honest at small samples and at the ends, where the usual
 * interval leaves 0…1. An empty sample knows nothing: [0, 1].
 */
export function wilsonInterval(successes: number, sample: number, z = Z_95): [number, number] {
  if (sample <= 0) return [0, 1];
  const share = successes / sample;
  const z2 = z * z;
  const middle = (share + z2 / (2 * sample)) / (1 + z2 / sample);
  const half =
    (z / (1 + z2 / sample)) * Math.sqrt((share * (1 - share)) / sample + z2 / (4 * sample * sample));
  // At the ends one bound is 0 or 1 exactly; floating point must not carry it past.
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
