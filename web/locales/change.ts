import { type Comparison, isNamedComparison } from '../../geodata/model/comparison.ts';
import { SECOND_MS, toShanghaiDay, toShanghaiIso } from '../../geodata/model/time.ts';
import { stepAfter, type TimeStep } from '../../geodata/model/time-step.ts';
import { formatNumber } from './format.ts';

/** vue-i18n's. */
type Translate = (key: string, words: Record<string, unknown>) => string;

/** ▲ 4.2%, ▼ 1.3 个百分点, ■ 0.0%; a dot where there is none to tell. The sign is a shape: colours are not for every eye. */
export function changeText(change: number | null, unit: 'points' | 'relative', t: Translate): string {
  if (change === null) return '·';
  const sign = change > 0 ? '▲' : change < 0 ? '▼' : '■';
  const size = formatNumber(Math.abs(change), 1);
  return `${sign} ${unit === 'points' ? t('time.points', { size }) : `${size}%`}`;
}

/** 环比 or 同比 by name, any other period by its days. */
export function comparedName(
  { comparison, from, to }: { comparison: Comparison; from: string; to: string },
  t: Translate,
): string {
  return isNamedComparison(comparison)
    ? t(`time.compared.${comparison}`, {})
    : daysName(Date.parse(from), Date.parse(to), t);
}

/** The first and the last day of a span of time, or the one that it is. */
export function daysName(fromMs: number, toMs: number, t: Translate): string {
  const first = toShanghaiDay(fromMs);
  const last = toShanghaiDay(toMs - SECOND_MS);
  return first === last ? t('period.day', { day: first }) : t('period.range', { from: first, to: last });
}

/** A step of the time axis in words: an hour of a day, a day, the days of a week (or, short, its first), a month. */
export function stepName(startMs: number, step: TimeStep, t: Translate, isShort = false): string {
  const [day, clock] = toShanghaiIso(startMs).split('T');
  if (step === 'week' && isShort) return t('time.week', { day });
  if (step === 'day' || step === 'week') return daysName(startMs, stepAfter(startMs, step), t);
  if (step === 'hour') return t('time.hour', { day, hour: clock.slice(0, 2) });
  return t('time.month', { year: day.slice(0, 4), month: Number(day.slice(5, 7)) });
}

const MINUS = '−';

/** Labels of the classes of change, fall → rise, for inner breaks around nothing: `≤−50`, `−50~−25`, … `±10` … `≥50`. */
export function changeLabels(breaks: readonly number[]): string[] {
  const text = (value: number) => (value < 0 ? `${MINUS}${-value}` : `+${value}`);
  const last = breaks.length - 1;
  return Array.from({ length: breaks.length + 1 }, (_, index) => {
    if (index === 0) return `≤${text(breaks[0])}`;
    if (index === breaks.length) return `≥${text(breaks[last])}`;
    const [low, high] = [breaks[index - 1], breaks[index]];
    return low === -high ? `±${high}` : `${text(low)}~${text(high)}`;
  });
}
