import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as coverage from '../../../geodata/service-area/coverage.ts';
import type { CellCoverageAnswer, CoverageAnswer } from '../../../server/contract/service-areas.ts';
import type { OpenDataset } from '../../../server/open-dataset.ts';
import { openServiceAreas } from '../../../server/store/service-areas.ts';
import { openStore } from '../../../server/store/store.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

vi.mock('../../../geodata/service-area/coverage.ts', { spy: true });

let tiny: TinyDataset;
let dataset: OpenDataset;
beforeEach(async () => {
  tiny = await tinyDataset();
  dataset = await tiny.datasets.get('tiny');
}, 60_000);
afterEach(() => tiny.close());

const CUTOFF = { cutoffMinutes: 3 };
const searches = () => vi.mocked(coverage.homeTimes).mock.calls.length;

async function answers({
  store,
  serviceAreas,
}: Pick<OpenDataset, 'store' | 'serviceAreas'>): Promise<[CoverageAnswer, CellCoverageAnswer]> {
  const everything = (await store.units.scope())!;
  return [serviceAreas!.coverage(everything, CUTOFF), serviceAreas!.cells(everything, CUTOFF)];
}

/** What a server says that is started on a copy of the data as they are now. */
async function answersFromScratch(): Promise<[CoverageAnswer, CellCoverageAnswer]> {
  const folder = await mkdtemp(join(tmpdir(), 'scratch-'));
  await tiny.datasets.replace('tiny', () => cp(tiny.folder, folder, { recursive: true }));
  const store = await openStore(folder);
  const serviceAreas = await openServiceAreas(folder, store, dataset.manifest);
  const fresh = await answers({ store, serviceAreas });
  await store.close();
  await rm(folder, { recursive: true });
  return fresh;
}

describe('coverage of the stations', () => {
  test('is counted before somebody asks, once', async () => {
    dataset.precomputeCoverage();
    await new Promise((resolve) => setImmediate(resolve));
    const before = searches();
    expect(before).toBeGreaterThan(0);
    dataset.precomputeCoverage();
    await answers(dataset);
    await dataset.store.cells.statistics((await dataset.store.units.scope())!);
    expect(searches()).toBe(before);
  });

  test('is that of a fresh start after stations have moved, come and been assigned anew', async () => {
    dataset.serviceAreas!.precompute();
    const before = await answers(dataset);
    const [first, second] = dataset.store.stations.list();
    const { buildings } = await dataset.store.buildings.page({ limit: 1, offset: 20 });
    const place = buildings[0]!.position;
    await dataset.store.upsertCity({
      stations: [
        { ...first!, position: place, entrances: [place] },
        { ...second!, id: 'st-more', position: place, entrances: [] },
      ],
    });
    const after = await answers(dataset);
    expect(after).not.toEqual(before);
    expect(after).toEqual(await answersFromScratch());
  });

  test('is that of a fresh start after units have come, whatever their numbers', async () => {
    dataset.serviceAreas!.precompute();
    await answers(dataset);
    const [community] = dataset.store.units.list({ level: 'community' });
    // Before all others in code order.
    await dataset.store.upsertCity({
      units: [{ ...community!, id: '000', level: 'gridCell', parentId: community!.id }],
    });
    expect(await answers(dataset)).toEqual(await answersFromScratch());
  });
});
