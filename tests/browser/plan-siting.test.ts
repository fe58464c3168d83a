import type { Browser } from 'playwright-core';
import { afterEach, beforeAll, expect, inject, it } from 'vitest';
import { sharedBrowser } from './chromium.ts';
import { openPage, project, type WatchedPage } from './page.ts';
import { DESK } from './planner.ts';

const address = inject('address');
const DISTRICT = '520113';
/** Several searches in a row, each while the map is drawn. */
const SEARCHES_MS = 240_000;
/** Software drawing leaves the engine's thread little time. */
const SOON = { timeout: 60_000 };
let browser: Browser;
let watched: WatchedPage;
beforeAll(async () => {
  browser = await sharedBrowser();
});
afterEach(() => watched.close());

async function ready(path: string): Promise<void> {
  watched = await openPage(browser, address, path, DESK);
  await watched.page.waitForSelector('[data-plan=residents]', { timeout: 60_000 });
  await watched.page.waitForSelector('.map-canvas[data-state=idle]', { state: 'attached', timeout: 60_000 });
}
const shownResidents = async () =>
  Number((await watched.page.locator('[data-plan=residents]').textContent())?.replaceAll(',', ''));
const part = (name: string) => watched.page.locator(`[data-siting=${name}]`);

async function ask(): Promise<void> {
  await watched.page.locator('.form__ask').click();
  await part('headline').waitFor({ timeout: 60_000 });
}

/** The promise shown after taking, and the plan's own count. */
async function adopt(): Promise<number> {
  await part('adopt').click();
  await part('adopted').waitFor();
  return Number(await part('adopted').getAttribute('data-promised'));
}

it(
  'finds several places at once, proves them in the background, and takes them as one step that counts what was promised',
  async () => {
    await ready(`/plan?unit=${DISTRICT}&cutoff=5`);
    const { page } = watched;
    const before = await shownResidents();
    await page.locator('.form__stepper input').fill('12');
    await ask();
    expect(await page.locator('[data-siting=places] li').count()).toBe(12);

    // The pointer on a row is the pointer on its number on the map, and the row is marked.
    await page.locator('[data-siting=places] li').nth(1).hover();
    await page.waitForSelector('[data-siting=places] li:nth-child(2).on');

    // Enough overlapping places that greedy and swaps alone prove nothing; the solver then ends by itself or is ended.
    if ((await part('prove').count()) > 0) {
      await part('prove').click();
      await page.waitForSelector('[data-siting=proof]:is([data-state=running], [data-state=optimal])', {
        timeout: 60_000,
      });
      const cancel = part('cancel');
      // It may have ended between the two looks.
      if ((await cancel.count()) > 0) await cancel.click({ timeout: 5000 }).catch(() => {});
      await page.waitForSelector(
        '[data-siting=proof]:is([data-state=optimal], [data-state=timeLimit], [data-state=cancelled])',
      );
      expect(await part('cancel').count()).toBe(0);
    }

    const promised = await adopt();
    expect(promised).toBeGreaterThan(before);
    await expect.poll(shownResidents, SOON).toBe(promised);
    await expect.poll(() => part('adopted').textContent(), SOON).toContain('与承诺一致');
    expect(new URL(page.url()).searchParams.get('plan')?.match(/n:\d+@/g)).toHaveLength(12);
    await page.keyboard.press('Control+z');
    await expect.poll(shownResidents, SOON).toBe(before);
    expect(watched.errors).toEqual([]);
    expect(watched.outside).toEqual([]);
  },
  SEARCHES_MS,
);

it(
  'keeps conditions: given parcels with prices, a budget, rooms that are there, a must-have from the map',
  async () => {
    await ready(`/plan?unit=${DISTRICT}&cutoff=5`);
    const { page } = watched;
    const before = await shownResidents();
    await page.locator('input[type=file]').setInputFiles({
      name: 'parcels.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('lon,lat,cost,name\n26.6,106.6,1,A\n13.4,52.5,1,B\n'),
    });
    await page.waitForSelector('.form__hint--warn li');
    expect(await page.locator('.form__hint--warn').innerText()).toContain('第 2 行');
    expect(await page.locator('.form__hint--warn').innerText()).toContain('第 3 行');
    await page.getByRole('button', { name: '去掉' }).click();

    // A must-have where a station stands is on a street for certain.
    const { stations } = (await (
      await fetch(`${address}/api/service-areas/stations?within=${DISTRICT}`)
    ).json()) as { stations: { position: [number, number] }[] };
    const at = await project(page, stations[Math.floor(stations.length / 2)].position);
    await page.getByRole('button', { name: '在地图上点选' }).click();
    await page.mouse.click(at.x, at.y);
    await page.getByRole('button', { name: '点选完毕' }).click();
    expect(new URL(page.url()).searchParams.get('unit')).toBe(DISTRICT);

    await page.getByLabel('路口').uncheck();
    await page.getByLabel('现有用房').check();
    await page.getByLabel('预算').fill('70');
    expect(await page.locator('.form__ask').isDisabled()).toBe(true);
    await page.getByLabel('新建一处').fill('50');
    await page.getByLabel('共用一处').fill('10');
    await ask();
    const rows = page.locator('[data-siting=places] li');
    // 50 for the must-have leaves 20: two rooms.
    expect(await rows.count()).toBe(3);
    expect(await rows.first().innerText()).toContain('必设点');
    const promised = await adopt();
    expect(promised).toBeGreaterThan(before);
    await expect.poll(shownResidents, SOON).toBe(promised);
    expect(watched.errors).toEqual([]);
  },
  SEARCHES_MS,
);

it(
  'for the worst cell first speaks of its share, and gives up stations that were not chosen in the same step',
  async () => {
    await ready(`/plan?unit=${DISTRICT}&cutoff=5`);
    const { page } = watched;
    const before = await shownResidents();
    await page.getByText('最差网格优先').click();
    await ask();
    expect(await part('headline').innerText()).toMatch(/最差网格.+覆盖 [\d.]+%，(上限 [\d.]+%|已证不能更好)/);
    await page.locator('.form__fold').click();
    await page.getByText('覆盖最多').click();
    await page.getByText('可重选').click();
    await page.locator('.form__ask').click();
    await expect.poll(() => part('headline').innerText(), SOON).toContain('所选各处覆盖');
    const promised = await adopt();
    await expect.poll(shownResidents, SOON).toBe(promised);
    expect(new URL(page.url()).searchParams.get('plan')).toMatch(/r:/);
    await page.keyboard.press('Control+z');
    await expect.poll(shownResidents, SOON).toBe(before);
    expect(watched.errors).toEqual([]);
  },
  SEARCHES_MS,
);
