import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExistingCity, nothingYet } from '../../../geodata/import/existing-city.ts';
import { planImport } from '../../../geodata/import/plan-import.ts';
import { sharedData } from '../../shared-data.ts';
import { collection, Files, smallTown, square } from './files.ts';

const files = new Files();
let town: ExistingCity;
beforeAll(async () => {
  town = await smallTown(files);
});
afterAll(() => files.remove());

describe('stations', () => {
  test('from a table: kind by its Chinese name, unit by the point, hours and units served', async () => {
    const text = [
      '编号,名称,类型,经度,纬度,开放时间,服务社区,街道',
      's1,金源社区党群服务站,党群服务站,106.605,26.605,09:00-12:00;14:00-18:00,金源社区;世纪城社区,宾阳街道',
      's2,红色驿站一号,红色驿站,106.635,26.605,always,,',
      's3,无坐标站,红色驿站,,,,,',
      's4,不明站,咖啡馆,106.6,26.6,,,',
      's5,远方站,红色驿站,107.6,27.6,,,',
      's6,驿站六,红色驿站,106.615,26.605,,,',
      's7,驿站七,红色驿站,106.625,26.605,,,',
    ].join('\n');
    const { part, problems } = await files.plan('stations', 'stations.csv', text, { crs: 'wgs84' }, town);
    expect(part.stations!.map(({ id, kind, unitId }) => [id, kind, unitId])).toEqual([
      ['s1', 'serviceStation', '520115001001001'],
      ['s2', 'redStation', '520115001002002'],
      ['s6', 'redStation', '520115001001002'],
      ['s7', 'redStation', '520115001002001'],
    ]);
    expect(part.stations![0]).toMatchObject({
      assignedUnitIds: ['520115001001', '520115001002'],
      hours: [
        { fromMinute: 540, toMinute: 720 },
        { fromMinute: 840, toMinute: 1080 },
      ],
    });
    expect(part.stations![1].assignedUnitIds).toEqual(['520115001002002']);
    const told = Object.fromEntries(problems.reasons().map(({ reason, where }) => [reason, where]));
    expect(told).toEqual({
      'bad-hours': ['row 3'],
      'no-place': ['row 4'],
      'unknown-kind': ['row 5'],
      'no-unit': ['row 6'],
    });
  });

  test('declared GCJ-02 moves a station by hundreds of metres', async () => {
    const text = '编号,名称,经度,纬度\ns1,站,106.615,26.605\n';
    const straight = await files.plan('stations', 'a.csv', text, { crs: 'wgs84' }, town);
    const shifted = await files.plan('stations', 'a.csv', text, { crs: 'gcj02' }, town);
    const [lon, lat] = straight.part.stations![0].position;
    const [shiftedLon, shiftedLat] = shifted.part.stations![0].position;
    expect(Math.hypot((lon - shiftedLon) * 99_500, (lat - shiftedLat) * 111_000)).toBeGreaterThan(200);
    await expect(files.plan('stations', 'a.csv', text, {}, town)).rejects.toThrow(/--crs/);
  });
});

describe('buildings', () => {
  test('outlines find their cell; height, floors and kind follow from each other', async () => {
    const text = collection(
      [{ id: 'b1', name: '1栋', 'building:levels': '18', households: 72 }, square(106.604, 26.604, 0.0004)],
      [{ id: 'b2', height: '9', building: 'retail' }, square(106.614, 26.604, 0.0004)],
      [{ name: '无编号' }, square(106.624, 26.604, 0.0004)],
      [{ id: 'b4' }, { type: 'Point', coordinates: [106.634, 26.604] }],
      [{ id: 'b5' }, square(107.6, 27.6, 0.0004)],
    );
    const { part, problems } = await files.plan('buildings', 'b.geojson', text, { crs: 'wgs84' }, town);
    expect(
      part.buildings!.map(({ id, unitId, kind, floors, heightM }) => [id, unitId, kind, floors, heightM]),
    ).toEqual([
      ['b1', '520115001001001', 'tower', 18, 54],
      ['b2', '520115001001002', 'shop', 3, 9],
      ['b10662420-2660420', '520115001002001', 'low', 1, 3],
      ['b4', '520115001002002', 'low', 1, 3],
    ]);
    expect(part.buildings![0].footprint).toHaveLength(10);
    expect(problems.reasons().map(({ reason, where }) => [reason, where[0]])).toEqual([
      ['only-a-point', 'feature 4 (b4)'],
      ['no-unit', 'feature 5 (b5)'],
    ]);
  });
});

describe('organizations', () => {
  test('a chain with ties to units; unknown words and units are told', async () => {
    const text = [
      '编号,名称,类型,上级编号,组建方式,覆盖网格,星级',
      'o1,宾阳街道党工委,街道党工委,,,宾阳街道,',
      'o2,金源社区党委,党委,o1,单独建,金源社区,',
      'o3,联合网格党支部,联合党支部,o2,片区联建,520115001001001;520115001001002;不知道网格,5',
      'o4,茶话会,茶话会,o2,,,',
      'o5,孤立支部,党支部,o99,,,',
    ].join('\n');
    const { part, problems } = await files.plan('organizations', 'o.csv', text, {}, town);
    expect(part.organizations!.map(({ id, tier, type, parentId }) => [id, tier, type, parentId])).toEqual([
      ['o1', 0, 'workCommittee', null],
      ['o2', 1, 'committee', 'o1'],
      ['o3', 2, 'jointBranch', 'o2'],
      ['o5', 0, 'branch', null],
    ]);
    expect(
      part.organizationLinks!.filter((link) => link.organizationId === 'o3').map((link) => link.unitId),
    ).toEqual(['520115001001001', '520115001001002']);
    expect(new Set(problems.reasons().map(({ reason, where }) => `${reason} ${where[0]}`))).toEqual(
      new Set(['unknown-unit row 4', 'unknown-type row 5', 'unknown-parent organization o5']),
    );
  });
});

const porto = sharedData('osm/porto_centre.osm.pbf');

describe.skipIf(porto === null)('a street network from OpenStreetMap', () => {
  test('a data set without units gets one that spans it, with the buildings in it', async () => {
    const { part, walk, basemap } = await planImport(
      'network',
      porto!,
      { datasetName: 'Porto' },
      nothingYet(),
    );
    expect(part.units).toMatchObject([
      { id: 'x001', name: 'Porto', parentId: null, codeStatus: 'generated' },
    ]);
    expect(part.buildings!.length).toBeGreaterThan(11_000);
    expect(part.buildings!.every((building) => building.unitId === 'x001')).toBe(true);
    expect(walk!.wayKind.length).toBeGreaterThan(5000);
    expect(basemap!.some((feature) => feature.layer === 'road')).toBe(true);
  });

  test('buildings outside all units are left out and told', async () => {
    const { part, problems, walk } = await planImport('network', porto!, { datasetName: 'own' }, town);
    expect(part.buildings).toEqual([]);
    expect(problems.reasons().find(({ reason }) => reason === 'no-unit')!.count).toBeGreaterThan(11_000);
    expect(walk).not.toBeNull();
  });

  test('a file that is no extract, and a system that OSM is not in, are refused', async () => {
    const path = await files.write('no.osm.pbf', 'hello, I am no extract of anything');
    await expect(planImport('network', path, { datasetName: 'own' }, town)).rejects.toThrow(
      /osmium|\.osm\.pbf/,
    );
    await expect(planImport('network', porto!, { datasetName: 'own', crs: 'gcj02' }, town)).rejects.toThrow(
      /WGS 84/,
    );
  });
});
