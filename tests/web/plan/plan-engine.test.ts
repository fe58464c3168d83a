import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Position } from '../../../geodata/model/geometry.ts';
import { gateKey } from '../../../geodata/model/station-plan.ts';
import { gatePlace } from '../../../geodata/network/gate-policies.ts';
import type { Scenario } from '../../../server/contract/scenarios.ts';
import {
  type CoverageAnswer,
  type IsochronesAnswer,
  OPENING_TIMES,
  type StationsAnswer,
} from '../../../server/contract/service-areas.ts';
import type { PlannedCity, PlannedStation } from '../../../web/plan/worker/messages.ts';
import { PlanEngine } from '../../../web/plan/worker/plan-engine.ts';
import { PlanGateBook } from '../../../web/plan/worker/plan-gates.ts';
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

  async function post<T>(url: string, payload: object): Promise<T> {
    const answer = await dataset.app.inject({ method: 'POST', url, payload, headers: { host: 'localhost' } });
    expect(answer.statusCode).toBe(201);
    return answer.json<T>();
  }

  const file = async (name: string) =>
    new Uint8Array((await dataset.app.inject(`/api/service-areas/files/${name}.bin`)).rawPayload);

  beforeAll(async () => {
    dataset = await tinyDataset();
    const answer = await get<StationsAnswer>('/api/service-areas/stations');
    stations = answer.stations.map(({ id, doors, hours }) => ({ id, doors: doors as Position[], hours }));
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
      engine.place(1, stations, city(stations));
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
    const before = engine.place(1, stations, city(stations)).counts;
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
    expect(engine.place(1, stations, city([...stations, lost])).unsnapped).toEqual(['lost']);
  });

  it('leaves closed stations out at the times that are asked, as the server does', async () => {
    let closed = 0;
    for (const when of OPENING_TIMES) {
      const standing = engine.place(1, stations, { ...city(stations), when });
      const answer = await get<CoverageAnswer>(`/api/service-areas/coverage?cutoffMinutes=15&when=${when}`);
      expect(standing.counts[2].residents).toBe(answer.residents.covered);
      expect(standing.today).toEqual(standing.counts);
      expect(standing.closed).toHaveLength(answer.closedStations);
      expect(standing.unknownHours).toBe(answer.unknownHoursStations);
      closed += standing.closed.length;
    }
    expect(closed).toBeGreaterThan(0);
  });

  it('counts a station that is closed for nobody, also in the hand', () => {
    const { closed, counts } = engine.place(1, stations, { ...city(stations), when: 'night' });
    const held = stations.find(({ id }) => closed.includes(id))!;
    engine.grab(2, held.id);
    const frame = engine.move(3, held.doors[0]);
    expect(frame.bands).toHaveLength(CUTOFFS_MINUTES.length);
    expect(frame.counts).toEqual(counts);
    engine.place(4, stations, city(stations));
  });

  it('counts the plan with its gates and today with those of today', async () => {
    const gates = Object.fromEntries(
      Array.from({ length: engine.network.gateCount }, (_, gate) => [
        gateKey(gatePlace(engine.network, gate)),
        'closed' as const,
      ]),
    );
    expect(Object.keys(gates).length).toBeGreaterThan(0);
    const before = engine.place(1, stations, city(stations)).counts;
    const shut = engine.place(2, stations, { ...city(stations), gates });
    expect(shut.today).toEqual(before);
    expect(shut.counts[2].residents).toBeLessThan(before[2].residents);
    // Drags in the plan are counted with its gates, too.
    engine.grab(3, stations[0].id);
    expect(engine.move(4, stations[0].doors[0]).counts).toEqual(shut.counts);
    const scenario = await post<Scenario>('/api/service-areas/scenarios', {
      name: 'all shut',
      note: '',
      plan: { moved: {}, added: {}, removed: [], gates },
      within: null,
      cutoffMinutes: 15,
      profile: 'adult',
      when: 'anytime',
    });
    const answer = await get<CoverageAnswer>(
      `/api/service-areas/coverage?cutoffMinutes=15&scenario=${scenario.id}`,
    );
    expect(shut.counts[2].residents).toBe(answer.residents.covered);
    expect(engine.place(5, stations, city(stations)).counts).toEqual(before);
  });

  it('tells of a gate what the whole plan would count with it', () => {
    const standing = engine.place(1, stations, city(stations));
    const book = new PlanGateBook(() => engine.view, engine.todayPolicy);
    const list = book.answer({ type: 'gates', sequence: 2 });
    if (list.type !== 'gates') throw new Error('another answer');
    expect(list.gates.length).toBeGreaterThan(0);
    const changes = list.gates.map(({ numbers }) => ({ gates: numbers, policy: 'closed' as const }));
    const answer = book.answer({ type: 'gateEffects', sequence: 3, changes });
    if (answer.type !== 'gateEffects') throw new Error('another answer');
    const worst = answer.effects.reduce(
      (least, { changes: [, , last] }, gate) =>
        last.residents < answer.effects[least].changes[2].residents ? gate : least,
      0,
    );
    const expected = answer.effects[worst].changes.map(({ residents }) => residents);
    expect(expected[2]).toBeLessThan(0);
    const shut = engine.place(4, stations, {
      ...city(stations),
      gates: { [list.gates[worst].key]: 'closed' },
    });
    expect(shut.counts.map(({ residents }, c) => residents - standing.counts[c].residents)).toEqual(expected);
    engine.place(5, stations, city(stations));
  });
});

/** Nothing but the stations is planned. */
function city(stations: PlannedStation[]): PlannedCity {
  return { stations, gates: {}, when: 'anytime' };
}
