import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Position } from '../../../geodata/model/geometry.ts';
import { planeLat, planeLon } from '../../../geodata/network/plane.ts';
import type {
  CirclesAnswer,
  ConfidenceAnswer,
  NearestAnswer,
} from '../../../server/contract/service-area-analyses.ts';
import type { StationsAnswer } from '../../../server/contract/service-areas.ts';
import type { DrawingAnswer, DrawingRequest } from '../../../web/plan/worker/drawing-messages.ts';
import type { PlannedStation } from '../../../web/plan/worker/messages.ts';
import { PlanDrawings } from '../../../web/plan/worker/plan-drawings.ts';
import { PlanEngine } from '../../../web/plan/worker/plan-engine.ts';
import { covers } from '../../geodata/service-area/drawing-twin.ts';
import { type TinyDataset, tinyDataset } from '../../server/tiny-dataset.ts';

const CUTOFFS_MINUTES = [5, 10, 15];

describe('what the planner’s page draws of the standing stations', () => {
  let dataset: TinyDataset;
  let answer: StationsAnswer;
  let stations: PlannedStation[];
  let engine: PlanEngine;
  let drawings: PlanDrawings;

  async function get<T>(url: string): Promise<T> {
    const response = await dataset.app.inject(url);
    expect(response.statusCode).toBe(200);
    return response.json<T>();
  }
  const file = async (name: string) =>
    new Uint8Array((await dataset.app.inject(`/api/service-areas/files/${name}.bin`)).rawPayload);

  function ask<Type extends DrawingRequest['type']>(
    request: Extract<DrawingRequest, { type: Type }>,
  ): Extract<DrawingAnswer, { type: Type }> {
    const found = drawings.answer(request);
    expect(found).toMatchObject({ type: request.type, sequence: request.sequence });
    return found as Extract<DrawingAnswer, { type: Type }>;
  }

  beforeAll(async () => {
    dataset = await tinyDataset();
    answer = await get<StationsAnswer>('/api/service-areas/stations');
    stations = answer.stations.map(({ id, doors }) => ({ id, doors: doors as Position[] }));
    engine = new PlanEngine(
      { network: await file('network'), homes: await file('homes'), surface: await file('surface') },
      { speedMps: 1.2, avoidSteps: false, cutoffsMinutes: CUTOFFS_MINUTES },
    );
    drawings = new PlanDrawings(() => engine.view);
    engine.place(1, stations, { stations: stations, gates: {}, when: 'anytime' });
  });
  afterAll(() => dataset.close());

  it('holds in its bands the homes that are counted, for all stations and after one is taken in hand', () => {
    for (const without of [null, stations[0].id]) {
      const { counts } = engine.grab(2, without);
      const { bands } = ask({ type: 'bands', sequence: 3 });
      const { homes, network, times, cutoffsDm } = engine.view;
      for (const [c, cutoffDm] of cutoffsDm.entries()) {
        let wrong = 0;
        for (let h = 0; h < homes.count; h++) {
          const isDrawn = covers(
            bands[c],
            planeLon(network.plane, homes.x[h]),
            planeLat(network.plane, homes.y[h]),
          );
          if (isDrawn !== times.timeDm[h] <= cutoffDm) wrong++;
        }
        expect(counts[c].buildings).toBeGreaterThan(0);
        expect(wrong / counts[c].buildings).toBeLessThanOrEqual(0.02);
      }
    }
    engine.place(4, stations, { stations: stations, gates: {}, when: 'anytime' });
  });

  it('draws every street once, whatever its minutes, and fewer from afar', () => {
    const box: [number, number, number, number] = [-180, -85, 180, 85];
    const near = ask({ type: 'streets', sequence: 5, box, isDetailed: true });
    expect(near.lines).toHaveLength(CUTOFFS_MINUTES.length + 2);
    expect(near.lines.flat().length).toBeGreaterThanOrEqual(engine.network.edgeCount);
    const far = ask({ type: 'streets', sequence: 6, box, isDetailed: false });
    expect(far.lines.flat().length).toBeGreaterThan(0);
    expect(far.lines.flat().length).toBeLessThan(near.lines.flat().length);
    expect(ask({ type: 'streets', sequence: 7, box: [0, 0, 1, 1], isDetailed: true }).lines.flat()).toEqual(
      [],
    );
  });

  it('says of plain circles and of thin networks what the server says', async () => {
    const places = answer.stations.map(({ position }) => position as Position);
    const circles = await get<CirclesAnswer>('/api/service-areas/circles');
    const drawn = ask({ type: 'circles', sequence: 8, places }).circles;
    expect(drawn.map(({ rings, ...circle }) => circle)).toEqual(circles.circles);
    for (const { rings } of drawn) expect(rings).toHaveLength(places.length);
    const confidence = await get<ConfidenceAnswer>('/api/service-areas/confidence');
    const { doubtful, residents } = ask({ type: 'confidence', sequence: 9 });
    const expected = confidence.unitIds.filter((_, i) => ['low', 'medium'].includes(confidence.classes[i]));
    expect(doubtful.map(({ unitId }) => unitId)).toEqual(expected);
    expect(residents).toEqual({
      high: confidence.people.high.residents,
      medium: confidence.people.medium.residents,
      low: confidence.people.low.residents,
    });
  });

  it('names the nearest three stations of a building with the server’s minutes', async () => {
    const { homes } = engine.view;
    for (const home of [0, Math.floor(homes.count / 2), homes.count - 1]) {
      const buildingId = homes.buildingIds[home];
      const server = await get<NearestAnswer>(`/api/service-areas/nearest?building=${buildingId}&count=3`);
      const found = ask({ type: 'nearest', sequence: 10, buildingId, count: 3 });
      expect(found.home?.residents).toBe(homes.residents[home]);
      expect(
        found.stations.map(({ stationId, minutes }) => [stationId, Math.round(minutes * 10) / 10]),
      ).toEqual(server.features.map(({ properties }) => [properties.stationId, properties.walkMinutes]));
    }
    expect(ask({ type: 'nearest', sequence: 11, buildingId: 'nobody', count: 3 })).toMatchObject({
      home: null,
      stations: [],
    });
  });
});
