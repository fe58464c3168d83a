import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { syntheticCase } from '../../../geodata/cases/synthetic.ts';
import { readManifest } from '../../../server/dataset-registry.ts';
import { makeDataset } from '../../../server/jobs/make-dataset.ts';
import { sourceRoot } from '../../../server/source-root.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
let dataDir: string;
beforeAll(async () => {
  tiny = await tinyDataset();
  dataDir = await mkdtemp(join(tmpdir(), 'onegrid-make-'));
}, 60_000);
afterAll(async () => {
  await tiny?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const spec = {
  ...syntheticCase({ districts: 1, subdistricts: 1, communities: 2, gridCells: 4 }),
  requestsTotal: 500,
};

test('progress grows from 0 to 1, and the folder is there only at the end', async () => {
  const seen: number[] = [];
  const dataset = await makeDataset(
    { datasetId: 'small', spec, dataDir, seed: 3, nowMs: Date.parse('2026-11-20T12:00:00+08:00') },
    { onProgress: (progress) => seen.push(progress) },
  );
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBeCloseTo(1);
  expect(dataset).toMatchObject({
    id: 'small',
    demo: true,
    state: 'ready',
    seed: 3,
    now: '2026-11-20T12:00:00+08:00',
  });
  expect(await readManifest(join(dataDir, 'small'))).toEqual(dataset);
  expect(await readdir(dataDir)).toEqual(['small']);
});

test('made again it takes the place of the old one', async () => {
  const before = await readManifest(join(dataDir, 'small'));
  const dataset = await makeDataset({ datasetId: 'small', spec, dataDir, seed: 4 });
  expect(dataset.version).not.toBe(before?.version);
  expect(await readManifest(join(dataDir, 'small'))).toEqual(dataset);
  expect(await readdir(dataDir)).toEqual(['small']);
});

test('cancelled half-way it leaves nothing behind, and what was there stays', async () => {
  const before = await readManifest(join(dataDir, 'small'));
  const stop = new AbortController();
  const making = makeDataset(
    { datasetId: 'small', spec, dataDir },
    {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress > 0.1) stop.abort(new Error('enough'));
      },
    },
  );
  await expect(making).rejects.toThrow('enough');
  expect(await readdir(dataDir)).toEqual(['small']);
  expect(await readManifest(join(dataDir, 'small'))).toEqual(before);
});

test('a case that cannot be met fails with its reason', async () => {
  const impossible = { ...spec, districts: [] };
  await expect(makeDataset({ datasetId: 'none', spec: impossible, dataDir })).rejects.toThrow();
  expect(await readdir(dataDir)).toEqual(['small']);
});

test('over HTTP: a case is made as a job, its progress can be asked for, and it can be cancelled', async () => {
  const post = (dataset: string, remoteAddress = '127.0.0.1') =>
    tiny.app.inject({ method: 'POST', url: '/api/jobs', remoteAddress, payload: { kind: 'demo', dataset } });
  expect((await post('wudang', '192.0.2.1')).json()).toMatchObject({ status: 403, code: 'loopback-only' });
  expect((await post('atlantis')).json()).toMatchObject({ status: 404, code: 'unknown-case' });
  const started = await post('wudang');
  expect(started.statusCode).toBe(202);
  const { jobId } = started.json();
  expect(started.headers.location).toBe(`/api/jobs/${jobId}`);
  expect((await post('wudang')).json().jobId).toBe(jobId);
  const { datasets } = (await tiny.app.inject('/api/datasets')).json();
  expect(datasets.find(({ id }: { id: string }) => id === 'wudang').state).toBe('making');
  expect((await tiny.app.inject(`/api/jobs/${jobId}`)).json().state).toMatch(/queued|running/);
  const cancelled = await tiny.app.inject({ method: 'DELETE', url: `/api/jobs/${jobId}` });
  expect(cancelled.json().state).toBe('cancelled');
  expect(await readdir(tiny.dataDir)).toEqual(['tiny']);
}, 40_000);

test('on the command line an unknown case is refused with what there is', async () => {
  const demo = promisify(execFile)('npm', ['run', '--silent', 'demo', '--', '--case', 'atlantis'], {
    cwd: sourceRoot(),
  });
  const failure = await demo.then(
    () => null,
    (error: { code: number; stderr: string }) => error,
  );
  expect(failure?.code).toBe(2);
  expect(failure?.stderr).toMatch(/no case "atlantis".*guiyang, guanshanhu, baiyun, wudang, synthetic/);
}, 30_000);
