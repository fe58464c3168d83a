import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
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
    expect(result.covered).toBeLessThanOrEqual(result.bound);
    expect(result.provenGap).toBeCloseTo((result.bound - result.covered) / result.bound, 9);
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
    expect(exact.covered).toBeLessThanOrEqual(quick.bound);
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
    expect(result.covered).toBeLessThanOrEqual(result.bound);
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

  test('equity: the worst cell is no worse than with the most people covered, and within its bound', async () => {
    const equity = await answerOf({ variant: 'equity', p: 3, exact: true });
    expect(equity.worstShare!).toBeLessThanOrEqual(equity.worstShareBound! + 1e-9);
    expect(equity.covered).toBeLessThanOrEqual(equity.bound);
    expect(equity.exact!.state).toBe('optimal');
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
