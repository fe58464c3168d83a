import { afterEach, expect, inject, it } from 'vitest';
import type { OrganizationCoverageAnswer } from '../../server/contract/organizations.ts';
import type { SummaryAnswer } from '../../server/contract/requests.ts';
import type { CoverageAnswer } from '../../server/contract/service-areas.ts';
import { onePage } from './one-page.ts';
import { settled, type WatchedPage } from './page.ts';

const address = inject('address');
const PERIOD = 'from=2026-10-01&to=2026-11-01';
const show = onePage();
let watched: WatchedPage;
afterEach(() => {
  expect(watched.errors).toEqual([]);
  expect(watched.outside).toEqual([]);
});

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${address}${path}`)).json()) as T;
}
const count = (value: number) => value.toLocaleString('en-US');
const panelText = () => watched.page.locator('#panels').innerText();

// First: the map is made on the way back, and shows what follows.
it('works in a plain page what is not built yet, with a way back', async () => {
  watched = await show('/admin');
  await watched.page.getByRole('link').first().click();
  await settled(watched.page);
});

it('swaps the four maps without building the map anew', async () => {
  watched = await show('/?unit=520115');
  await settled(watched.page);
  const canvas = await watched.page.locator('.map-canvas canvas').first().elementHandle();
  for (const scene of ['heat', 'service', 'organization', 'grid']) {
    await watched.page.locator(`nav.tabs [data-scene=${scene}]`).click();
    await expect.poll(() => new URL(watched.page.url()).searchParams.get('map') ?? 'grid').toBe(scene);
    await settled(watched.page);
  }
  expect(await canvas!.evaluate((node) => node.isConnected)).toBe(true);
});

it('shows what has no point: map + 未落图 = total; says 演示数据; explains figures and gives charts a table', async () => {
  const summary = await get<SummaryAnswer>(`/api/requests/summary?within=520115&${PERIOD}`);
  expect(summary.located + summary.unlocated).toBe(summary.total);
  watched = await show('/?unit=520115&period=2026-10-01..2026-11-01');
  const { page } = watched;
  await settled(page);
  await expect.poll(() => page.locator('.unlocated').innerText()).toContain(count(summary.unlocated));
  expect(await panelText()).toContain(count(summary.total));
  expect(await page.locator('body').innerText()).toContain('演示数据');

  const figure = page.locator('#panels button.figure').first();
  await figure.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  expect(await dialog.locator('dt').count()).toBeGreaterThan(2);
  await page.keyboard.press('Escape');
  await expect.poll(() => dialog.count()).toBe(0);
  expect(await figure.evaluate((node) => node === document.activeElement)).toBe(true);

  const toggles = page.locator('button.panel__toggle');
  expect(await toggles.count()).toBeGreaterThan(0);
  for (const toggle of await toggles.all()) {
    await toggle.focus();
    await page.keyboard.press('Enter');
    expect(await toggle.getAttribute('aria-pressed')).toBe('true');
  }
  expect(await page.locator('#panels table').count()).toBe(await toggles.count());
});

it('shows the coverage that the server counts, the circle of a station that is chosen, and arcs to what it answers for', async () => {
  const coverage = await get<CoverageAnswer>('/api/service-areas/coverage?within=520115&cutoffMinutes=15');
  watched = await show('/?unit=520115&map=service');
  const { page } = watched;
  await settled(page);
  const { covered, total } = coverage.residents;
  await expect.poll(panelText).toContain(`${count(covered)} / ${count(total)}`);
  await expect.poll(panelText).toContain(((100 * covered) / total).toFixed(1));

  const asked = page.waitForResponse((response) =>
    /\/api\/service-areas\/(stations\/|isochrones)/.test(response.url()),
  );
  await page.locator('#panels .list__button').first().click();
  expect((await asked).status()).toBe(200);
  await expect.poll(() => new URL(page.url()).searchParams.get('station')).not.toBeNull();
  await settled(page);
  // Arcs to what the station is answerable for: deck's own canvas over the map, with something on it.
  const arcs = page.locator('.map-canvas canvas:not(.maplibregl-canvas)');
  await expect.poll(() => arcs.count()).toBe(1);
});

it('shows the organizations that the server counts, 252 of 白云区 among them', async () => {
  const coverage = await get<OrganizationCoverageAnswer>('/api/organizations/coverage?within=520113');
  watched = await show('/?unit=520113&map=organization');
  await settled(watched.page);
  await expect.poll(panelText).toContain(`${coverage.totals.covered} / ${coverage.totals.gridCells}`);
  expect(coverage.totals.gridCells).toBe(301);
  expect(await panelText()).toContain('252');
});
