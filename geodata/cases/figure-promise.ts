import type { FigureOfRecord } from '../model/figure.ts';

/**
 * Whether a measured number keeps what a printed figure promises: exact = equal · 余/多 = above and below the next step of its last
 * significant digit (620余: 621–629, 800余: 801–899) · 约/左右 = within 5 % · 以上/不少于 = at least. A figure without a number promises nothing.
 */
export function keepsPromise(figure: Pick<FigureOfRecord, 'value' | 'qualifier'>, measured: number): boolean {
  const { value, qualifier } = figure;
  if (value === null) return true;
  switch (qualifier) {
    case '余':
    case '多':
      return measured > value && measured < value + lastSignificantStep(value);
    case '约':
    case '左右':
      return Math.abs(measured - value) <= 0.05 * Math.abs(value);
    case '以上':
    case '不少于':
      return measured >= value;
    default:
      return measured === value;
  }
}

/** One unit of the last digit that is not 0: 10 for 620, 100 for 800, 0.1 for 5.5. */
function lastSignificantStep(value: number): number {
  const [, digits, exponent] = /^-?(\d(?:\.\d+)?)e([+-]\d+)$/.exec(value.toExponential())!;
  const decimals = digits!.length > 1 ? digits!.length - 2 : 0;
  return Number(`1e${Number(exponent) - decimals}`);
}
