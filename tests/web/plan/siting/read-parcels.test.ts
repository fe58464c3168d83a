import { describe, expect, it } from 'vitest';
import type { BoundingBox } from '../../../../geodata/model/geometry.ts';
import { decodeParcels, readParcels } from '../../../../web/plan/siting/read-parcels.ts';

const AREA: BoundingBox = [106.5, 26.5, 106.9, 26.9];
const codes = (text: string) => readParcels(text, AREA).problems.map(({ code }) => code);

describe('parcels from a file', () => {
  it('are read from a table with a head, in any order of columns, Chinese or English', () => {
    const table = '名称,纬度,经度,费用（万元）\n"空地, 东侧",26.65,106.63,80\n\n旧厂房,26.66,106.64,\n';
    expect(readParcels(table, AREA)).toEqual({
      parcels: [
        { position: [106.63, 26.65], cost: 80, name: '空地, 东侧' },
        { position: [106.64, 26.66], cost: null, name: '旧厂房' },
      ],
      problems: [],
    });
  });

  it('are read from bare numbers: longitude, latitude, cost, name', () => {
    expect(readParcels('106.63,26.65\n106.64,26.66', AREA).parcels).toHaveLength(2);
    expect(readParcels('\uFEFF106.63\t26.65\t12.5\tA', AREA).parcels).toEqual([
      { position: [106.63, 26.65], cost: 12.5, name: 'A' },
    ]);
  });

  it('are read from points, and from areas by their centre of mass', () => {
    const square = [
      [106.6, 26.6],
      [106.62, 26.6],
      [106.62, 26.62],
      // Corners close together must not draw the centre to their side.
      [106.61, 26.62],
      [106.605, 26.62],
      [106.6, 26.62],
      [106.6, 26.6],
    ];
    const { parcels, problems } = readParcels(
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            properties: { name: 'P', cost: 3 },
            geometry: { type: 'Point', coordinates: [106.63, 26.65, 1000] },
          },
          { type: 'Feature', properties: null, geometry: { type: 'Polygon', coordinates: [square] } },
        ],
      }),
      AREA,
    );
    expect(problems).toEqual([]);
    expect(parcels[0]).toEqual({ position: [106.63, 26.65], cost: 3, name: 'P' });
    expect(parcels[1].position[0]).toBeCloseTo(106.61, 6);
    expect(parcels[1].position[1]).toBeCloseTo(26.61, 6);
    expect(parcels[1].cost).toBeNull();
  });

  it('name the row that cannot be used, as a spreadsheet counts it, and keep the others', () => {
    const table = 'lon,lat,cost\n106.63,26.65,1\n\n26.65,106.63,1\nx,26.65,1\n106.63,26.65,-1\n';
    const { parcels, problems } = readParcels(table, AREA);
    expect(parcels).toHaveLength(1);
    expect(problems).toEqual([
      { code: 'swapped', words: { row: 4, lon: '26.65', lat: '106.63', cost: '1' } },
      { code: 'not-a-number', words: { row: 5, lon: 'x', lat: '26.65', cost: '1' } },
      { code: 'bad-cost', words: { row: 6, lon: '106.63', lat: '26.65', cost: '-1' } },
    ]);
  });

  it.each([
    ['', ['empty']],
    ['name,cost\nA,1', ['no-columns']],
    ['lon,lat\n', ['empty']],
    ['lon,lat\n36500000,2950000', ['metres']],
    ['lon,lat\n10,95', ['swapped']],
    ['lon,lat\n13.4,52.5', ['outside']],
    ['lon,lat\n106.63,', ['not-a-number']],
    ['{"type":"FeatureCollection"', ['not-json']],
    ['{"type":"Topology"}', ['no-features']],
    [
      '{"type":"Feature","geometry":{"type":"LineString","coordinates":[[106.6,26.6],[106.7,26.7]]}}',
      ['geometry'],
    ],
    ['{"type":"FeatureCollection","features":[null]}', ['geometry']],
    ['{"type":"Feature","geometry":{"type":"Point","coordinates":["a","b"]}}', ['not-a-number']],
  ])('%j says what is wrong', (text, expected) => {
    expect(codes(text)).toEqual(expected);
    expect(readParcels(text, AREA).parcels).toEqual([]);
  });

  it('are at most as many as one question may hold', () => {
    const { parcels, problems } = readParcels('106.63,26.65\n'.repeat(5001), AREA);
    expect(parcels).toHaveLength(5000);
    expect(problems).toEqual([{ code: 'too-many', words: { most: 5000, count: 5001 } }]);
  });

  it('are decoded as spreadsheets in China write them', () => {
    const gb = Uint8Array.of(0xbe, 0xad, 0xb6, 0xc8);
    expect(decodeParcels(gb.buffer)).toBe('经度');
    expect(decodeParcels(new TextEncoder().encode('经度').buffer as ArrayBuffer)).toBe('经度');
  });
});
