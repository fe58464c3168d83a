import { expect, it } from 'vitest';
import { hourSpans, parseHours } from '../../../geodata/model/day-hours.ts';

it.each([
  ['7,8,17', [7, 8, 17]],
  ['17,8,7,8', [7, 8, 17]],
  ['0', [0]],
  ['23', [23]],
  ['24', null],
  ['-1', null],
  ['07', null],
  ['7,', null],
  ['', null],
  [Array.from({ length: 24 }, (_, hour) => hour).join(','), null],
])('hours “%s” are %j', (text, hours) => {
  expect(parseHours(text)).toEqual(hours);
});

it('hours that follow one another are one span', () => {
  expect(hourSpans([7, 8, 17, 23])).toEqual([
    { from: 7, to: 9 },
    { from: 17, to: 18 },
    { from: 23, to: 24 },
  ]);
});
