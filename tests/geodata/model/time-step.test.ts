import { expect, it } from 'vitest';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import { startOfStep, stepAfter, stepStarts, TIME_STEPS } from '../../../geodata/model/time-step.ts';

const at = (text: string) => Date.parse(`${text}+08:00`);
const text = (epochMs: number) => toShanghaiIso(epochMs).slice(0, 16);

it('steps begin by the clock of Shanghai', () => {
  // Half past midnight on a Wednesday, still Tuesday in London.
  const moment = at('2026-04-01T00:30:00');
  expect(TIME_STEPS.map((step) => text(startOfStep(moment, step)))).toEqual([
    '2026-04-01T00:00',
    '2026-04-01T00:00',
    '2026-03-30T00:00',
    '2026-04-01T00:00',
  ]);
});

it('the next step begins where one ends, over years and leap days, and back again', () => {
  expect(text(stepAfter(at('2027-12-01T00:00:00'), 'month'))).toBe('2028-01-01T00:00');
  expect(text(stepAfter(at('2028-02-28T00:00:00'), 'day', 2))).toBe('2028-03-01T00:00');
  for (const step of TIME_STEPS) {
    const start = startOfStep(at('2026-12-31T23:59:59'), step);
    expect(startOfStep(stepAfter(start, step), step)).toBe(stepAfter(start, step));
    expect(startOfStep(stepAfter(start, step) - 1, step)).toBe(start);
    expect(stepAfter(stepAfter(start, step), step, -1)).toBe(start);
  }
});

it('a period touches the steps at its ends; too many are none', () => {
  const period = { fromMs: at('2026-08-05T10:00:00'), toMs: at('2026-08-17T00:00:00') };
  expect(stepStarts(period, 'week', 10)!.map(text)).toEqual(['2026-08-03T00:00', '2026-08-10T00:00']);
  expect(stepStarts(period, 'day', 11)).toBeNull();
});
