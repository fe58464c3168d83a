import { expect, it } from 'vitest';
import { inventCalls } from '../../../geodata/demo-city/calls.ts';

const days = Array.from({ length: 400 }, (_, index) => ({
  day: new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10),
  requests: 300 + (index % 7) * 40,
}));

it('invents calls for every request by the hotline, of which nearly all are answered', () => {
  const calls = inventCalls(days, 1);
  calls.forEach(({ day, answered, offered }, index) => {
    expect(day).toBe(days[index]!.day);
    expect(answered).toBeGreaterThanOrEqual(days[index]!.requests);
    expect(offered).toBeGreaterThanOrEqual(answered);
  });
  const sum = (of: (call: (typeof calls)[number]) => number) =>
    calls.reduce((total, call) => total + of(call), 0);
  const rate = sum(({ answered }) => answered) / sum(({ offered }) => offered);
  expect(rate).toBeGreaterThan(0.96);
  expect(rate).toBeLessThan(0.98);
});

it('a day has the same calls whenever it is invented, and others under another seed', () => {
  expect(inventCalls(days.slice(100, 103), 1)).toEqual(inventCalls(days, 1).slice(100, 103));
  expect(inventCalls(days, 2)).not.toEqual(inventCalls(days, 1));
});
