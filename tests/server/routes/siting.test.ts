import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fromWgs84 } from '../../../geodata/crs/convert.ts';
import { gateKey, plannedPlace, UNCHANGED_PLAN } from '../../../geodata/model/station-plan.ts';
import { gatePlace } from '../../../geodata/network/gate-policies.ts';
import type { JobState } from '../../../server/contract/jobs.ts';
import type { SitingBody } from '../../../server/contract/siting.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
beforeAll(async () => {
  tiny = await tinyDataset();
}, 60_000);
afterAll(() => tiny.close());

const QUESTION: SitingBody = {
  p: 2,
  cutoffMinutes: 3,
  keepExisting: true,
  weight: 'residents',
  variant: 'coverage',
};
const post = (body: object) =>
  tiny.app.inject({ method: 'POST', url: '/api/service-areas/siting', payload: body });
const start = async (body: Partial<SitingBody> = {}): Promise<string> => {
  const answer = await post({ ...QUESTION, ...body });
  expect(answer.statusCode, answer.body).toBe(202);
  return answer.json().jobId;
};
const job = async (jobId: string): Promise<JobState> => (await tiny.app.inject(`/api/jobs/${jobId}`)).json();

async function until(jobId: string, isReady: (state: JobState) => boolean): Promise<JobState> {
  for (;;) {
    const state = await job(jobId);
    if (isReady(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const isOver = ({ state }: JobState) => ['done', 'failed', 'cancelled'].includes(state);
const answerOf = async (body: Partial<SitingBody> = {}) => {
  const state = await until(await start(body), isOver);
  expect(state).toMatchObject({ state: 'done', error: null, kind: 'siting', dataset: 'tiny', progress: 1 });
  return state.result!;
};
const gained = async (): Promise<{ covered: number; total: number }> =>
  (await tiny.app.inject(`/api/service-areas/coverage?cutoffMinutes=${QUESTION.cutoffMinutes}`)).json()
    .residents;

describe('siting', () => {
  test('two stations: what they bring, within a bound, beside what coverage counts already', async () => {
    const result = await answerOf();
    expect(result.places).toHaveLength(2);
    expect(result.covered).toBeGreaterThan(0);
    expect(result.covered).toBeLessThanOrEqual(result.bound!);
    expect(result.provenGap).toBeCloseTo((result.bound! - result.covered) / result.bound!, 9);
    expect(result.places[0]!.adds + result.places[1]!.adds).toBe(result.covered);
    const { covered, total } = await gained();
    expect([result.keptWeight, result.totalWeight]).toEqual([covered, total]);
    expect(result.exact).toBeNull();
  });

  test('the proven optimum lies between the quick answer and its bound', async () => {
    const quick = await answerOf();
    const exact = await answerOf({ exact: true });
    expect(exact.exact).toMatchObject({ state: 'optimal', gap: 0 });
    expect(exact.covered).toBeGreaterThanOrEqual(quick.covered);
    expect(exact.covered).toBeLessThanOrEqual(quick.bound!);
    expect(exact.provenGap).toBe(0);
    expect(exact.places.reduce((sum, { adds }) => sum + adds, 0)).toBe(exact.covered);
  });

  test('a station at a chosen place covers what was promised', async () => {
    const { places, covered } = await answerOf({ p: 1 });
    const { store } = await tiny.datasets.get('tiny');
    const before = await gained();
    const [model] = store.stations.list();
    const [lon, lat] = places[0]!.position as [number, number];
    await store.upsertCity({ stations: [{ ...model, id: 'new', position: [lon, lat], entrances: [] }] });
    expect((await gained()).covered - before.covered).toBe(covered);
  });

  test('given places only, and one that must be there', async () => {
    const { places: free } = await answerOf({ p: 3 });
    const positions = free.map(({ position }) => position);
    const chosen = await answerOf({ candidates: [...positions, [0, 0]], mustHave: [positions[2]!] });
    expect(chosen.candidateCount).toBe(5);
    expect(chosen.unsnappedCandidates).toEqual([3]);
    expect(chosen.places[0]).toMatchObject({ kind: 'mustHave', index: 0, position: positions[2] });
    for (const { kind, index, position } of chosen.places.slice(1)) {
      expect(kind).toBe('place');
      expect(position).toEqual(positions[index]);
    }
  });

  test('a budget keeps the dear place out', async () => {
    const { places } = await answerOf({ p: 2 });
    const candidates = places.map(({ position }) => position);
    const cheap = await answerOf({ candidates, costs: [10, 1], budget: 5 });
    expect(cheap.places.map(({ index }) => index)).toEqual([1]);
  });

  test('from scratch: stations that do not stay are candidates', async () => {
    const { keptWeight, candidateCount, totalWeight, covered } = await answerOf({
      keepExisting: false,
      p: 8,
    });
    expect(keptWeight).toBe(0);
    expect(covered).toBeLessThanOrEqual(totalWeight);
    expect(candidateCount).toBeGreaterThan((await answerOf()).candidateCount);
  });

  test.each([['elderly'], ['households'], ['requests']] as const)('weighed by %s', async (weight) => {
    const result = await answerOf({ weight });
    expect(result.weight).toBe(weight);
    expect(result.covered).toBeGreaterThan(0);
    expect(result.covered).toBeLessThanOrEqual(result.bound!);
  });

  test('requests as weights: all of the last thirty days that lie in cells with homes', async () => {
    const { totalWeight } = await answerOf({ weight: 'requests' });
    const { features } = (await tiny.app.inject('/ogc/collections/grid-cells/items?limit=100')).json();
    const requests = features
      .filter(({ properties }: { properties: { residents: number } }) => properties.residents > 0)
      .reduce(
        (sum: number, { properties }: { properties: { requests30d: number } }) =>
          sum + properties.requests30d,
        0,
      );
    expect(totalWeight).toBeCloseTo(requests, 6);
  });

  test('equity: the worst cell within its bound, and no proof that speaks of cover', async () => {
    const { units } = (await tiny.app.inject('/api/units?level=gridCell')).json();
    const cells = units.map(({ id }: { id: string }) => id);
    const quick = await answerOf({ variant: 'equity', p: 3 });
    const equity = await answerOf({ variant: 'equity', p: 3, exact: true });
    for (const { bound, provenGap, worstShare, worstShareBound, worstUnitId, cellsBeyondReach } of [
      quick,
      equity,
    ]) {
      expect([bound, provenGap]).toEqual([null, null]);
      expect(worstShare!).toBeLessThanOrEqual(worstShareBound! + 1e-9);
      expect(cells).toContain(worstUnitId);
      expect(cellsBeyondReach).toBeGreaterThanOrEqual(0);
    }
    expect(equity.worstShare!).toBeGreaterThanOrEqual(quick.worstShare!);
    expect(equity.exact).toMatchObject({ state: 'optimal', value: equity.worstShare, gap: 0 });
  });

  test('rooms that are there already: public buildings and schools inside the area', async () => {
    const rooms = await answerOf({ sources: ['rooms'], p: 3 });
    expect(rooms.roomCount).toBe(rooms.candidateCount);
    expect(rooms.roomCount).toBeGreaterThan(0);
    for (const { kind, name, buildingId } of rooms.places) {
      expect(kind).toBe('room');
      const { properties } = (await tiny.app.inject(`/ogc/collections/buildings/items/${buildingId}`)).json();
      expect(['public', 'school']).toContain(properties.kind);
      expect(name).toBe(properties.name);
    }
    const both = await answerOf({ sources: ['rooms', 'junctions'], p: 3 });
    expect(both.candidateCount).toBeGreaterThan(both.roomCount);
    expect(both.bound!).toBeGreaterThanOrEqual(rooms.covered);
  });

  test('a room costs what sharing costs, a new station what building costs', async () => {
    const { places, cost } = await answerOf({
      sources: ['rooms', 'junctions'],
      p: 4,
      budget: 25,
      costOf: { built: 20, shared: 5 },
    });
    for (const place of places) expect(place.cost).toBe(place.kind === 'room' ? 5 : 20);
    expect(cost).toBe(places.reduce((sum, place) => sum + place.cost, 0));
    expect(cost).toBeLessThanOrEqual(25);
  });

  test('places drawn in another coordinate system are pointed out', async () => {
    const { places } = await answerOf({ p: 12 });
    const candidates = places.map(({ position }) => position as [number, number]);
    expect(candidates.length).toBeGreaterThanOrEqual(8);
    expect((await answerOf({ candidates })).suspectedSystem).toBeNull();
    const shifted = candidates.map((position) => fromWgs84(position, 'gcj02'));
    expect((await answerOf({ candidates: shifted })).suspectedSystem).toBe('gcj02');
  });
});

describe('siting out of a plan', () => {
  const everything = async () => (await tiny.datasets.get('tiny')).store.stations.list();

  test('begins with its stations: those that are given up leave their people to be won', async () => {
    const today = await answerOf();
    const [first] = await everything();
    const without = await answerOf({ plan: { ...UNCHANGED_PLAN, removed: [first.id] } });
    expect(without.keptWeight).toBeLessThan(today.keptWeight);
    const moved = await answerOf({
      plan: { ...UNCHANGED_PLAN, removed: [first.id], added: { 'new-1': plannedPlace(first.position) } },
    });
    expect(moved.keptWeight).toBeGreaterThan(without.keptWeight);
    expect(today.totalWeight).toBe(moved.totalWeight);
  });

  test('and with its gates: what is shut in the plan is not walked through', async () => {
    const { network } = (await tiny.datasets.get('tiny')).serviceAreas!.walks.files;
    const gates = Object.fromEntries(
      Array.from({ length: network.gateCount }, (_, gate) => [
        gateKey(gatePlace(network, gate)),
        'closed' as const,
      ]),
    );
    const today = await answerOf();
    const shut = await answerOf({ plan: { ...UNCHANGED_PLAN, gates } });
    expect(shut.keptWeight).toBeLessThan(today.keptWeight);
    expect(shut.totalWeight).toBe(today.totalWeight);
    expect((await answerOf()).keptWeight).toBe(today.keptWeight);
  });

  test('existing stations that need not stay are named; new ones of the plan and those elsewhere stay', async () => {
    const stations = await everything();
    const cell = stations[0].unitId;
    const added = { 'new-1': plannedPlace(stations[0].position) };
    const result = await answerOf({
      keepExisting: false,
      within: cell,
      plan: { ...UNCHANGED_PLAN, added },
    });
    const inCell = stations.filter(({ unitId }) => unitId === cell).map(({ id }) => id);
    expect(result.reconsideredStationIds).toEqual(inCell);
    const all = await answerOf({ keepExisting: false, p: 50, plan: { ...UNCHANGED_PLAN, added } });
    expect(all.keptWeight).toBeGreaterThan(0);
    expect(all.reconsideredStationIds).toEqual(stations.map(({ id }) => id));
    expect(all.places.filter(({ kind }) => kind === 'station').every(({ cost }) => cost === 0)).toBe(true);
  });

  test('who walks slower is promised less', async () => {
    const adult = await answerOf();
    const elderly = await answerOf({ profile: 'elderly' });
    expect(elderly.keptWeight).toBeLessThan(adult.keptWeight);
    expect(elderly.totalWeight).toBe(adult.totalWeight);
  });
});

test('whoever listens is told how far the job is, and asks for what it found', async () => {
  const { live } = await tiny.datasets.get('tiny');
  const told = vi.spyOn(live, 'publishJob');
  await answerOf();
  const states = told.mock.calls.map(([state]) => state);
  told.mockRestore();
  expect(states[0]).toMatchObject({ kind: 'siting', state: 'running' });
  expect(states.some(({ progress }) => progress > 0 && progress < 1)).toBe(true);
  expect(states.every((state) => !('result' in state))).toBe(true);
});

test('a job is cancelled from any machine, since it stores nothing, and stays cancelled', async () => {
  const jobId = await start({ exact: true, p: 5 });
  await until(jobId, ({ state }) => state === 'running');
  const answer = await tiny.app.inject({
    method: 'DELETE',
    url: `/api/jobs/${jobId}`,
    remoteAddress: '192.0.2.1',
  });
  expect(answer.json()).toMatchObject({ jobId, state: 'cancelled' });
  expect(await job(jobId)).toMatchObject({ state: 'cancelled' });
});

test('more than a few at a time are refused, and answered again when there is room', async () => {
  const ids = await Promise.all([1, 2, 3, 4].map(() => start({ exact: true })));
  const fifth = await post(QUESTION);
  expect([fifth.statusCode, fifth.json().code]).toEqual([429, 'too-many-jobs']);
  for (const id of ids) await tiny.app.inject({ method: 'DELETE', url: `/api/jobs/${id}` });
  await answerOf();
});

test.each([
  [{ p: 0 }, 400, 'invalid-parameter'],
  [{ weight: 'dogs' }, 400, 'invalid-parameter'],
  [{ variant: 'best' }, 400, 'invalid-parameter'],
  [{ stations: 3 }, 400, 'unknown-parameter'],
  [{ within: 'nowhere' }, 404, 'unknown-unit'],
  [{ mustHave: [[0, 0]] }, 400, 'off-network'],
  [{ costs: [1] }, 400, 'invalid-parameter'],
  [{ sources: ['parks'] }, 400, 'invalid-parameter'],
  [{ plan: { moved: {} } }, 400, 'missing-parameter'],
  [{ sources: [] }, 400, 'no-candidates'],
  [{ candidates: [[106.6, 26.6]], costs: [1, 2] }, 400, 'invalid-parameter'],
  [
    {
      p: 1,
      mustHave: [
        [0, 0],
        [1, 1],
      ],
    },
    400,
    'must-haves-too-many',
  ],
  [
    {
      p: 3,
      budget: 1,
      mustHave: [
        [0, 0],
        [1, 1],
      ],
    },
    400,
    'must-haves-too-dear',
  ],
])('%j is refused', async (change, status, code) => {
  const answer = await post({ ...QUESTION, ...change });
  expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
});
