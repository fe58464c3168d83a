import { afterAll, beforeAll, expect, test } from 'vitest';
import { normaliseName, UnitMatcher } from '../../../geodata/import/unit-matching.ts';
import { Files, smallTown } from './files.ts';

const files = new Files();
let matcher: UnitMatcher;
beforeAll(async () => {
  matcher = new UnitMatcher((await smallTown(files)).units, null);
});
afterAll(() => files.remove());

const find = (clue: { code?: string; name?: string; street?: string; district?: string }) =>
  matcher.find({ code: '', name: '', street: '', district: '', ...clue });

test.each([
  ['观山社区居委会', '观山'],
  ['观山社区居民委员会', '观山'],
  ['观山 社区', '观山'],
  ['石村村委会', '石村'],
  ['社区', '社区'],
])('%s is called %s for short', (name, short) => {
  expect(normaliseName(name)).toBe(short);
});

test.each([
  ['by code', { code: '520115001001' }, { match: 'exact', unitId: '520115001001' }],
  ['by a street code without its zeros', { code: '520115001' }, { match: 'exact', unitId: '520115001000' }],
  ['by exact name', { name: '金源社区' }, { match: 'exact', unitId: '520115001001' }],
  ['by another ending', { name: '金源社区居委会' }, { match: 'exact', unitId: '520115001001' }],
  [
    'by name and street',
    { name: '世纪城社区', street: '金华街道' },
    { match: 'exact', unitId: '520115002001' },
  ],
  [
    'by short name and street',
    { name: '世纪城', street: '宾阳街道办事处' },
    { match: 'exact', unitId: '520115001002' },
  ],
  ['not by the name of two', { name: '世纪城社区' }, { match: 'ambiguous', named: '世纪城社区' }],
  [
    'the street where the community is unknown',
    { name: '新世界社区', street: '宾阳街道' },
    { match: 'wider', unitId: '520115001000' },
  ],
  ['the street alone', { street: '宾阳街道' }, { match: 'exact', unitId: '520115001000' }],
  ['the district alone', { district: '观山湖区' }, { match: 'exact', unitId: '520115' }],
  ['nothing known', { name: '新世界社区' }, { match: 'unknown', named: '新世界社区' }],
  ['nothing given', {}, { match: 'none' }],
])('finds %s', (_, clue, expected) => {
  expect(find(clue)).toEqual(expected);
});

test('inside one unit a namesake elsewhere does not disturb', async () => {
  const inside = new UnitMatcher((await smallTown(files)).units, '520115002000');
  expect(inside.find({ code: '', name: '世纪城社区', street: '', district: '' })).toEqual({
    match: 'exact',
    unitId: '520115002001',
  });
  expect(inside.find({ code: '520115001001', name: '', street: '', district: '' })).toEqual({
    match: 'unknown',
    named: '520115001001',
  });
});
