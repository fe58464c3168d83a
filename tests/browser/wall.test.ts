import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { launchBrowser } from './chromium.ts';
import { openPage, settled, type WatchedPage } from './page.ts';

const address = inject('address');
let browser: Browser;
let watched: WatchedPage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
afterEach(() => watched.close());

it('fills the screen without controls and shows the age of its data', async () => {
  watched = await openPage(browser, address, '/wall');
  await settled(watched.page);
  expect(await watched.page.locator('button:visible, input:visible, a[href]:visible').count()).toBe(0);
  const text = await watched.page.locator('.frame').innerText();
  expect(text).toContain('演示数据');
  expect(text).toMatch(/数据/);
  expect(watched.errors).toEqual([]);
  expect(watched.outside).toEqual([]);
});

it('goes on to the next map by its playlist', async () => {
  watched = await openPage(browser, address, '/wall');
  await settled(watched.page);
  const heading = () => watched.page.locator('.wall__head').innerText();
  const first = await heading();
  await expect.poll(heading, { timeout: 60_000, interval: 500 }).not.toBe(first);
  await settled(watched.page);
  expect(watched.errors).toEqual([]);
});

it('says so and goes on with its own rounds where the playlist is broken', async () => {
  watched = await openPage(browser, address, '/wall?playlist=/api/health');
  await settled(watched.page);
  await watched.page.locator('.wall__problem').waitFor();
});

it('builds the map anew when its WebGL context is lost', async () => {
  watched = await openPage(browser, address, '/wall');
  await settled(watched.page);
  const canvas = await watched.page.locator('.map-canvas canvas.maplibregl-canvas').elementHandle();
  await canvas!.evaluate((node) => {
    const context = (node as HTMLCanvasElement).getContext('webgl2')!;
    context.getExtension('WEBGL_lose_context')!.loseContext();
  });
  await expect.poll(() => canvas!.evaluate((node) => node.isConnected), { timeout: 20_000 }).toBe(false);
  await watched.page.waitForSelector('.map-canvas[data-state=idle]', { state: 'attached', timeout: 60_000 });
});
