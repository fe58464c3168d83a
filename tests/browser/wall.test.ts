import { expect, inject, it } from 'vitest';
import type { LatestAnswer } from '../../server/contract/requests.ts';
import type { UnitsAnswer } from '../../server/contract/units.ts';
import { sharedBrowser } from './chromium.ts';
import { onePage } from './one-page.ts';
import { openPage, project, settled } from './page.ts';

const address = inject('address');
const show = onePage();

it('fills the screen without controls and shows the age of its data', async () => {
  const watched = await show('/wall');
  await settled(watched.page);
  expect(await watched.page.locator('button:visible, input:visible, a[href]:visible').count()).toBe(0);
  const text = await watched.page.locator('.frame').innerText();
  expect(text).toContain('演示数据');
  expect(text).toMatch(/数据/);
  expect(watched.errors).toEqual([]);
  expect(watched.outside).toEqual([]);
});

it('goes on to the next map by its playlist', async () => {
  const { page } = await show('/?unit=520113');
  // As quick as a wall may be.
  const items = ['grid', 'heat'].map((map) => ({ map, seconds: 20 }));
  await page.route('**/playlist.json', (route) => route.fulfill({ json: { items } }));
  const watched = await show('/wall');
  await settled(watched.page);
  const heading = () => watched.page.locator('.wall__head').innerText();
  const first = await heading();
  await expect.poll(heading, { timeout: 60_000, interval: 500 }).not.toBe(first);
  await settled(watched.page);
  await page.unroute('**/playlist.json');
  expect(watched.errors).toEqual([]);
});

it('speaks of the newest escalation beside the map, clear of panels and of the selected area', async () => {
  const { page } = await show('/wall');
  const latest = /\/api\/requests\?/;
  await page.route(latest, async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as LatestAnswer;
    const open = answer.requests.find((one) => one.position !== null && one.status !== 'closed');
    Object.assign(open!, { escalationLevel: 2, status: 'handling', position: [106.65, 26.64] });
    await route.fulfill({ response, json: answer });
  });
  await show('/?unit=520115');
  await settled(page);
  const callout = page.locator('.callout');
  await callout.waitFor();
  expect(await callout.innerText()).toMatch(/已提级 · 街道[\s\S]*\d\d:\d\d/);
  const box = (await callout.boundingBox())!;
  for (const panel of await page.locator('.frame__part > *').all()) {
    const other = await panel.boundingBox();
    if (other === null) continue;
    const apart =
      box.x + box.width <= other.x ||
      other.x + other.width <= box.x ||
      box.y + box.height <= other.y ||
      other.y + other.height <= box.y;
    expect(apart).toBe(true);
  }
  const { units: cells } = (await (
    await fetch(`${address}/api/units?within=520115&level=gridCell&limit=2000`)
  ).json()) as UnitsAnswer;
  const centers = await Promise.all(cells.map((cell) => project(page, cell.center as [number, number])));
  const covered = centers.filter(
    ({ x, y }) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height,
  );
  expect(covered.length).toBeLessThan(6);

  await page.locator('nav.tabs [data-scene=heat]').click();
  await expect.poll(() => callout.count()).toBe(0);
  await page.unroute(latest);
});

it('builds the map anew when its WebGL context is lost', async () => {
  const watched = await show('/wall');
  await settled(watched.page);
  const canvas = await watched.page.locator('.map-canvas canvas.maplibregl-canvas').elementHandle();
  await canvas!.evaluate((node) => {
    const context = (node as HTMLCanvasElement).getContext('webgl2')!;
    context.getExtension('WEBGL_lose_context')!.loseContext();
  });
  await expect.poll(() => canvas!.evaluate((node) => node.isConnected), { timeout: 20_000 }).toBe(false);
  await watched.page.waitForSelector('.map-canvas[data-state=idle]', { state: 'attached', timeout: 60_000 });
});

it('follows the sun where its theme is left to it, and is a night one where nothing was asked', async () => {
  const { page, close } = await openPage(await sharedBrowser(), address, null);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  // Without the live line the page goes by its own clock, which a test can set.
  await page.route('**/api/live*', (route) => route.abort());
  await page.clock.install({ time: new Date('2026-06-21T12:00:00+08:00') });
  await page.goto(`${address}/wall?theme=auto`, { waitUntil: 'domcontentloaded' });
  await expect.poll(theme, { timeout: 30_000 }).toBe('day');
  await page.clock.fastForward('10:00:00');
  await expect.poll(theme, { timeout: 10_000 }).toBe('night');
  await page.goto(`${address}/wall`, { waitUntil: 'domcontentloaded' });
  await page.clock.setSystemTime(new Date('2026-06-22T12:00:00+08:00'));
  await page.locator('.crumbs__last').waitFor();
  expect(await theme()).toBe('night');
  await close();
});

it('says so and goes on with its own rounds where the playlist is broken', async () => {
  const { page, close } = await openPage(await sharedBrowser(), address, '/wall?playlist=/api/health');
  await settled(page);
  await page.locator('.wall__problem').waitFor();
  await close();
});
