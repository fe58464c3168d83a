import { describe, expect, it } from 'vitest';
import { UNCHANGED_PLAN } from '../../../../geodata/model/station-plan.ts';
import {
  FIRST_CONDITIONS,
  isForTheWorker,
  missingCondition,
  type SitingConditions,
  type SitingSetting,
  sitingBody,
  workerQuestion,
} from '../../../../web/plan/siting/conditions.ts';

const given = (change: Partial<SitingConditions>): SitingConditions => ({ ...FIRST_CONDITIONS, ...change });
const SETTING: SitingSetting = {
  plan: { ...UNCHANGED_PLAN, removed: ['st-2'] },
  within: '520113',
  cutoffMinutes: 15,
  profile: 'elderly',
  stationIds: ['st-1', 'st-2'],
};
const parcel = (cost: number | null) => ({ position: [106.6, 26.6] as [number, number], cost, name: '' });

describe('the conditions of a search', () => {
  it.each([
    [{}, null],
    [{ stations: 0 }, 'stations'],
    [{ stations: Number.NaN }, 'stations'],
    [{ isFromJunctions: false }, 'sources'],
    [{ isFromJunctions: false, keepExisting: false }, null],
    [{ isFromJunctions: false, mustHave: [[106.6, 26.6]] }, null],
    [
      {
        stations: 1,
        mustHave: [
          [1, 1],
          [2, 2],
        ],
      },
      'must-haves-too-many',
    ],
    [{ budget: 100 }, 'costs'],
    [{ budget: 100, costBuilt: 20 }, null],
    [{ budget: 100, costBuilt: 20, isFromRooms: true }, 'costs'],
    [{ budget: 100, costBuilt: 20, costShared: 0, isFromRooms: true }, null],
    [{ budget: 100, isFromJunctions: false, parcels: [parcel(30)] }, null],
    [{ budget: 100, isFromJunctions: false, parcels: [parcel(null)] }, 'costs'],
    [{ budget: 10, costBuilt: 20, mustHave: [[106.6, 26.6]] }, 'must-haves-too-dear'],
  ] as [Partial<SitingConditions>, string | null][])('%j lack %j', (change, missing) => {
    expect(missingCondition(given(change))).toBe(missing);
  });

  it('are answered by the page itself for junctions and people, by the server for what the page does not know', () => {
    expect(isForTheWorker(given({ weight: 'elderly', variant: 'equity' }))).toBe(true);
    expect(isForTheWorker(given({ weight: 'requests' }))).toBe(false);
    expect(isForTheWorker(given({ isFromRooms: true }))).toBe(false);
    expect(isForTheWorker(given({ parcels: [parcel(null)] }))).toBe(false);
    expect(isForTheWorker(given({ variant: 'equity', keepExisting: false }))).toBe(false);
  });

  it('go to the server with the plan, the area and the walker', () => {
    const conditions = given({
      isFromRooms: true,
      weight: 'requests',
      budget: 90,
      costBuilt: 30,
      costShared: 10,
    });
    expect(sitingBody(conditions, SETTING, true)).toEqual({
      p: 3,
      cutoffMinutes: 15,
      keepExisting: true,
      weight: 'requests',
      variant: 'coverage',
      exact: true,
      sources: ['junctions', 'rooms'],
      costOf: { built: 30, shared: 10, kept: 0 },
      plan: SETTING.plan,
      within: '520113',
      profile: 'elderly',
      budget: 90,
    });
  });

  it('cost nothing where there is no budget, whatever a parcel costs', () => {
    const body = sitingBody(given({ parcels: [parcel(500)] }), { ...SETTING, plan: UNCHANGED_PLAN }, false);
    expect(body).toMatchObject({ candidates: [[106.6, 26.6]], costs: [null] });
    expect(body.costOf).toEqual({ built: 0, shared: 0, kept: 0 });
    expect(body).not.toHaveProperty('plan');
    expect(body).not.toHaveProperty('budget');
  });

  it('put only stations to choice that the plan has not given up already', () => {
    expect(workerQuestion(given({ keepExisting: false }), SETTING).reconsidered).toEqual(['st-1']);
    expect(workerQuestion(given({}), SETTING).reconsidered).toEqual([]);
  });
});
