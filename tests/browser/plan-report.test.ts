import { readFileSync } from 'node:fs';
import type { Download } from 'playwright-core';
import readBook from 'read-excel-file/node';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { CoverageAnswer, StationsAnswer } from '../../server/contract/service-areas.ts';
import { sharedBrowser } from './chromium.ts';
import { onePage } from './one-page.ts';
import { openPage, type WatchedPage } from './page.ts';
import { DESK } from './planner.ts';

const address = inject('address');
const DISTRICT = '520113';
const OUTLINES = '**/ogc/collections/units/items*';
const show = onePage(DESK);
let watched: WatchedPage;
let link: string;
beforeAll(async () => {
  const stations = await get<StationsAnswer>(`/api/service-areas/stations?within=${DISTRICT}`);
  const [first, second] = stations.stations;
  const [lon, lat] = first.position;
  const plan = `m:${first.id}@${(lon + 0.003).toFixed(5)},${lat.toFixed(5)};r:${second.id}`;
  link = `/plan?unit=${DISTRICT}&plan=${encodeURIComponent(plan)}`;
});
afterEach(async () => {
  await watched.page.keyboard.press('Escape');
  await expect.poll(() => book().count()).toBe(0);
});
afterAll(() => watched.close());

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${address}${path}`)).json()) as T;
}

async function openPlanner(): Promise<void> {
  watched = await show(link);
  await watched.page.waitForSelector('[data-plan=residents]', { timeout: 60_000 });
}

const askReport = () => watched.page.getByRole('button', { name: '报告', exact: true }).click();
const book = () => watched.page.locator('[data-report=ready]');

async function download(button: string): Promise<Download> {
  const [file] = await Promise.all([
    watched.page.waitForEvent('download', { timeout: 90_000 }),
    watched.page.getByRole('button', { name: button }).click(),
  ]);
  return file;
}

const read = async (file: Download): Promise<Buffer> => readFileSync(await file.path());

it('prints what the server counts, in sheets of A4 with maps of lines', async () => {
  const scripts: string[] = [];
  await openPlanner();
  const { page } = watched;
  page.on('request', (request) => scripts.push(request.url()));
  const loadedBefore = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name),
  );
  expect(loadedBefore.filter((name) => name.includes('plan-report'))).toEqual([]);
  await askReport();
  await book().waitFor({ timeout: 60_000 });
  expect(scripts.some((name) => name.includes('plan-report'))).toBe(true);

  const text = (await book().textContent()) ?? '';
  for (const minutes of [5, 10, 15]) {
    const answer = await get<CoverageAnswer>(
      `/api/service-areas/coverage?within=${DISTRICT}&cutoffMinutes=${minutes}`,
    );
    expect(text).toContain(answer.residents.covered.toLocaleString('en-US'));
  }
  expect(text).toContain('迁移 1 个、新增 0 个、撤掉 1 个站点');
  expect(await page.title()).toMatch(/^规划报告-白云区-\d{8}-\d{4}$/);

  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  // Skia writes one such dictionary a page, uncompressed; A4 is 595 × 842 points.
  const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((box) =>
    box.slice(1).map((side) => Math.round(Number(side))),
  );
  const upright = boxes.filter(([width, height]) => width === 595 && height === 842).length;
  const turned = boxes.filter(([width, height]) => width === 842 && height === 595).length;
  expect([upright + turned, boxes.length]).toEqual([boxes.length, pdf.match(/\/Type \/Page\b/g)?.length]);
  // Summary, maps, gaps, false coverage, stations, method; and tables by street, community and cell.
  expect(upright).toBeGreaterThanOrEqual(7);
  expect(turned).toBeGreaterThanOrEqual(3);
  // No screenshot: a map is made of lines.
  expect(pdf).not.toContain('/Subtype /Image');

  await page.keyboard.press('Escape');
  await expect.poll(() => book().count()).toBe(0);
  expect(await page.title()).not.toContain('规划报告');
  expect(watched.errors).toEqual([]);
  expect(watched.outside).toEqual([]);
});

it('gives a workbook with maps, and files for geographic information systems', async () => {
  await openPlanner();
  await askReport();
  await book().waitFor({ timeout: 60_000 });

  const workbook = await download('Excel 工作簿');
  expect(workbook.suggestedFilename()).toMatch(/^规划报告-白云区-\d{8}-\d{4}\.xlsx$/);
  const sheets = await readBook(await read(workbook));
  expect(sheets.map(({ sheet }) => sheet)).toEqual([
    '概要',
    '街道',
    '社区',
    '网格',
    '缺口',
    '假覆盖',
    '站点',
    '方法',
    '地图',
  ]);
  const { residents } = await get<CoverageAnswer>(
    `/api/service-areas/coverage?within=${DISTRICT}&cutoffMinutes=15`,
  );
  for (const level of ['街道', '社区', '网格']) {
    const rows = sheets.find(({ sheet }) => sheet === level)!.data;
    const head = rows[0];
    const sum = rows.at(-1)!;
    expect(sum[1]).toBe('合计');
    expect([level, sum[head.indexOf('居民')], sum[head.indexOf('15 分钟今日居民')]]).toEqual([
      level,
      residents.total,
      residents.covered,
    ]);
  }

  const bands = JSON.parse((await read(await download('步行圈 GeoJSON'))).toString());
  expect(bands.features).toHaveLength(6);
  expect(bands.features[2].properties).toMatchObject({
    of: 'today',
    cutoffMinutes: 15,
    reachedResidents: residents.covered,
  });
  const gaps = JSON.parse((await read(await download('缺口 GeoJSON'))).toString());
  const planned = bands.features[5].properties;
  const inGaps = gaps.features.reduce(
    (sum: number, { properties }: { properties: { residents: number } }) => sum + properties.residents,
    0,
  );
  expect(inGaps).toBe(planned.residents - planned.reachedResidents);
  expect(watched.errors).toEqual([]);
});

it('can be cancelled while it is made, says so, and is made again', async () => {
  await openPlanner();
  const { page } = watched;
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(OUTLINES, async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  await askReport();
  await page.getByRole('status').filter({ hasText: '读取区划边界' }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByRole('alert').filter({ hasText: '已取消' }).waitFor();
  letGo();
  await page.unroute(OUTLINES);
  await page.getByRole('button', { name: '重新生成' }).click();
  await book().waitFor({ timeout: 60_000 });
});

it('says what to do where the server fails, and leaves out what is a detail', async () => {
  // A page that knows nothing yet: what it was once told it does not ask again.
  watched = await openPage(await sharedBrowser(), address, link, DESK);
  const { page } = watched;
  await page.waitForSelector('[data-plan=residents]', { timeout: 60_000 });
  await page.route('**/api/service-areas/false-coverage*', (route) =>
    route.fulfill({ status: 503, body: '' }),
  );
  await page.route(OUTLINES, (route) => route.fulfill({ status: 503, body: '' }));
  await askReport();
  await page.getByRole('alert').filter({ hasText: '检查网络后点“重新生成”' }).waitFor({ timeout: 60_000 });
  await page.unroute(OUTLINES);
  await page.getByRole('button', { name: '重新生成' }).click();
  await book().waitFor({ timeout: 60_000 });
  expect(await book().textContent()).toContain('假覆盖名单未能从服务器取得');
});
