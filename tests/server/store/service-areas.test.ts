import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Building } from '../../../geodata/model/building.ts';
import type { Station } from '../../../geodata/model/station.ts';
import type { Unit } from '../../../geodata/model/unit.ts';
import {
  CellCoverageAnswer,
  CoverageAnswer,
  IsochronesAnswer,
} from '../../../server/contract/service-areas.ts';
import type { ServiceAreaStore } from '../../../server/store/city-walks.ts';
import { writeNetworkFiles } from '../../../server/store/network-files.ts';
import type { Scope } from '../../../server/store/scope.ts';
import { openServiceAreas, type ServiceAreas } from '../../../server/store/service-areas.ts';
import { lonLat, walkSource } from '../../geodata/network/walk-fixtures.ts';

const CITY = '520100';
const CELL_IDS = ['520115001001001', '520115001001002'];
const UNIT_IDS = [CITY, ...CELL_IDS];
const ASOF = '2026-11-21T08:00:00+08:00';

const unit = (id: string, level: Unit['level']) => ({ id, level }) as Unit;

function building(
  id: string,
  unitId: string,
  xM: number,
  residents: number,
  estateId: string | null = null,
): Building {
  const position = lonLat(xM, 5);
  return {
    id,
    unitId,
    estateId,
    name: id,
    kind: 'slab',
    floors: 6,
    heightM: 18,
    households: Math.round(residents / 3),
    residents,
    elderly: 0,
    children: 0,
    position,
    footprint: [],
    entrances: [position],
  };
}

function station(id: string, xM: number): Station {
  return {
    id,
    name: id,
    kind: 'serviceStation',
    unitId: CELL_IDS[0],
    position: lonLat(xM, 0),
    entrances: [],
    hours: [],
    assignedUnitIds: [],
    areaM2: null,
  };
}

function scope(part: Partial<Scope>): Scope {
  return {
    id: CITY,
    kind: 'unit',
    name: '',
    level: 'city',
    everything: true,
    unitNos: Int32Array.of(0, 1, 2),
    buildingId: null,
    estateId: null,
    ...part,
  };
}

/** A street of 3 km; stations at 0 m and 2,900 m, homes at 300, 600 and 2,000 m, one far from any street. */
const city = {
  walk: walkSource(
    [
      [0, 0],
      [3000, 0],
    ],
    [{ nodes: [0, 1] }],
  ),
  units: [unit(CITY, 'city'), ...CELL_IDS.map((id) => unit(id, 'gridCell'))],
  buildings: [
    building('b1', CELL_IDS[0], 300, 90, 'e1'),
    building('b2', CELL_IDS[0], 600, 30),
    building('b3', CELL_IDS[1], 2000, 60),
    building('b4', CITY, 100, 12),
    { ...building('b5', CELL_IDS[1], 0, 6), position: lonLat(1500, 900), entrances: [lonLat(1500, 900)] },
  ],
};

describe('service areas of a data set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-network-'));
  const stations = [station('s1', 0), station('s2', 2900)];
  const store: ServiceAreaStore = {
    units: { no: (id) => (UNIT_IDS.includes(id) ? UNIT_IDS.indexOf(id) : null) },
    stations: {
      list: () => stations,
      get: (id) => stations.find((candidate) => candidate.id === id) ?? null,
    },
    asOf: () => ASOF,
    cityVersion: () => 0,
  };
  const settings = { walkSpeedMps: 1.2, defaultCutoffMinutes: 10, networkSource: null };
  let areas: ServiceAreas;
  const shares: number[] = [];

  beforeAll(async () => {
    const report = await writeNetworkFiles(folder, city, (share) => shares.push(share));
    expect(report).toMatchObject({ homes: 5, unsnappedHomes: 1, edges: 1 });
    const opened = await openServiceAreas(folder, store, settings);
    if (opened === null) throw new Error('the folder has no network files');
    areas = opened;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has none where no network was written', async () => {
    expect(await openServiceAreas(join(folder, 'nowhere'), store, settings)).toBeNull();
    expect(shares.at(-1)).toBe(1);
  });

  it('draws bands as the contract has them and lists origins without a street', async () => {
    const answer = await areas.isochrones({
      origins: [lonLat(0, 0), lonLat(0, 5000)],
      cutoffsMinutes: [5, 10, 15],
    });
    expect(Value.Check(IsochronesAnswer, answer)).toBe(true);
    expect(answer.unsnapped).toEqual([1]);
    expect(
      answer.features.map(({ properties }) => [properties.originIndex, properties.cutoffMinutes]),
    ).toEqual([
      [0, 5],
      [0, 10],
      [0, 15],
    ]);
    expect(answer.networkSource).toEqual({ name: 'fixture', date: '2026-11-21' });
    const east = (index: number): number =>
      Math.max(...answer.features[index].geometry.coordinates.flat(2).map(([lon]) => lon));
    expect(east(0)).toBeCloseTo(lonLat(360, 0)[0], 3);
    expect(east(2)).toBeCloseTo(lonLat(1080, 0)[0], 3);
  });

  it('draws a station, at another speed if asked, and knows no others', () => {
    const [slow] = areas.stationIsochrones('s1', [10], 0.6)?.features ?? [];
    expect(slow.properties).toEqual({ originIndex: 0, stationId: 's1', cutoffMinutes: 10 });
    expect(Math.max(...slow.geometry.coordinates.flat(2).map(([lon]) => lon))).toBeCloseTo(
      lonLat(360, 0)[0],
      3,
    );
    expect(areas.stationIsochrones('s9', [10])).toBeNull();
  });

  it('counts building by building, for all stations and for one', () => {
    const all = areas.coverage(scope({}), { cutoffMinutes: 10 });
    expect(Value.Check(CoverageAnswer, all)).toBe(true);
    expect(all).toMatchObject({
      residents: { covered: 132, total: 198 },
      buildings: { covered: 3, total: 5 },
      gridCells: { covered: 1, total: 2 },
      unsnappedBuildings: 1,
      asOf: ASOF,
    });
    const one = areas.coverage(scope({}), { cutoffMinutes: 15, station: 's2' });
    expect(one.residents.covered).toBe(60);
    const cell = scope({ id: CELL_IDS[1], everything: false, unitNos: Int32Array.of(2) });
    expect(areas.coverage(cell, { cutoffMinutes: 15 }).residents).toEqual({ covered: 60, total: 66 });
  });

  it('narrows to an estate or a building', () => {
    const estate = scope({
      id: 'e1',
      kind: 'estate',
      everything: false,
      unitNos: Int32Array.of(1),
      estateId: 'e1',
    });
    expect(areas.coverage(estate, { cutoffMinutes: 10 }).residents).toEqual({ covered: 90, total: 90 });
    const home = scope({
      id: 'b2',
      kind: 'building',
      everything: false,
      unitNos: Int32Array.of(1),
      buildingId: 'b2',
    });
    expect(areas.coverage(home, { cutoffMinutes: 5 }).residents).toEqual({ covered: 0, total: 30 });
  });

  it('gives each cell the minutes of its median resident and its nearest station', () => {
    const answer = areas.allCells();
    expect(Value.Check(CellCoverageAnswer, answer)).toBe(true);
    expect(answer).toMatchObject({
      unitIds: CELL_IDS,
      walkMinutes: [4.2, 12.6],
      coveredResidents: [120, 0],
      residents: [120, 66],
      nearestStationIds: ['s1', 's2'],
      cutoffMinutes: 10,
    });
    const second = scope({ id: CELL_IDS[1], everything: false, unitNos: Int32Array.of(2) });
    expect(areas.cells(second, { cutoffMinutes: 15 }).coveredResidents).toEqual([60]);
  });

  it('knows a building’s station and what is on no street', () => {
    expect(areas.nearestOfBuilding('b2')).toEqual({ stationId: 's1', walkMinutes: 8.4 });
    expect(areas.nearestOfBuilding('b5')).toBeNull();
    expect(areas.nearestOfBuilding('nobody')).toBeNull();
    expect(areas.unsnappedBuildingIds()).toEqual(['b5']);
  });

  it('counts anew when a station moves', () => {
    stations[1] = station('s2', 2000);
    expect(areas.coverage(scope({}), { cutoffMinutes: 10 }).residents.covered).toBe(192);
    expect(areas.allCells().walkMinutes[1]).toBe(0.1);
    stations[1] = station('s2', 2900);
  });

  it('says so where a file is broken', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'onegrid-network-'));
    await writeNetworkFiles(broken, city);
    writeFileSync(join(broken, 'network.bin'), 'nonsense that is long enough');
    await expect(openServiceAreas(broken, store, settings)).rejects.toMatchObject({ code: 'wrong-file' });
    rmSync(broken, { recursive: true });
  });
});
