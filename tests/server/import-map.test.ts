import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportReport } from '../../geodata/import/import-report.ts';
import type { Dataset } from '../../geodata/model/dataset.ts';
import { type ImportRequest, importIntoDataset } from '../../server/commands/import-dataset.ts';
import { openServiceAreas } from '../../server/store/service-areas.ts';
import { openStore } from '../../server/store/store.ts';
import { sharedData } from '../shared-data.ts';

const SLOW_MS = 60_000;

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'import-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const importFile = (
  request: Pick<ImportRequest, 'kind' | 'path' | 'datasetId' | 'crs'>,
): Promise<ImportReport> => importIntoDataset({ dataDir, dryRun: false, ...request }, () => undefined);

async function manifest(datasetId: string): Promise<Dataset> {
  return JSON.parse(await readFile(join(dataDir, datasetId, 'dataset.json'), 'utf8'));
}

const porto = sharedData('osm/porto_centre.osm.pbf');

describe.skipIf(porto === null)('the streets of Porto', () => {
  test('isochrones and coverage over an imported network, before and after a station', {
    timeout: SLOW_MS,
  }, async () => {
    expect((await importFile({ kind: 'network', path: porto!, datasetId: 'porto' })).created).toBeGreaterThan(
      11_000,
    );
    const stations = join(dataDir, '..', `stations-${process.pid}.csv`);
    await writeFile(stations, 'id,name,lon,lat\ns1,Aliados,-8.611,41.1496\n');
    expect(
      await importFile({ kind: 'stations', path: stations, crs: 'wgs84', datasetId: 'porto' }),
    ).toMatchObject({ created: 1 });
    const folder = join(dataDir, 'porto');
    const store = await openStore(folder);
    const settings = await manifest('porto');
    expect(settings.networkSource!.name).toContain('OpenStreetMap');
    const areas = (await openServiceAreas(folder, store, settings))!;
    const bands = areas.stationIsochrones('s1', [5, 10, 15])!.features;
    expect(bands.map((band) => band.properties.cutoffMinutes).sort((a, b) => a - b)).toEqual([5, 10, 15]);
    const everything = (await store.units.scope())!;
    const at = (cutoffMinutes: number) => areas.coverage(everything, { cutoffMinutes }).buildings;
    expect(at(15).total).toBeGreaterThan(5000);
    expect(at(15).covered).toBeGreaterThan(at(5).covered);
    expect(at(5).covered).toBeGreaterThan(50);
    await store.close();
    await rm(stations);
  });
});

const gcj02 = sharedData('boundaries/seed_counties_gcj02.geojson');
const wgs84 = sharedData('boundaries/seed_counties_wgs84.geojson');

describe.skipIf(gcj02 === null || wgs84 === null)('an outline in GCJ-02', () => {
  test('declared, it is stored within 2 m of the WGS 84 copy', { timeout: SLOW_MS }, async () => {
    const counties = JSON.parse(await readFile(gcj02!, 'utf8'));
    const first = join(dataDir, 'first.geojson');
    await writeFile(first, JSON.stringify({ ...counties, features: counties.features.slice(0, 1) }));
    await importFile({ kind: 'units', path: first, crs: 'gcj02', datasetId: 'county' });
    const store = await openStore(join(dataDir, 'county'));
    const text = (await store.shapes.texts(['520115'])).get('520115')!;
    await store.close();
    const stored: number[] = JSON.parse(text).coordinates.flat(Infinity);
    const copy: number[] = JSON.parse(await readFile(wgs84!, 'utf8')).features[0].geometry.coordinates.flat(
      Infinity,
    );
    expect(stored.length).toBe(copy.length);
    expect(farthestM(stored, copy)).toBeLessThan(2);
  });
});

/** The largest distance from a position to the nearest of the others. */
function farthestM(positions: number[], others: number[]): number {
  let farthest = 0;
  for (let i = 0; i < positions.length; i += 2) {
    let nearest = Infinity;
    for (let j = 0; j < others.length; j += 2) {
      const dx = (positions[i] - others[j]) * 99_500;
      const dy = (positions[i + 1] - others[j + 1]) * 111_000;
      nearest = Math.min(nearest, dx * dx + dy * dy);
    }
    farthest = Math.max(farthest, nearest);
  }
  return Math.sqrt(farthest);
}
