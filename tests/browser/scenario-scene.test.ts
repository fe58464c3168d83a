import type { Browser } from 'playwright-core';
import { afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { CoverageAnswer, StationsAnswer } from '../../server/contract/service-areas.ts';
import { sharedBrowser } from './chromium.ts';
import { openPage, type WatchedPage } from './page.ts';
import { DESK, deleteScenario, getAnswer, keepScenario } from './planner.ts';

const address = inject('address');
const DISTRICT = '520115';
let browser: Browser;
let watched: WatchedPage;
beforeAll(async () => {
  browser = await sharedBrowser();
});
afterEach(() => watched.close());

const get = <T>(path: string) => getAnswer<T>(address, path);

const shownPair = async () => (await watched.page.locator('.coverage__pair').textContent()) ?? '';

it('shows a kept plan with its own figures and says that it is not carried out', async () => {
  const { stations } = await get<StationsAnswer>(`/api/service-areas/stations?within=${DISTRICT}`);
  const { id } = await keepScenario(address, {
    name: '撤十个站',
    within: DISTRICT,
    cutoffMinutes: 10,
    profile: 'elderly',
    plan: { removed: stations.slice(0, 10).map((station) => station.id) },
  });
  const coverage = `/api/service-areas/coverage?within=${DISTRICT}`;
  // With the minutes and the walker that the plan was kept with.
  const own = `cutoffMinutes=10&profile=elderly&scenario=${id}`;
  const planned = (await get<CoverageAnswer>(`${coverage}&${own}`)).residents.covered;
  const today = (await get<CoverageAnswer>(coverage)).residents.covered;
  expect(planned).toBeLessThan(today);
  watched = await openPage(browser, address, `/?map=service&unit=${DISTRICT}&scenario=${id}`, DESK);
  await watched.page.waitForSelector('[data-scenario-badge]', { timeout: 60_000 });
  await expect.poll(shownPair, { timeout: 30_000 }).toContain(planned.toLocaleString('en-US'));
  expect(await watched.page.locator('[data-scenario-badge]').textContent()).toContain('撤十个站');
  expect(await watched.page.locator('.planned').first().textContent()).toContain('未实施');

  // Given up by somebody else: today is shown, and said to be today.
  await deleteScenario(address, id);
  await watched.page.getByText('图上是今日情况').waitFor({ timeout: 30_000 });
  await expect.poll(shownPair, { timeout: 30_000 }).toContain(today.toLocaleString('en-US'));
  expect(await watched.page.locator('[data-scenario-badge]').count()).toBe(0);
});
