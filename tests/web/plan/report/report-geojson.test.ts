import { booleanClockwise, kinks } from '@turf/turf';
import type { MultiPolygon, Position } from 'geojson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Position as Place } from '../../../../geodata/model/geometry.ts';
import type { StationsAnswer } from '../../../../server/contract/service-areas.ts';
import type { ReportContent } from '../../../../web/plan/report/report-content.ts';
import { GEOJSON_FILES, reportGeoJson } from '../../../../web/plan/report/report-geojson.ts';
import type { PlannedStation, PlanStanding } from '../../../../web/plan/worker/messages.ts';
import { PlanEngine } from '../../../../web/plan/worker/plan-engine.ts';
import { PlanGateBook } from '../../../../web/plan/worker/plan-gates.ts';
import { type TinyDataset, tinyDataset } from '../../../server/tiny-dataset.ts';
import { inChinese, report } from './report-fixture.ts';

const CUTOFFS_MINUTES = [5, 10, 15];

describe('a report out of the engine of the planner’s page', () => {
  let dataset: TinyDataset;
  let engine: PlanEngine;
  let today: PlannedStation[];
  let standing: PlanStanding;
  let content: ReportContent;

  beforeAll(async () => {
    dataset = await tinyDataset();
    const file = async (name: string) =>
      new Uint8Array((await dataset.app.inject(`/api/service-areas/files/${name}.bin`)).rawPayload);
    const answer = (await dataset.app.inject('/api/service-areas/stations')).json<StationsAnswer>();
    today = answer.stations.map(({ id, doors }) => ({ id, doors: doors as Place[] }));
    engine = new PlanEngine(
      { network: await file('network'), homes: await file('homes'), surface: await file('surface') },
      { speedMps: 1.2, avoidSteps: false, cutoffsMinutes: CUTOFFS_MINUTES },
    );
    // The plan gives up the first station, and is measured by ten minutes so that there are gaps.
    engine.look(1, null, 1);
    standing = engine.place(2, today, { stations: today.slice(1), gates: {}, when: 'anytime' });
    content = {
      ...report,
      bands: { today: engine.report(3, 'today').bands, plan: engine.report(4, 'plan').bands },
      gaps: standing.gaps.map((gap) => ({ ...gap, place: [] })),
    };
  });
  afterAll(() => dataset.close());

  it('counts unit by unit what the page counts in all, today and with the plan', () => {
    for (const of of ['today', 'plan'] as const) {
      const reached = engine.report(5, of);
      const expected = of === 'today' ? standing.today : standing.counts;
      for (const [c, count] of expected.entries()) {
        for (const part of ['residents', 'households', 'buildings'] as const) {
          const sum = reached.within[c][part].reduce((all, people) => all + people, 0);
          expect([of, c, part, sum]).toEqual([of, c, part, count[part]]);
        }
        // Each resident who is reached has one nearest station.
        const nearest = reached.nearestResidents[c].reduce((all, people) => all + people, 0);
        expect(nearest).toBe(count.residents);
      }
      expect(reached.totals.residents.reduce((all, people) => all + people, 0)).toBe(
        standing.totals.residents,
      );
    }
    expect(engine.report(6, 'plan').stationIds).toEqual(today.slice(1).map(({ id }) => id));
  });

  it('counts the plan with its gates and at its time of day, and today without those gates', () => {
    const list = new PlanGateBook(() => engine.view, engine.todayPolicy).answer({
      type: 'gates',
      sequence: 8,
    });
    if (list.type !== 'gates') throw new Error('another answer');
    const gates = Object.fromEntries(list.gates.map(({ key }) => [key, 'closed' as const]));
    const shut = engine.place(9, today, { stations: today, gates, when: 'evening' });
    expect(shut.counts[1].residents).toBeLessThan(shut.today[1].residents);
    for (const of of ['today', 'plan'] as const) {
      const residents = engine.report(10, of).within[1].residents.reduce((all, people) => all + people, 0);
      expect([of, residents]).toEqual([of, (of === 'today' ? shut.today : shut.counts)[1].residents]);
    }
    standing = engine.place(11, today, { stations: today.slice(1), gates: {}, when: 'anytime' });
  });

  it('leaves the standing stations as they are', () => {
    expect(engine.grab(7, null).counts).toEqual(standing.counts);
  });

  it('gives files of closed rings that turn as RFC 7946 asks, in degrees', () => {
    for (const name of ['bands', 'gaps'] as const) {
      const { features } = reportGeoJson(inChinese, content, name);
      expect(features.length).toBeGreaterThan(0);
      let rings = 0;
      for (const { geometry } of features) {
        for (const polygon of (geometry as MultiPolygon).coordinates) {
          for (const [number, ring] of polygon.entries()) {
            rings++;
            expect(ring.length).toBeGreaterThanOrEqual(4);
            expect(ring.at(-1)).toEqual(ring[0]);
            expect([name, number, booleanClockwise(ring)]).toEqual([name, number, number > 0]);
            expect(ring.every(isOnEarth)).toBe(true);
          }
        }
      }
      expect(rings).toBeGreaterThan(features.length / 2);
    }
  });

  it('gives outlines that do not cross themselves', () => {
    for (const band of content.bands.plan)
      expect(kinks({ type: 'Feature', properties: {}, geometry: band as MultiPolygon }).features).toEqual([]);
  });
});

const isOnEarth = ([lon, lat]: Position) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

describe('the files of a report', () => {
  it('say what they are of, with the units in the names', () => {
    for (const name of GEOJSON_FILES) {
      const collection = JSON.parse(JSON.stringify(reportGeoJson(inChinese, report, name)));
      expect(collection).toMatchObject({
        type: 'FeatureCollection',
        generated: {
          at: '2026-11-20T06:32:00.000Z',
          dataset: 'guiyang',
          isDemo: true,
          speedMps: 1.2,
          profile: 'adult',
        },
      });
      // WGS 84 is the only system of RFC 7946: a file that names one is of the older format.
      expect(collection.crs).toBeUndefined();
    }
  });

  it('hold today’s bands and the plan’s, each with how many it reaches', () => {
    const { features } = reportGeoJson(inChinese, report, 'bands');
    expect(
      features.map(({ properties }) => [
        properties?.of,
        properties?.cutoffMinutes,
        properties?.reachedResidents,
      ]),
    ).toEqual([
      ['today', 5, 100],
      ['today', 10, 400],
      ['today', 15, 800],
      ['plan', 5, 200],
      ['plan', 10, 500],
      ['plan', 15, 900],
    ]);
  });

  it('hold every gap with its people and nearest station, and every station with what becomes of it', () => {
    const gaps = reportGeoJson(inChinese, report, 'gaps').features;
    expect(gaps[0]).toMatchObject({
      id: 'gap-1',
      properties: {
        residents: 60,
        buildings: 4,
        walkMinutes: 18.25,
        nearestStationName: '区外站',
        cutoffMinutes: 15,
      },
    });
    expect(gaps[1].properties).toMatchObject({ walkMinutes: null, nearestStationName: null });
    const stations = reportGeoJson(inChinese, report, 'stations').features;
    expect(
      stations.map(({ properties }) => [properties?.number, properties?.name, properties?.change]),
    ).toEqual([
      [1, '中心站 <甲> & "乙"', 'moved'],
      [2, '北站', 'removed'],
      [3, '南站', 'same'],
      [4, '新站 2', 'added'],
    ]);
    expect(stations[0]).toMatchObject({
      geometry: { type: 'Point', coordinates: [106.65, 26.65] },
      properties: { todayLon: 106.64, nearestResidents15min: 500 },
    });
  });
});
