import { afterAll, describe, expect, test } from 'vitest';
import { nothingYet } from '../../../geodata/import/existing-city.ts';
import { planImport } from '../../../geodata/import/plan-import.ts';
import { sharedData } from '../../shared-data.ts';
import { collection, Files, smallTown, square } from './files.ts';

const files = new Files();
afterAll(() => files.remove());

test('codes make a tree, parents get the union of their parts', async () => {
  const { units, shapes } = await smallTown(files);
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  expect(byId.get('520115001001001')).toMatchObject({
    parentId: '520115001001',
    level: 'gridCell',
    codeStatus: 'official',
  });
  expect(byId.get('520115001001')).toMatchObject({ parentId: '520115001000', level: 'community' });
  expect(byId.get('520115001000')).toMatchObject({ parentId: '520115', level: 'subdistrict' });
  expect(byId.get('520115')).toMatchObject({ parentId: null, level: 'district' });
  const cell = byId.get('520115001001001')!.areaM2;
  expect(byId.get('520115001001')!.areaM2 / cell).toBeCloseTo(2, 3);
  expect(byId.get('520115')!.areaM2 / cell).toBeCloseTo(5, 3);
  expect(shapes.get('520115')!.type).toBe('MultiPolygon');
  expect(units.findIndex((unit) => unit.id === '520115')).toBe(0);
});

test('what stands alone is put under one root', async () => {
  const two = collection(
    [{ id: '520115', name: '观山湖区' }, square(106.6, 26.6)],
    [{ id: '520113', name: '白云区' }, square(106.7, 26.6)],
  );
  const { part } = await files.plan('units', 'two.geojson', two, { crs: 'wgs84', datasetName: '两区' });
  expect(part.units!.map(({ id, parentId, level, name }) => ({ id, parentId, level, name }))).toEqual(
    expect.arrayContaining([
      { id: 'x000', parentId: null, level: 'city', name: '两区' },
      { id: '520115', parentId: 'x000', level: 'district', name: '观山湖区' },
    ]),
  );
});

test('units without codes get generated ones, and the same ones the next time', async () => {
  const estates = collection(
    [{ name: '甲片', level: 'gridCell' }, square(106.6, 26.6)],
    [{ name: '乙片', level: 'gridCell' }, square(106.61, 26.6)],
  );
  const existing = await smallTown(files);
  const options = { crs: 'wgs84', within: '520115001001' };
  const first = await files.plan('units', 'cells.geojson', estates, options, existing);
  const made = first.part.units!.filter((unit) => unit.codeStatus === 'generated');
  expect(made.map((unit) => unit.id).sort()).toEqual(['520115001001-x001', '520115001001-x002']);
  const merged = new Map([...existing.units, ...first.part.units!].map((unit) => [unit.id, unit]));
  const again = await files.plan('units', 'cells.geojson', estates, options, {
    ...existing,
    units: [...merged.values()],
    shapes: new Map([...existing.shapes, ...first.part.shapes!]),
  });
  expect(again.part.units).toEqual(first.part.units);
});

test('rings are closed and turned, heights dropped, and the repair is told', async () => {
  const open = {
    type: 'Polygon' as const,
    coordinates: [
      [
        [106.6, 26.6, 1200],
        [106.6, 26.61, 1200],
        [106.61, 26.61, 1200],
        [106.61, 26.6, 1200],
      ],
    ],
  };
  const { part, problems } = await files.plan(
    'units',
    'open.geojson',
    collection([{ id: '520115', name: '区' }, open]),
    { crs: 'wgs84' },
  );
  expect(part.shapes!.get('520115')!.coordinates).toEqual([
    [
      [106.6, 26.6],
      [106.61, 26.6],
      [106.61, 26.61],
      [106.6, 26.61],
      [106.6, 26.6],
    ],
  ]);
  expect(problems.reasons()).toMatchObject([
    { reason: 'rings-repaired', effect: 'repaired', where: ['feature 1 (区)'] },
  ]);
});

test('a later import keeps what its file does not say', async () => {
  const existing = await smallTown(files);
  const counted = existing.units.map((unit) =>
    unit.id === '520115001001001' ? { ...unit, households: 420, residents: 1050 } : unit,
  );
  const renamed = collection([{ id: '520115001001001', name: '金源一网格' }, null]);
  const { part } = await files.plan(
    'units',
    'renamed.geojson',
    renamed,
    { crs: 'wgs84' },
    { ...existing, units: counted },
  );
  const cell = part.units!.find((unit) => unit.id === '520115001001001');
  expect(cell).toMatchObject({
    name: '金源一网格',
    households: 420,
    residents: 1050,
    areaM2: existing.units.find((unit) => unit.id === '520115001001001')!.areaM2,
  });
});

test.each([
  ['no system declared', { id: '520115', name: '区' }, square(106.6, 26.6), undefined, /--crs, one of/],
  ['latitude first', { id: '520115', name: '区' }, square(26.6, 106.6), 'wgs84', /feature 1 \(区\).*swap/],
  [
    'metres',
    { id: '520115', name: '区' },
    square(11_869_000, 3_080_000),
    'cgcs2000',
    /feature 1 \(区\).*metres/,
  ],
  ['an unknown level', { name: '区' }, square(106.6, 26.6), 'wgs84', /feature 1 \(区\).*add a column level/],
  [
    'a line',
    { id: '520115', name: '区' },
    {
      type: 'LineString' as const,
      coordinates: [
        [106, 26],
        [107, 27],
      ],
    },
    'wgs84',
    /feature 1 \(区\).*Polygon or MultiPolygon/,
  ],
])('%s is refused', async (_, properties, geometry, crs, message) => {
  await expect(
    files.plan('units', 'wrong.geojson', collection([properties, geometry]), { crs }),
  ).rejects.toThrow(message);
});

test('an unknown --within and a loop are refused', async () => {
  const one = collection([{ id: '520115', name: '区' }, square(106.6, 26.6)]);
  await expect(files.plan('units', 'a.geojson', one, { crs: 'wgs84', within: '999999' })).rejects.toThrow(
    /no such unit/,
  );
  const loop = collection(
    [{ id: '520115001001', name: '甲', parentId: '520115001002' }, square(106.6, 26.6)],
    [{ id: '520115001002', name: '乙', parentId: '520115001001' }, square(106.7, 26.6)],
  );
  await expect(files.plan('units', 'b.geojson', loop, { crs: 'wgs84' })).rejects.toThrow(/its own ancestor/);
});

const communities = sharedData('requests-pingshan/communities_voronoi_DERIVED_wgs84.geojson');
const points = sharedData('requests-pingshan/communities_wgs84.geojson');

describe.skipIf(communities === null || points === null)('坪山区', () => {
  test('one district, 6 streets and 23 communities with their official codes', async () => {
    const { part, problems, mapping } = await planImport(
      'units',
      communities!,
      { crs: 'wgs84', datasetName: 'own' },
      nothingYet(),
    );
    const count = (level: string) => part.units!.filter((unit) => unit.level === level).length;
    expect([count('district'), count('subdistrict'), count('community')]).toEqual([1, 6, 23]);
    expect(part.units!.every((unit) => unit.codeStatus === 'official')).toBe(true);
    expect(part.units!.find((unit) => unit.name === '南布社区')).toMatchObject({
      id: '440310006002',
      parentId: '440310006000',
    });
    expect(part.units!.find((unit) => unit.id === '440310')).toMatchObject({
      name: '坪山区',
      parentId: null,
    });
    // 坪山区 has 166 km².
    expect(part.units!.find((unit) => unit.id === '440310')!.areaM2 / 1e6).toBeCloseTo(166, 0);
    expect(problems.reasons()).toEqual([]);
    expect(mapping).toMatchObject({ name: expect.stringContaining('坪山'), origin: 'shipped' });
  });

  test('communities known only as points are listed without a shape, and told', async () => {
    const { part, problems } = await planImport(
      'units',
      points!,
      { crs: 'wgs84', datasetName: 'own' },
      nothingYet(),
    );
    expect(part.shapes!.size).toBe(0);
    expect(part.units).toHaveLength(30);
    expect(problems.reasons()).toMatchObject([{ reason: 'only-a-point', count: 23 }]);
  });
});
