import { describe, expect, it } from 'vitest';
import {
  formatStationPlan,
  gateKey,
  parseStationPlan,
  type StationPlan,
  UNCHANGED_PLAN,
} from '../../../geodata/model/station-plan.ts';

describe('the text of a plan', () => {
  it('stands in an address and comes back the same', () => {
    const plan: StationPlan = {
      moved: { 'st 1;@': [106.60123, 26.6] },
      added: { 'new-3': [106.8, 26.8] },
      removed: ['st-2'],
      gates: { [gateKey([106.7, 26.65])]: 'open' },
    };
    const text = formatStationPlan(plan);
    expect(text).toBe(
      'm:st 1%3B%40@106.60123,26.60000;n:3@106.80000,26.80000;r:st-2;g:106.70000,26.65000=open',
    );
    expect(parseStationPlan(text)).toEqual(plan);
    expect(formatStationPlan(UNCHANGED_PLAN)).toBe('');
  });

  it('survives an address that somebody has spoilt', () => {
    expect(parseStationPlan('')).toEqual(UNCHANGED_PLAN);
    expect(
      parseStationPlan('m:st-1@999,1;x;n:a@1,1;m:st-2@106.7,26.7;m:st%@1,1;r:;g:1,2=ajar;g:1=open'),
    ).toEqual({ ...UNCHANGED_PLAN, moved: { 'st-2': [106.7, 26.7], 'st%': [1, 1] } });
  });

  it('gives up a station whatever else it says of it', () => {
    expect(parseStationPlan('r:st-1;m:st-1@106.7,26.7')).toEqual({ ...UNCHANGED_PLAN, removed: ['st-1'] });
  });
});
