import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { NearestAnswer } from '../../server/contract/service-area-analyses.ts';
import { PLAN_LAYERS, USUAL_LAYERS } from '../../web/plan/shown-layers.ts';
import { launchBrowser } from './chromium.ts';
import { openPage, project, settled, type WatchedPage } from './page.ts';
import { type Picture, pixelAt, takePicture } from './pixels.ts';

const address = inject('address');
const DISTRICT = '520113';
/** The middle of the map, free of panels, names of the frame and tools. */
const BOX = { left: 620, top: 200, right: 1300, bottom: 820 };
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
  await drawn();
}

/** The engine has answered everything, and the map has drawn it. */
async function drawn(): Promise<void> {
  await settled(watched.page);
  await watched.page.waitForTimeout(1500);
  await settled(watched.page);
}

/** Share of the map's pixels that differ. */
function difference(one: Picture, other: Picture): number {
  let count = 0;
  let differing = 0;
  for (let y = BOX.top; y < BOX.bottom; y += 2) {
    for (let x = BOX.left; x < BOX.right; x += 2) {
      const [a, b] = [pixelAt(one, x, y), pixelAt(other, x, y)];
      count++;
      if (a.some((value, channel) => Math.abs(value - b[channel]) > 12)) differing++;
    }
  }
  return differing / count;
}

const shown = () => new URL(watched.page.url()).searchParams.get('show');

it('puts every layer on the map and takes it off again, and keeps the choice in the address', async () => {
  await open(`/plan?unit=${DISTRICT}`);
  const { page } = watched;
  const chip = page.getByRole('button', { name: '图层' });
  const box = (name: string) => page.locator(`input[type=checkbox][value=${name}]`);
  const picture = async (): Promise<Picture> => {
    await drawn();
    return takePicture(browser, page);
  };
  /** Without the menu, which lies over the map. */
  const turn = async (name: string): Promise<Picture> => {
    await chip.click();
    await box(name).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    return picture();
  };
  const usual = await picture();
  for (const name of PLAN_LAYERS) {
    const isUsual = USUAL_LAYERS.includes(name);
    const turned = await turn(name);
    expect(shown()?.split(',').includes(name) ?? false).toBe(!isUsual);
    expect([name, difference(usual, turned) > 0.002]).toEqual([name, true]);
    const back = await turn(name);
    expect(shown()).toBeNull();
    expect([name, difference(usual, back) < 0.001]).toEqual([name, true]);
  }

  await turn('streets');
  const circles = await turn('circles');
  const link = page.url().slice(address.length);
  await expect.poll(() => page.locator('[data-plan=circle]').count()).toBeGreaterThan(0);
  await watched.close();
  await open(link);
  expect(difference(circles, await takePicture(browser, watched.page))).toBeLessThan(0.001);
  // The keyboard alone opens the menu, lands in it and leaves it.
  await watched.page.getByRole('button', { name: '图层' }).focus();
  await watched.page.keyboard.press('Enter');
  for (const name of PLAN_LAYERS)
    expect([name, await watched.page.locator(`input[value=${name}]`).isChecked()]).toEqual([
      name,
      ['bands', 'gaps', 'streets', 'circles'].includes(name),
    ]);
  await expect
    .poll(() => watched.page.evaluate(() => document.activeElement?.getAttribute('type')))
    .toBe('checkbox');
  await watched.page.keyboard.press('Escape');
  await expect.poll(() => watched.page.evaluate(() => document.activeElement?.textContent)).toContain('图层');
  expect(watched.errors).toEqual([]);
  expect(watched.outside).toEqual([]);
});

it('names for a building that is clicked the nearest three stations, with the minutes that the server says', async () => {
  const answer = await fetch(`${address}/ogc/collections/buildings/items?within=${DISTRICT}&limit=400`);
  const { features } = (await answer.json()) as {
    features: { id: string; geometry: { coordinates: number[][][] }; properties: { residents: number } }[];
  };
  const house = features.find(({ properties }) => properties.residents > 0)!;
  const corners = house.geometry.coordinates[0].slice(0, -1);
  const middle = [0, 1].map(
    (axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length,
  );
  await open(`/plan?unit=${DISTRICT}&camera=${middle[0].toFixed(5)},${middle[1].toFixed(5)},17,0,0`);
  const { page } = watched;
  const at = await project(page, middle as [number, number]);
  await page.mouse.click(at.x, at.y);
  await page.waitForSelector('[data-plan=nearest]', { timeout: 20_000 });
  const server = (await (
    await fetch(`${address}/api/service-areas/nearest?building=${house.id}&count=3`)
  ).json()) as NearestAnswer;
  expect(server.features.length).toBe(3);
  const rows = page.locator('[data-plan=nearest]');
  expect(await rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.station))).toEqual(
    server.features.map(({ properties }) => properties.stationId),
  );
  for (const [index, { properties }] of server.features.entries()) {
    const row = rows.nth(index);
    expect(await row.textContent()).toContain(properties.stationName);
    expect(Number(await row.locator('b').textContent())).toBeCloseTo(properties.walkMinutes, 1);
  }
  // The selection stays: a building that is asked about is no smaller scope.
  expect(new URL(page.url()).searchParams.get('unit')).toBe(DISTRICT);
  await page.keyboard.press('Escape');
  await expect.poll(() => rows.count()).toBe(0);
  expect(watched.errors).toEqual([]);
});
