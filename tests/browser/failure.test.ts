import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { sharedBrowser } from './chromium.ts';
import { openMuteDoor } from './live-mute.ts';
import { openPage, settled, type WatchedPage } from './page.ts';
import { takePicture } from './pixels.ts';
import { DESK } from './planner.ts';
import { type RunningServer, startServer } from './serve-demo.ts';

/** With the feed on, data are seconds old: only then does a page grow stale and become fresh again. */
const FEED = { ONEGRID_SIMULATED_FEED: 'on' };
/** As quick as a wall may be. */
const QUICK_PLAYLIST = {
  items: [
    { map: 'grid', unit: '520115', seconds: 20 },
    { map: 'grid', unit: '520113', seconds: 20 },
  ],
};
let browser: Browser;
let dataFolder: string;
let server: RunningServer;
let watched: WatchedPage | null = null;

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'onegrid-failure-'));
  cpSync(inject('spareDataFolder'), dataFolder, { recursive: true });
  browser = await sharedBrowser();
  server = await startServer(dataFolder, FEED);
});
afterAll(async () => {
  await server?.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});
afterEach(async () => {
  await watched?.close();
  watched = null;
});

const ageChip = (page: Page) => page.locator('.chips [role=status]');
const ageLook = async (page: Page) =>
  /chips__age--(\w+)/.exec((await ageChip(page).getAttribute('class')) ?? '')?.[1] ?? '';
const placeName = (page: Page) => page.locator('.crumbs__last').innerText();
const figures = (page: Page) => page.locator('#panels .kpi .num, #panels .loop .num').allInnerTexts();

/** Stays the same page from here on: a reload would lose the mark. */
async function markPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.dataset.notReloaded = '';
  });
}
const isSamePage = (page: Page) => page.evaluate(() => 'notReloaded' in document.documentElement.dataset);

it('says on wall and desk since when the server is away, keeps the last figures, and is fresh again by itself', {
  timeout: 240_000,
}, async () => {
  const screens: WatchedPage[] = [];
  const everywhere = <Result>(look: (page: Page) => Promise<Result>) =>
    Promise.all(screens.map(({ page }) => look(page)));
  try {
    for (const path of ['/wall', '/?unit=520115']) {
      const screen = await openPage(browser, server.address, null, DESK);
      screens.push(screen);
      await screen.page.route('**/playlist.json', (route) => route.fulfill({ json: QUICK_PLAYLIST }));
      await screen.page.goto(`${server.address}${path}`, { waitUntil: 'domcontentloaded' });
      await settled(screen.page);
      await expect.poll(() => ageLook(screen.page), { timeout: 30_000 }).toBe('fresh');
      await markPage(screen.page);
    }
    const port = Number(new URL(server.address).port);

    await server.stop();
    const before = await everywhere(async (page) => {
      await expect.poll(() => ageLook(page), { timeout: 30_000 }).toBe('offline');
      expect(await ageChip(page).innerText()).toMatch(/^离线 · 截至 \d\d:\d\d$/);
      const panels = page.locator('#panels .panel');
      await expect.poll(() => page.locator('#panels .panel--offline').count()).toBeGreaterThan(0);
      expect(await panels.first().innerText()).toMatch(/离线 · 截至 \d\d:\d\d/);
      expect((await page.locator('#panels .panel .num').allInnerTexts()).join('')).toMatch(/\d/);
      const texts = await figures(page);
      expect(texts.length).toBeGreaterThan(5);
      return { texts, place: await placeName(page) };
    });
    // Longer than the page waits before it asks again, and than a wall holds a picture: failed calls take no figure off the screen, and
    // no figure is shown under the name of another place.
    await screens[0].page.waitForTimeout(22_000);
    const after = await everywhere(async (page) => {
      const map = page.locator('.map-canvas');
      expect(Number(await map.evaluate((canvas) => getComputedStyle(canvas).opacity))).toBe(0.7);
      expect(await page.locator('#panels [role=alert]').count()).toBe(0);
      return { texts: await figures(page), place: await placeName(page) };
    });
    expect(after).toEqual(before);

    server = await startServer(dataFolder, FEED, port);
    await everywhere(async (page) => {
      await expect.poll(() => ageLook(page), { timeout: 60_000 }).toBe('fresh');
      await expect.poll(() => page.locator('#panels .panel--offline').count()).toBe(0);
      expect(await isSamePage(page)).toBe(true);
      await settled(page);
    });
  } finally {
    for (const screen of screens) await screen.close();
  }
});

it('is opened while the server is away, and fills itself when it is back', async () => {
  watched = await openPage(browser, server.address, null, DESK);
  const { page } = watched;
  // The page's own files come from a cache or another door; its data do not come at all.
  await page.route(/\/(api|tiles)\//, (route) => route.abort());
  await page.goto(`${server.address}/?unit=520115`, { waitUntil: 'domcontentloaded' });
  await expect.poll(() => ageLook(page), { timeout: 30_000 }).toBe('offline');
  expect(await ageChip(page).innerText()).toContain('离线');
  await page.unroute(/\/(api|tiles)\//);
  await expect.poll(() => ageLook(page), { timeout: 60_000 }).toBe('fresh');
  await settled(page);
  await expect.poll(() => figures(page).then((texts) => texts.join('')), { timeout: 30_000 }).toMatch(/\d/);
});

it('says that data are old where the live line stands but nothing comes over it', async () => {
  const door = await openMuteDoor(server.address);
  try {
    watched = await openPage(browser, door.address, '/?unit=520115', DESK);
    const { page } = watched;
    await settled(page);
    await expect.poll(() => ageLook(page), { timeout: 30_000 }).toBe('fresh');
    door.mute();
    await page.clock.install();
    await page.clock.fastForward(62_000);
    await expect.poll(() => ageLook(page)).toBe('stale');
    expect(await ageChip(page).innerText()).toContain('◇');
    expect(await page.locator('#panels .panel--stale').count()).toBeGreaterThan(0);

    const [young] = await numberColours(page);
    await page.clock.fastForward(300_000);
    await expect.poll(() => ageLook(page)).toBe('old');
    const [old] = await numberColours(page);
    expect(old).not.toBe(young);
    expect(old).toBe(await tokenColour(page, '--c-t3'));
  } finally {
    await watched?.close();
    watched = null;
    await door.close();
  }
});

const numberColours = (page: Page) =>
  page
    .locator('#panels .panel .panel__body .num')
    .evaluateAll((elements) => elements.map((element) => getComputedStyle(element).color));

/** A token as the browser writes colours. */
const tokenColour = (page: Page, token: string) =>
  page.evaluate((name) => {
    const probe = document.createElement('i');
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, token);

it('tells in one panel what failed there, leaves the others live, and tries again on demand', async () => {
  watched = await openPage(browser, server.address, null, DESK);
  const { page } = watched;
  const latest = /\/api\/requests\?/;
  // Fails until a hand has clicked: the page also asks again by itself, and must not heal before.
  await page.route(latest, async (route) => {
    if (await page.evaluate(() => 'isRetryClicked' in window)) return route.continue();
    await route.fulfill({
      status: 500,
      contentType: 'application/problem+json; charset=utf-8',
      body: JSON.stringify({
        type: 'urn:onegrid:problem:internal',
        title: 'Internal error',
        status: 500,
        code: 'internal',
        detail: 'Something went wrong on our side; it has been logged.',
      }),
    });
  });
  await page.goto(`${server.address}/?unit=520115`, { waitUntil: 'domcontentloaded' });
  await settled(page);
  const alerts = page.locator('#panels [role=alert]');
  await expect.poll(() => alerts.count()).toBe(1);
  expect(await alerts.innerText()).toMatch(/^▲ 服务器内部出错/);
  const panels = page.locator('#panels .panel');
  const failed = panels.filter({ has: page.locator('[role=alert]') });
  expect(await failed.locator('h2').innerText()).toBe('实时诉求');
  const live = (await panels.count()) - 1;
  expect(live).toBeGreaterThan(1);
  await expect
    .poll(() => panels.filter({ hasText: /\d/, hasNot: page.locator('[role=alert]') }).count())
    .toBe(live);

  await page.evaluate(() =>
    document.addEventListener('click', () => Object.assign(window, { isRetryClicked: true }), true),
  );
  await failed.getByRole('button', { name: '重试' }).click();
  await expect.poll(() => alerts.count(), { timeout: 5_000 }).toBe(0);
  await expect.poll(() => page.locator('#panels .stream__row').count()).toBeGreaterThan(2);
});

it('builds the map anew by itself when its WebGL context is lost: the same cells in the same colours', async () => {
  // A quiet picture, in which nothing but the map can differ: a period that is over, and no live line.
  const path = '/?unit=520115&indicator=arrivedOnTimeRate&period=2026-10-01..2026-11-01';
  watched = await openPage(browser, inject('address'), path, { ...DESK, pixelRatio: 1 });
  const { page } = watched;
  await settled(page);
  const before = await takePicture(browser, page);
  const canvas = await page.locator('.map-canvas canvas.maplibregl-canvas').elementHandle();
  await page.evaluate(() => performance.clearMarks('onegrid:names'));
  await canvas!.evaluate((node) => {
    const context = (node as HTMLCanvasElement).getContext('webgl2')!;
    context.getExtension('WEBGL_lose_context')!.loseContext();
  });
  await expect.poll(() => canvas!.evaluate((node) => node.isConnected), { timeout: 20_000 }).toBe(false);
  await settled(page);
  const after = await takePicture(browser, page);
  expect(await page.locator('.map-canvas canvas.maplibregl-canvas').count()).toBe(1);
  expect(sameShare(before, after, { left: 427, top: 142, right: 925, bottom: 555 })).toBeGreaterThan(0.99);
});

type Picture = Awaited<ReturnType<typeof takePicture>>;

/** Share of a box's pixels that are the same in two pictures, up to rounding in the shaders. */
function sameShare(
  one: Picture,
  other: Picture,
  box: { left: number; top: number; right: number; bottom: number },
): number {
  let same = 0;
  let all = 0;
  for (let y = box.top; y < box.bottom; y += 2) {
    for (let x = box.left; x < box.right; x += 2) {
      const at = 4 * (y * one.width + x);
      all++;
      if ([0, 1, 2].every((channel) => Math.abs(one.data[at + channel] - other.data[at + channel]) <= 6))
        same++;
    }
  }
  return same / all;
}
