import type { Browser } from 'playwright-core';
import { afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { ScenariosAnswer } from '../../server/contract/scenarios.ts';
import type { StationsAnswer } from '../../server/contract/service-areas.ts';
import { sharedBrowser } from './chromium.ts';
import type { WatchedPage } from './page.ts';
import { deleteScenario, getAnswer, openPlanner, shownResidents } from './planner.ts';

const address = inject('address');
const DISTRICT = '520115';
let browser: Browser;
let watched: WatchedPage;
beforeAll(async () => {
  browser = await sharedBrowser();
});
afterEach(() => watched.close());

async function open(path: string): Promise<void> {
  watched = await openPlanner(browser, address, path, { isMapWanted: false });
}

/** What this file has kept: files beside it keep plans of their own, under other names. */
const kept = async () =>
  (await getAnswer<ScenariosAnswer>(address, '/api/service-areas/scenarios')).scenarios.filter(({ name }) =>
    name.startsWith('撤一个站'),
  );

const parameter = (name: string) => new URL(watched.page.url()).searchParams.get(name);
const residents = () => shownResidents(watched.page);

async function name(text: string): Promise<void> {
  await watched.page.locator('.naming input[name=name]').fill(text);
  await watched.page.locator('.naming button[type=submit]').click();
  await expect.poll(() => watched.page.locator('.naming').count()).toBe(0);
}

it('keeps a plan under a name, opens it by its link, copies it, gives it up and takes that back', async () => {
  const path = `/api/service-areas/stations?within=${DISTRICT}`;
  const [station] = (await getAnswer<StationsAnswer>(address, path)).stations;
  await open(`/plan?unit=${DISTRICT}&plan=r:${station.id}`);
  const { page } = watched;
  const planned = await residents();
  await page.getByText('方案库', { exact: true }).click();
  await page.getByRole('button', { name: '另存为新方案' }).click();
  await name('撤一个站');
  await expect.poll(() => parameter('scenario')).toMatch(/^s-/);
  const id = parameter('scenario');
  const [scenario] = await kept();
  expect(scenario).toMatchObject({ id, name: '撤一个站', within: DISTRICT, plan: { removed: [station.id] } });
  expect(await page.locator('[data-library=open]').textContent()).toContain('已保存');

  // A change is told, and kept as the next revision.
  await page.getByText('方案改动', { exact: true }).first().click();
  await page.locator('.changes__back').first().click();
  await expect.poll(() => page.locator('[data-library=open]').textContent()).toContain('未保存');
  await page.keyboard.press('Control+z');
  await expect.poll(() => page.locator('[data-library=open]').textContent()).toContain('已保存');

  await page.locator(`[data-scenario=${id}]`).getByRole('button', { name: '复制' }).click();
  await name('撤一个站（二）');
  await expect.poll(async () => (await kept()).length).toBe(2);
  expect((await kept())[0].plan).toEqual(scenario.plan);

  // Another page sees it by its link alone.
  await watched.close();
  await open(`/plan?scenario=${id}`);
  await expect.poll(() => parameter('plan'), { timeout: 30_000 }).toBe(`r:${station.id}`);
  await expect.poll(residents, { timeout: 30_000 }).toBe(planned);

  await watched.page.getByText('方案库', { exact: true }).click();
  await watched.page.locator(`[data-scenario=${id}]`).getByRole('button', { name: '删除' }).click();
  await expect.poll(async () => (await kept()).map((one) => one.name)).toEqual(['撤一个站（二）']);
  await watched.page.getByRole('button', { name: '恢复' }).click();
  await expect.poll(async () => (await kept()).map((one) => one.name)).toContain('撤一个站');
  for (const one of await kept()) await deleteScenario(address, one.id);
  expect(watched.errors).toEqual([]);
});

it('says that a scenario of the address is gone, and goes on', async () => {
  await open(`/plan?unit=${DISTRICT}&scenario=s-gone`);
  await watched.page.getByText('方案库', { exact: true }).click();
  await watched.page.getByText('已被删除或不存在').waitFor({ timeout: 30_000 });
  await watched.page.getByRole('button', { name: '离开' }).click();
  await expect.poll(() => parameter('scenario')).toBeNull();
});
