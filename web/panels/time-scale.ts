import { DAY_MS, startOfShanghaiDay, toShanghaiIso } from '../../geodata/model/time.ts';
import { startOfStep, stepAfter } from '../../geodata/model/time-step.ts';
import type { Span } from '../stores/time-axis.ts';

/** Place of a moment on an axis, 0…1, kept inside. */
export function placeOf(ms: number, axis: Span): number {
  return Math.min(1, Math.max(0, (ms - axis.fromMs) / (axis.toMs - axis.fromMs)));
}

/** The moment at a place of an axis. */
export function momentAt(place: number, axis: Span): number {
  return axis.fromMs + place * (axis.toMs - axis.fromMs);
}

/** First months of quarters, with their names: `2026-01`, then `04`, `07`, `10`. The last quarter is for what the bars are. */
export function quarterMarks(axis: Span): { place: number; label: string }[] {
  const marks: { place: number; label: string }[] = [];
  const first = stepAfter(startOfStep(axis.fromMs, 'month'), 'month');
  for (let ms = first; ms < axis.toMs; ms = stepAfter(ms, 'month')) {
    const [year, month] = toShanghaiIso(ms).split('-');
    const place = placeOf(ms, axis);
    const isRoomy = place > 0.01 && place < 0.75;
    if (Number(month) % 3 === 1 && isRoomy) {
      marks.push({ place, label: month === '01' || marks.length === 0 ? `${year}-${month}` : month });
    }
  }
  return marks;
}

/** What is dragged: a new period, the whole of one, or an end of it. */
export type Grip = 'new' | 'whole' | 'from' | 'to';

const wholeDay = (ms: number) => startOfShanghaiDay(ms + DAY_MS / 2);

/**
 * A period of whole days after something was dragged from one moment to another: at least a day long, inside the axis, as long as
 * before where the whole of it is moved.
 */
export function draggedDays(grip: Grip, before: Span, startMs: number, endMs: number, axis: Span): Span {
  const limit = (ms: number) => Math.min(axis.toMs, Math.max(axis.fromMs, ms));
  if (grip === 'new') {
    const [low, high] = startMs < endMs ? [startMs, endMs] : [endMs, startMs];
    const fromMs = Math.min(startOfShanghaiDay(limit(low)), axis.toMs - DAY_MS);
    return { fromMs, toMs: Math.max(fromMs + DAY_MS, wholeDay(limit(high))) };
  }
  const fromMs = wholeDay(before.fromMs);
  const toMs = Math.max(fromMs + DAY_MS, wholeDay(before.toMs));
  const byMs = Math.round((endMs - startMs) / DAY_MS) * DAY_MS;
  if (grip === 'from') return { fromMs: Math.min(limit(fromMs + byMs), toMs - DAY_MS), toMs };
  if (grip === 'to') return { fromMs, toMs: Math.max(limit(toMs + byMs), fromMs + DAY_MS) };
  const lengthMs = toMs - fromMs;
  const first = Math.min(Math.max(axis.fromMs, fromMs + byMs), axis.toMs - lengthMs);
  return { fromMs: first, toMs: first + lengthMs };
}
