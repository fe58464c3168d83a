import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TinyDataset, tinyDataset } from './tiny-dataset.ts';

const run = promisify(execFile);
const hasGdal = isThere('ogrinfo') && isThere('ogr2ogr');
if (!hasGdal)
  console.warn(
    'SKIPPED: GDAL is not here (apt-get install gdal-bin): OGC API – Features is not read by a client',
  );

function isThere(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasGdal)('GDAL as a client of OGC API – Features', () => {
  let tiny: TinyDataset;
  let source: string;
  let folder: string;
  beforeAll(async () => {
    tiny = await tinyDataset();
    source = `OAPIF:${await tiny.app.listen({ host: '127.0.0.1', port: 0 })}/ogc`;
    folder = await mkdtemp(join(tmpdir(), 'onegrid-gdal-'));
  }, 60_000);
  afterAll(async () => {
    await tiny.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('lists the collections', async () => {
    const { stdout } = await run('ogrinfo', ['-ro', source]);
    for (const id of ['units', 'grid-cells', 'stations', 'organizations', 'buildings', 'service-requests']) {
      expect(stdout).toContain(id);
    }
  });

  test('reads the statistics of the grid cells', async () => {
    const { stdout } = await run('ogrinfo', ['-ro', '-al', source, 'grid-cells']);
    expect(stdout).toContain('Feature Count: 12');
    for (const field of ['requests30d', 'satisfactionRate', 'walkMinutes', 'stationIds'])
      expect(stdout).toContain(field);
    expect(stdout).toMatch(/POLYGON/);
  });

  test('reads every page of a long collection', async () => {
    const file = join(folder, 'requests.geojson');
    await run('ogr2ogr', [
      '-f',
      'GeoJSON',
      '-oo',
      'PAGE_SIZE=700',
      file,
      source.replace('/ogc', '/d/tiny/ogc'),
      'service-requests',
    ]);
    const { features } = JSON.parse(await readFile(file, 'utf8'));
    expect(
      new Set(features.map(({ properties }: { properties: { id: number } }) => properties.id)).size,
    ).toBe(3000);
  });

  test('asks for a box and a property on the server', async () => {
    const { stdout } = await run('ogrinfo', ['-ro', '-so', '-spat', '0', '0', '1', '1', source, 'buildings']);
    expect(stdout).toContain('Feature Count: 0');
  });
});
