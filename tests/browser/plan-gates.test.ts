import { expect, inject, it } from 'vitest';
import { parseStationPlan } from '../../geodata/model/station-plan.ts';
import type { CoverageAnswer } from '../../server/contract/service-areas.ts';
import { onePage } from './one-page.ts';
import { project, type WatchedPage } from './page.ts';
import {
  counted,
  DESK,
  deleteScenario,
  getAnswer,
  keepScenario,
  mapAtRest,
  shownResidents,
} from './planner.ts';

const address = inject('address');
const DISTRICT = '520115';
const show = onePage(DESK);
let watched: WatchedPage;

async function open(path: string): Promise<void> {
  watched = await show(path);
  await counted(watched.page);
}

const residents = () => shownResidents(watched.page);

async function covered(query: string): Promise<number> {
  const path = `/api/service-areas/coverage?within=${DISTRICT}&cutoffMinutes=15&${query}`;
  return (await getAnswer<CoverageAnswer>(address, path)).residents.covered;
}

const planText = () => new URL(watched.page.url()).searchParams.get('plan');

it('opens a gate by hand, brings the people that were promised, and counts what the server counts', async () => {
  await open(`/plan?unit=${DISTRICT}`);
  const { page } = watched;
  const today = await residents();
  expect(today).toBe(await covered(''));

  await page.getByText('门禁', { exact: true }).first().click();
  await page.waitForSelector('.gates__row', { timeout: 30_000 });
  await page.waitForSelector('.busy', { state: 'detached', timeout: 60_000 });
  const promised = Number(
    (await page.locator('.gates__gain').first().textContent())?.replace(/[^\d+−]/g, '').replace('−', '-'),
  );
  expect(promised).toBeGreaterThan(0);
  await page.locator('.gates__name').first().click();
  await page.waitForSelector('[data-gate-effect=open]', { timeout: 20_000 });
  await page.locator('[data-plan=gate]').getByText('所有人', { exact: true }).click();
  await expect.poll(residents, { timeout: 20_000 }).toBe(today + promised);

  // The server counts the same plan the same way.
  const scenario = await keepScenario(address, {
    name: '试开一处门',
    within: DISTRICT,
    plan: parseStationPlan(planText() ?? ''),
  });
  expect(Object.values(scenario.plan.gates)).toEqual(['open']);
  expect(await covered(`scenario=${scenario.id}`)).toBe(today + promised);
  await deleteScenario(address, scenario.id);

  await page.keyboard.press('Control+z');
  await expect.poll(residents, { timeout: 20_000 }).toBe(today);
  expect(planText()).toBeNull();
  await page.locator('.chosen__close').click();
  expect(watched.errors).toEqual([]);
});

it('takes a gate in hand where it stands on the map', async () => {
  await open(`/plan?unit=${DISTRICT}`);
  const { page } = watched;
  await page.getByText('门禁', { exact: true }).first().click();
  await page.waitForSelector('.gates__row', { timeout: 30_000 });
  await page.waitForSelector('.busy', { state: 'detached', timeout: 60_000 });
  await page.locator('.gates__name').first().click();
  await page.waitForSelector('[data-plan=gate]');
  await mapAtRest(page);
  const name = await page.locator('[data-plan=gate] strong').textContent();
  await page.locator('[data-plan=gate]').getByText('所有人', { exact: true }).click();
  await expect.poll(planText, { timeout: 20_000 }).toMatch(/^g:/);
  const [gate] = Object.keys(parseStationPlan(planText() ?? '').gates);
  await page.locator('.chosen__close').click();
  await expect.poll(() => page.locator('[data-plan=gate]').count()).toBe(0);
  await mapAtRest(page);
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
  await expect.poll(residents, { timeout: 20_000 }).toBe(evening);
  await watched.page.getByLabel('哪些站点算数').selectOption('weekend');
  const weekend = await covered('when=weekend');
  await expect.poll(residents, { timeout: 20_000 }).toBe(weekend);
  expect(new URL(watched.page.url()).searchParams.get('when')).toBe('weekend');
});
