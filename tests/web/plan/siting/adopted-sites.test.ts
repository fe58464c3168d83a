import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Position } from '../../../../geodata/model/geometry.ts';
import {
  gateKey,
  plannedStations,
  type StationPlan,
  UNCHANGED_PLAN,
} from '../../../../geodata/model/station-plan.ts';
import { gatePlace } from '../../../../geodata/network/gate-policies.ts';
import type { JobState } from '../../../../server/contract/jobs.ts';
import type { OpeningTime, StationsAnswer } from '../../../../server/contract/service-areas.ts';
import type { SitingResult } from '../../../../server/contract/siting.ts';
import { adoptSites } from '../../../../web/plan/siting/adopt-sites.ts';
import {
  FIRST_CONDITIONS,
  type SitingConditions,
  type SitingSetting,
  sitingBody,
  workerQuestion,
} from '../../../../web/plan/siting/conditions.ts';
import type { PlannedStation } from '../../../../web/plan/worker/messages.ts';
import { PlanEngine } from '../../../../web/plan/worker/plan-engine.ts';
import { type TinyDataset, tinyDataset } from '../../../server/tiny-dataset.ts';

const CUTOFFS_MINUTES = [3, 5, 10];
/** Of 3 minutes: so short that there is always somebody left to be won. */
const CUTOFF = 0;

let dataset: TinyDataset;
let today: PlannedStation[];
let engine: PlanEngine;

beforeAll(async () => {
  dataset = await tinyDataset();
  const { stations } = (await dataset.app.inject('/api/service-areas/stations')).json<StationsAnswer>();
  today = stations.map(({ id, doors, hours }) => ({ id, doors: doors as Position[], hours }));
  const file = async (name: string) =>
    new Uint8Array((await dataset.app.inject(`/api/service-areas/files/${name}.bin`)).rawPayload);
  engine = new PlanEngine(
    { network: await file('network'), homes: await file('homes'), surface: await file('surface') },
    { speedMps: 1.2, avoidSteps: false, cutoffsMinutes: CUTOFFS_MINUTES },
  );
}, 60_000);
afterAll(() => dataset.close());

const settingOf = (plan: StationPlan): SitingSetting => ({
  plan,
  within: null,
  cutoffMinutes: CUTOFFS_MINUTES[CUTOFF],
  profile: null,
  stationIds: today.map(({ id }) => id),
});

/** What the plan counts. */
function counted(plan: StationPlan, when: OpeningTime = 'anytime') {
  engine.place(1, today, { stations: plannedStations(today, plan), gates: plan.gates, when });
  return engine.look(2, null, CUTOFF).counts[CUTOFF];
}

function asked(conditions: SitingConditions, plan: StationPlan) {
  counted(plan);
  const { answer, problem } = engine.siteMany(3, workerQuestion(conditions, settingOf(plan)));
  expect(problem).toBeNull();
  return answer!;
}

async function askedOfServer(
  conditions: SitingConditions,
  plan: StationPlan,
  when: OpeningTime = 'anytime',
): Promise<SitingResult> {
  const started = await dataset.app.inject({
    method: 'POST',
    url: '/api/service-areas/siting',
    payload: sitingBody(conditions, { ...settingOf(plan), when }, false),
  });
  expect(started.statusCode, started.body).toBe(202);
  for (;;) {
    const job = (await dataset.app.inject(`/api/jobs/${started.json().jobId}`)).json<JobState>();
    if (job.state === 'done') return job.result!;
    expect(['queued', 'running']).toContain(job.state);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const given = (change: Partial<SitingConditions>): SitingConditions => ({ ...FIRST_CONDITIONS, ...change });

describe('places that are taken into a plan', () => {
  it.each([
    ['beside today’s stations', {}],
    ['by elderly people', { weight: 'elderly' }],
    ['by households, the worst cell first', { weight: 'households', variant: 'equity' }],
    ['with today’s stations open to choice', { keepExisting: false, stations: 4 }],
    ['with a place that must be there', { mustHave: [[0, 0]] }],
  ] as [string, Partial<SitingConditions>][])('bring exactly what was promised: %s', (_name, change) => {
    const mustHave = change.mustHave === undefined ? [] : [today[0].doors[0]];
    const conditions = given({ ...change, mustHave });
    const answer = asked(conditions, UNCHANGED_PLAN);
    expect(answer.covered).toBeGreaterThan(0);
    const after = counted(adoptSites(UNCHANGED_PLAN, answer.places, answer.reconsideredStationIds));
    expect(after[conditions.weight as 'residents']).toBe(answer.keptWeight + answer.covered);
  });

  it('bring exactly what was promised again, out of the plan that took the first', () => {
    const first = adoptSites(UNCHANGED_PLAN, asked(given({}), UNCHANGED_PLAN).places, []);
    const answer = asked(given({ stations: 2 }), first);
    expect(answer.keptWeight).toBe(counted(first).residents);
    expect(counted(adoptSites(first, answer.places, [])).residents).toBe(answer.keptWeight + answer.covered);
  });

  it('bring exactly what was promised with the plan’s gates, at a time when some stations are closed', async () => {
    const { network } = (await dataset.datasets.get('tiny')).serviceAreas!.walks.files;
    const gates = Object.fromEntries(
      Array.from({ length: network.gateCount }, (_, gate) => [
        gateKey(gatePlace(network, gate)),
        'closed' as const,
      ]),
    );
    const plan = { ...UNCHANGED_PLAN, gates };
    const before = counted(plan, 'night');
    expect(before.residents).toBeLessThan(counted(UNCHANGED_PLAN).residents);
    counted(plan, 'night');
    const own = engine.siteMany(3, workerQuestion(given({}), settingOf(plan))).answer!;
    expect(own.keptWeight).toBe(before.residents);
    expect(counted(adoptSites(plan, own.places, []), 'night').residents).toBe(own.keptWeight + own.covered);
    const served = await askedOfServer(given({}), plan, 'night');
    expect([served.keptWeight, served.covered]).toEqual([own.keptWeight, own.covered]);
  });

  it('of rooms the server has found bring exactly what was promised too', async () => {
    const conditions = given({ isFromJunctions: false, isFromRooms: true });
    const { places, keptWeight, covered } = await askedOfServer(conditions, UNCHANGED_PLAN);
    expect(covered).toBeGreaterThan(0);
    expect(counted(adoptSites(UNCHANGED_PLAN, places, [])).residents).toBe(keptWeight + covered);
  });

  it('give up the stations that were open to choice and not chosen, and leave the chosen as they are', () => {
    const answer = asked(given({ keepExisting: false, stations: 4 }), UNCHANGED_PLAN);
    const chosen = answer.places.flatMap(({ stationId }) => (stationId === null ? [] : [stationId]));
    const ids = today.map(({ id }) => id);
    const plan = adoptSites(UNCHANGED_PLAN, answer.places, ids);
    expect([...plan.removed].sort()).toEqual(ids.filter((id) => !chosen.includes(id)).sort());
    expect(Object.keys(plan.added)).toHaveLength(answer.places.length - chosen.length);
    expect(plan.moved).toEqual({});
  });
});

describe('the page’s own thread and the server', () => {
  it.each([
    ['beside today’s stations', {}],
    ['the worst cell first', { variant: 'equity' }],
    ['with today’s stations open to choice', { keepExisting: false, stations: 4 }],
    ['with a budget', { budget: 50, costBuilt: 20 }],
  ] as [string, Partial<SitingConditions>][])('answer the same: %s', async (_name, change) => {
    const plan = adoptSites(UNCHANGED_PLAN, [{ position: today[0].doors[0], stationId: null }], []);
    const conditions = given(change);
    const own = asked(conditions, plan);
    const { places, ...served } = await askedOfServer(conditions, plan);
    expect(served).toMatchObject({
      covered: own.covered,
      cost: own.cost,
      bound: own.bound,
      worstShare: own.worstShare,
      worstUnitId: own.worstUnitId,
      totalWeight: own.totalWeight,
      keptWeight: own.keptWeight,
      unreachableWeight: own.unreachableWeight,
      candidateCount: own.candidateCount,
      reconsideredStationIds: own.reconsideredStationIds,
    });
    expect(places.map(({ position, stationId, adds }) => ({ position, stationId, adds }))).toEqual(
      own.places.map(({ position, stationId, adds }) => ({ position, stationId, adds })),
    );
  });

  it('the page’s own says that a must-have has no street, and that limits cannot be kept', () => {
    counted(UNCHANGED_PLAN);
    const far = workerQuestion(given({ mustHave: [[0.5, 0.5]] }), settingOf(UNCHANGED_PLAN));
    expect(engine.siteMany(4, far)).toMatchObject({ problem: 'off-network', answer: null });
    const door = today[0].doors[0];
    const dear = workerQuestion(
      given({ mustHave: [door], budget: 1, costBuilt: 5 }),
      settingOf(UNCHANGED_PLAN),
    );
    expect(engine.siteMany(5, dear)).toMatchObject({ problem: 'must-haves-too-dear', answer: null });
  });
});
