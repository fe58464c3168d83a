import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { parseStationPlan } from '../../geodata/model/station-plan.ts';
import type { Scenario } from '../../server/contract/scenarios.ts';
import type { CoverageAnswer } from '../../server/contract/service-areas.ts';
import { launchBrowser } from './chromium.ts';
import { openPage, project, type WatchedPage } from './page.ts';

const address = inject('address');
const DISTRICT = '520115';
let browser: Browser;
let watched: WatchedPage;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => watched.close());

async function open(path: string): Promise<void> {
  watched = await openPage(browser, address, path);
  await watched.page.waitForSelector('[data-plan=residents]', { timeout: 60_000 });
  await watched.page.waitForSelector('.map-canvas[data-state=idle]', { state: 'attached', timeout: 60_000 });
}

const shownResidents = async () =>
  Number((await watched.page.locator('[data-plan=residents]').textContent())?.replaceAll(',', ''));

async function covered(query: string): Promise<number> {
  const response = await fetch(
    `${address}/api/service-areas/coverage?within=${DISTRICT}&cutoffMinutes=15&${query}`,
  );
  return ((await response.json()) as CoverageAnswer).residents.covered;
}

const planText = () => new URL(watched.page.url()).searchParams.get('plan');

it('opens a gate by hand, brings the people that were promised, and counts what the server counts', async () => {
  await open(`/plan?unit=${DISTRICT}`);
  const { page } = watched;
  const today = await shownResidents();
  expect(today).toBe(await covered(''));

  await page.getByText('门禁', { exact: true }).click();
  await page.waitForSelector('.gates__row', { timeout: 30_000 });
  await page.waitForSelector('.busy', { state: 'detached', timeout: 60_000 });
  const promised = Number(
    (await page.locator('.gates__gain').first().textContent())?.replace(/[^\d+−]/g, '').replace('−', '-'),
  );
  expect(promised).toBeGreaterThan(0);
  await page.locator('.gates__name').first().click();
  await page.waitForSelector('[data-gate-effect=open]', { timeout: 20_000 });
  await page.locator('[data-plan=gate]').getByText('所有人', { exact: true }).click();
  await expect.poll(shownResidents, { timeout: 20_000 }).toBe(today + promised);

  // The server counts the same plan the same way.
  const response = await fetch(`${address}/api/service-areas/scenarios`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: '试开一处门',
      note: '',
      plan: parseStationPlan(planText() ?? ''),
      within: DISTRICT,
      cutoffMinutes: 15,
      profile: 'adult',
      when: 'anytime',
    }),
  });
  expect(response.status).toBe(201);
  const scenario = (await response.json()) as Scenario;
  expect(Object.values(scenario.plan.gates)).toEqual(['open']);
  expect(await covered(`scenario=${scenario.id}`)).toBe(today + promised);
  await fetch(`${address}/api/service-areas/scenarios/${scenario.id}`, { method: 'DELETE' });

  await page.keyboard.press('Control+z');
  await expect.poll(shownResidents, { timeout: 20_000 }).toBe(today);
  expect(planText()).toBeNull();
  expect(watched.errors).toEqual([]);
});

it('takes a gate in hand where it stands on the map', async () => {
  await open(`/plan?unit=${DISTRICT}`);
  const { page } = watched;
  await page.getByText('门禁', { exact: true }).click();
  await page.waitForSelector('.gates__row', { timeout: 30_000 });
  await page.waitForSelector('.busy', { state: 'detached', timeout: 60_000 });
  await page.locator('.gates__name').first().click();
  await page.waitForSelector('[data-plan=gate]');
  await page.waitForSelector('.map-canvas[data-state=idle]', { state: 'attached', timeout: 60_000 });
  const name = await page.locator('[data-plan=gate] strong').textContent();
  await page.locator('[data-plan=gate]').getByText('所有人', { exact: true }).click();
  await expect.poll(planText, { timeout: 20_000 }).toMatch(/^g:/);
  const [gate] = Object.keys(parseStationPlan(planText() ?? '').gates);
  await page.locator('.chosen__close').click();
  await expect.poll(() => page.locator('[data-plan=gate]').count()).toBe(0);
  await page.waitForSelector('.map-canvas[data-state=idle]', { state: 'attached', timeout: 60_000 });
  const at = await project(page, gate.split(',').map(Number) as [number, number]);
  await page.mouse.click(at.x, at.y);
  await expect
    .poll(() => page.locator('[data-plan=gate] strong').textContent(), { timeout: 20_000 })
    .toBe(name);
});

it('leaves out the stations that are closed at the time that is chosen, as the server does', async () => {
  await open(`/plan?unit=${DISTRICT}&when=evening`);
  const evening = await covered('when=evening');
  expect(evening).toBeLessThan(await covered(''));
  expect(await shownResidents()).toBe(evening);
  await watched.page.getByLabel('哪些站点算数').selectOption('weekend');
  const weekend = await covered('when=weekend');
  await expect.poll(shownResidents, { timeout: 20_000 }).toBe(weekend);
  expect(new URL(watched.page.url()).searchParams.get('when')).toBe('weekend');
});
