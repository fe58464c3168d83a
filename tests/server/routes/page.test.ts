import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let webDir: string;
let tiny: TinyDataset;
beforeAll(async () => {
  webDir = await mkdtemp(join(tmpdir(), 'onegrid-web-'));
  await mkdir(join(webDir, 'assets'));
  await writeFile(join(webDir, 'index.html'), '<!doctype html><title>OneGrid</title>');
  await writeFile(join(webDir, 'assets', 'index-abc123.js'), 'export const answer = 42;');
  tiny = await tinyDataset({ webDir });
}, 60_000);
afterAll(async () => {
  await tiny.close();
  await rm(webDir, { recursive: true, force: true });
});

test.each([['/'], ['/wall'], ['/plan'], ['/plan/compare'], ['/remote'], ['/admin'], ['/wall?dataset=tiny']])(
  '%s is the page, asked for anew each time',
  async (url) => {
    const answer = await tiny.app.inject(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
  },
);

test('what has a hash in its name is kept for ever', async () => {
  const answer = await tiny.app.inject('/assets/index-abc123.js');
  expect(answer.body).toContain('42');
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test.each([['/assets/none.js'], ['/somewhere'], ['/assets/../../config.ts']])(
  '%s is nothing',
  async (url) => {
    const answer = await tiny.app.inject(url);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  },
);
