import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { Scenario } from '../../server/contract/scenarios.ts';
import type { CoverageAnswer, StationsAnswer } from '../../server/contract/service-areas.ts';
import { launchBrowser } from './chromium.ts';
import { openPage, type WatchedPage } from './page.ts';

const address = inject('address');
const DISTRICT = '520115';
let browser: Browser;
let watched: WatchedPage;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => watched.close());

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${address}${path}`)).json()) as T;
}

const shownPair = async () => (await watched.page.locator('.coverage__pair').textContent()) ?? '';

it('shows a kept plan with its own figures and says that it is not carried out', async () => {
  const { stations } = await get<StationsAnswer>(`/api/service-areas/stations?within=${DISTRICT}`);
  const response = await fetch(`${address}/api/service-areas/scenarios`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: '撤十个站',
      note: '',
      plan: { moved: {}, added: {}, removed: stations.slice(0, 10).map(({ id }) => id), gates: {} },
      within: DISTRICT,
      cutoffMinutes: 15,
      profile: 'adult',
      when: 'anytime',
    }),
  });
  const { id } = (await response.json()) as Scenario;
  const coverage = `/api/service-areas/coverage?within=${DISTRICT}&cutoffMinutes=15`;
  const planned = (await get<CoverageAnswer>(`${coverage}&scenario=${id}`)).residents.covered;
  const today = (await get<CoverageAnswer>(coverage)).residents.covered;
  expect(planned).toBeLessThan(today);
  watched = await openPage(browser, address, `/?map=service&unit=${DISTRICT}&scenario=${id}`);
  await watched.page.waitForSelector('[data-scenario-badge]', { timeout: 60_000 });
  await expect.poll(shownPair, { timeout: 30_000 }).toContain(planned.toLocaleString('en-US'));
  expect(await watched.page.locator('[data-scenario-badge]').textContent()).toContain('撤十个站');
  expect(await watched.page.locator('.planned').first().textContent()).toContain('未实施');

  // Given up by somebody else: today is shown, and said to be today.
  await fetch(`${address}/api/service-areas/scenarios/${id}`, { method: 'DELETE' });
  await watched.page.getByText('图上是今日情况').waitFor({ timeout: 30_000 });
  await expect.poll(shownPair, { timeout: 30_000 }).toContain(today.toLocaleString('en-US'));
  expect(await watched.page.locator('[data-scenario-badge]').count()).toBe(0);
});
