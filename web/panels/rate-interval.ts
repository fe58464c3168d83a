import { wilsonInterval } from '../../geodata/model/wilson-interval.ts';
import { formatNumber } from '../locales/format.ts';

/** 95 % interval of a rate as `71.2–78.9 %`; null where there is no share. */
export function intervalText(numerator: number, denominator: number): string | null {
  if (!(denominator > 0) || numerator < 0 || numerator > denominator) return null;
  return `${wilsonInterval(numerator, denominator)
    .map((end) => formatNumber(end * 100, 1))
    .join('–')} %`;
}
