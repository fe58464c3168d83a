import type { Browser, Page } from 'playwright-core';
import type { StationPlan } from '../../geodata/model/station-plan.ts';
import type { Scenario, ScenarioBody } from '../../server/contract/scenarios.ts';
import { type OpenOptions, openPage, type WatchedPage } from './page.ts';

/** A desk: on a wider screen software WebGL paints twice the triangles and twice the pixels of the same district. */
export const DESK: OpenOptions = { width: 1366, height: 768 };

/** The planner's page once it has counted; with its map at rest where asked. */
export async function openPlanner(
  browser: Browser,
  address: string,
  path: string,
  { isMapWanted = true } = {},
): Promise<WatchedPage> {
  const watched = await openPage(browser, address, path, DESK);
  await counted(watched.page, { isMapWanted });
  return watched;
}

/** Waits for the planner's figures; for its map at rest where that is wanted. */
export async function counted(page: Page, { isMapWanted = true } = {}): Promise<void> {
  await page.waitForSelector('[data-plan=residents]', { timeout: 60_000 });
  if (isMapWanted) await mapAtRest(page);
}

export async function mapAtRest(page: Page): Promise<void> {
  await page.waitForSelector('.map-canvas[data-state=idle]', { state: 'attached', timeout: 60_000 });
}

/** Residents within the chosen minutes, as the page shows them. */
export async function shownResidents(page: Page): Promise<number> {
  return Number((await page.locator('[data-plan=residents]').textContent())?.replaceAll(',', ''));
}

export async function getAnswer<T>(address: string, path: string): Promise<T> {
  return (await (await fetch(`${address}${path}`)).json()) as T;
}

/** Keeps a plan on the server; what is not said of it is the usual. @throws where it is refused */
export async function keepScenario(
  address: string,
  said: Partial<Omit<ScenarioBody, 'plan'>> & { name: string; plan: Partial<StationPlan> },
): Promise<Scenario> {
  const body = {
    note: '',
    within: null,
    cutoffMinutes: 15,
    profile: 'adult',
    when: 'anytime',
    ...said,
    plan: { moved: {}, added: {}, removed: [], gates: {}, ...said.plan },
  };
  const response = await fetch(`${address}/api/service-areas/scenarios`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as Scenario;
}

export async function deleteScenario(address: string, id: string): Promise<void> {
  await fetch(`${address}/api/service-areas/scenarios/${id}`, { method: 'DELETE' });
}
