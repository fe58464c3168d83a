import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Position } from '../../../geodata/model/geometry.ts';
import type {
  CoverageAnswer,
  IsochronesAnswer,
  StationsAnswer,
} from '../../../server/contract/service-areas.ts';
import type { PlannedStation } from '../../../web/plan/worker/messages.ts';
import { PlanEngine } from '../../../web/plan/worker/plan-engine.ts';
import { type TinyDataset, tinyDataset } from '../../server/tiny-dataset.ts';

const CUTOFFS_MINUTES = [5, 10, 15];

describe('the engine of the planner’s page', () => {
  let dataset: TinyDataset;
  let stations: PlannedStation[];
  let engine: PlanEngine;

  async function get<T>(url: string): Promise<T> {
    const answer = await dataset.app.inject(url);
    expect(answer.statusCode).toBe(200);
    return answer.json<T>();
  }

  const file = async (name: string) =>
    new Uint8Array((await dataset.app.inject(`/api/service-areas/files/${name}.bin`)).rawPayload);

  beforeAll(async () => {
    dataset = await tinyDataset();
    const answer = await get<StationsAnswer>('/api/service-areas/stations');
    stations = answer.stations.map(({ id, doors }) => ({ id, doors: doors as Position[] }));
    engine = new PlanEngine(
      { network: await file('network'), homes: await file('homes'), surface: await file('surface') },
      { speedMps: 1.2, avoidSteps: false, cutoffsMinutes: CUTOFFS_MINUTES },
    );
  });
  afterAll(() => dataset.close());

  it('counts what the server counts, for everybody and within a unit', async () => {
    const { units } = await get<{ units: { id: string; level: string }[] }>('/api/units?limit=500');
    const cells = units.filter(({ level }) => level === 'gridCell').map(({ id }) => id);
    for (const within of [undefined, cells[0]]) {
      engine.place(1, stations, stations);
      const { counts, totals } = engine.look(2, within === undefined ? null : [within], 2);
      for (const [c, cutoffMinutes] of CUTOFFS_MINUTES.entries()) {
        const query = `cutoffMinutes=${cutoffMinutes}${within === undefined ? '' : `&within=${within}`}`;
        const answer = await get<CoverageAnswer>(`/api/service-areas/coverage?${query}`);
        expect(counts[c]).toMatchObject({
          residents: answer.residents.covered,
          households: answer.households.covered,
          buildings: answer.buildings.covered,
          gridCells: answer.gridCells.covered,
        });
        expect(totals.residents).toBe(answer.residents.total);
        expect(totals.gridCells).toBe(answer.gridCells.total);
      }
    }
    engine.look(3, null, 2);
  });

  it('gives back the same counts where a station is taken and put down again, and draws the server’s bands', async () => {
    const before = engine.place(1, stations, stations).counts;
    const first = stations.find(({ doors }) => doors.length === 1)!;
    const without = engine.grab(2, first.id);
    expect(without.counts[2].residents).toBeLessThanOrEqual(before[2].residents);
    const held = engine.move(3, first.doors[0]);
    expect(held.counts).toEqual(before);
    const drawn = await get<IsochronesAnswer>(
      `/api/service-areas/stations/${first.id}?cutoffsMinutes=${CUTOFFS_MINUTES.join(',')}`,
    );
    expect(held.bands).toEqual(drawn.features.map(({ geometry }) => geometry));
    expect(engine.move(4, null).counts).toEqual(without.counts);
  });

  it('says where the street is that a station goes to, and that there is none', () => {
    const snapped = engine.move(1, stations[0].doors[0]).snapped;
    expect(snapped?.offM).toBeLessThanOrEqual(80);
    const far = engine.move(2, [stations[0].doors[0][0] + 1, stations[0].doors[0][1]]);
    expect(far).toMatchObject({ snapped: null, bands: [] });
  });

  it('lists as gaps exactly those who are not counted, and takes off them what the held station brings', () => {
    engine.look(0, null, 1);
    const { gaps, counts, totals } = engine.grab(1, stations[0].id);
    const inGaps = gaps.reduce((sum, gap) => sum + gap.residents, 0);
    expect(inGaps).toBe(totals.residents - counts[1].residents);
    const frame = engine.move(2, stations[0].doors[0]);
    const filled = frame.gapsFilled.reduce((sum, [, residents]) => sum + residents, 0);
    expect(filled).toBe(frame.counts[1].residents - counts[1].residents);
    expect(filled).toBeGreaterThan(0);
    expect(engine.grab(3, null).gaps.reduce((sum, gap) => sum + gap.residents, 0)).toBe(inGaps - filled);
  });

  it('names stations that no street is near', () => {
    const lost: PlannedStation = { id: 'lost', doors: [[0, 0]] };
    expect(engine.place(1, stations, [...stations, lost]).unsnapped).toEqual(['lost']);
  });
});
