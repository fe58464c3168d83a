import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { ClocksAnswer } from '../../server/contract/clocks.ts';
import { onePage } from './one-page.ts';
import type { WatchedPage } from './page.ts';
import { type RunningServer, startServer } from './serve-demo.ts';

const DISTRICT = '520115';
const DAYS = 'from=2026-11-01&to=2026-11-15';
const DESK = { width: 1366, height: 768 };
/** Of so long ago: someone should be there in less than two of the ten minutes. */
const SOON_SECONDS = 500;

let server: RunningServer;
let folder: string;
let watched: WatchedPage;
const show = onePage(DESK, () => server.address);

/** Requests are delivered here: a store of its own, for the others of this run look at days that have ended. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onegrid-clocks-'));
  cpSync(inject('spareDataFolder'), folder, { recursive: true });
  server = await startServer(folder);
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  expect(watched.errors).toEqual([]);
  expect(watched.outside).toEqual([]);
});

async function clocks(query: string): Promise<ClocksAnswer> {
  return (await (await fetch(`${server.address}/api/requests/clocks?${query}`)).json()) as ClocksAnswer;
}
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(1)}%`;
const minutes = (seconds: number) =>
  `${Math.floor(Math.round(seconds) / 60)}:${String(Math.round(seconds) % 60).padStart(2, '0')}`;

async function deliver(externalId: string): Promise<void> {
  const { next } = await clocks('by=source');
  expect(next.filter(({ clock }) => clock === 'accept')).toEqual([]);
  const { categories } = (await (await fetch(`${server.address}/api/requests/categories`)).json()) as {
    categories: { code: string; level: number }[];
  };
  const answer = await fetch(`${server.address}/api/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      requests: [
        {
          source: '12345',
          externalId,
          createdAt: new Date(Date.now() - SOON_SECONDS * 1000).toISOString(),
          categoryCode: categories.find(({ level }) => level === 3)!.code,
          unitId: DISTRICT,
        },
      ],
    }),
  });
  expect([answer.status, await answer.json()]).toMatchObject([200, { created: 1 }]);
}

it('shows the times and shares of the server, narrows the page by a click on a group, and widens it by another', async () => {
  watched = await show(`/?map=heat&unit=${DISTRICT}&period=2026-11-01..2026-11-15`);
  const { page } = watched;
  const panel = page.locator('[data-panel=clocks]');
  await panel.getByText('来源', { exact: true }).click();
  const answer = await clocks(`by=source&within=${DISTRICT}&${DAYS}`);
  const hotline = answer.groups.find(({ key }) => key === '12345')!;
  const row = panel.locator('.clocks__row').filter({ has: page.locator('[data-group="12345"]') });
  const expected = ({ p50Seconds, p90Seconds, onTime, measured }: ClocksAnswer['total']['accept']) => [
    `${minutes(p50Seconds!)} / ${minutes(p90Seconds!)}`,
    percent(onTime, measured),
  ];
  const shown = async () => [
    await row.locator('.clocks__time').innerText(),
    await row.locator('.clocks__rate').innerText(),
  ];
  await row.waitFor();
  await expect.poll(shown).toEqual(expected(hotline.accept));
  await panel.locator('[data-clock=arrive]').click();
  await expect.poll(shown).toEqual(expected(hotline.arrive));

  const group = row.locator('.clocks__group');
  await group.click();
  await expect.poll(() => parameter(page, 'source')).toBe('12345');
  await expect.poll(() => group.getAttribute('aria-pressed')).toBe('true');
  expect(await panel.locator('.clocks__row').count()).toBe(answer.groups.length);
  await group.click();
  await expect.poll(() => parameter(page, 'source')).toBeNull();

  await panel.getByText('时段', { exact: true }).click();
  const { groups: hours } = await clocks(`by=hour&within=${DISTRICT}&${DAYS}`);
  expect(hours.length).toBeGreaterThan(12);
  await expect.poll(() => panel.locator('.clocks__row').count()).toBe(hours.length);
  expect(parameter(page, 'clocks')).toBe('hour');
  const [first, second] = hours.map(({ key }) => panel.locator(`[data-group="${key}"]`));
  await first!.click();
  await second!.click();
  const both = hours.slice(0, 2).map(({ key }) => key);
  await expect.poll(() => parameter(page, 'hours')).toBe(both.join(','));
  await expect.poll(() => page.locator('[data-filter=hours]').innerText()).toContain('时段');
  await first!.click();
  await expect.poll(() => parameter(page, 'hours')).toBe(both[1]);
  await page.locator('[data-filter=hours] .filters__clear').click();
  await expect.poll(() => parameter(page, 'hours')).toBeNull();

  // A link to an hour at the end of the list shows it there.
  const last = hours.at(-1)!.key;
  await show(`/?map=heat&unit=${DISTRICT}&period=2026-11-01..2026-11-15&clocks=hour&hours=${last}`);
  const isInView = () =>
    panel.locator('.clocks__rows').evaluate((list, key) => {
      const row = list.querySelector(`[data-group="${key}"]`)?.closest('li')?.getBoundingClientRect();
      const edges = list.getBoundingClientRect();
      return row !== undefined && row.top >= edges.top && row.bottom <= edges.bottom + 1;
    }, last);
  await expect.poll(isInView).toBe(true);
  await page.locator('[data-filter=hours] .filters__clear').click();

  await panel.getByText('按单位', { exact: true }).click();
  const street = panel.locator(`button.clocks__group[data-group^="${DISTRICT}"]`).first();
  await street.waitFor();
  const streetId = await street.getAttribute('data-group');
  await street.click();
  await expect.poll(() => parameter(page, 'unit')).toBe(streetId);
  await panel.locator('.chip').click();
  await expect.poll(() => parameter(page, 'unit')).toBe(DISTRICT);
});

it('counts down what is about to be late, masked, and opens its card', async () => {
  watched = await show(`/?map=heat&unit=${DISTRICT}&period=24h`);
  const { page } = watched;
  const panel = page.locator('[data-panel=clocks]');
  await panel.getByText('将超时', { exact: false }).last().click();
  await deliver('clocks-1');
  const row = panel.locator('.due__row--soon').first();
  await row.waitFor({ timeout: 15_000 });
  expect(await row.locator('.due__mark').innerText()).toBe('▲');
  const left = async () => {
    const [minute, second] = (await row.locator('b').innerText()).split(':').map(Number);
    return minute! * 60 + second!;
  };
  const before = await left();
  expect(before).toBeLessThanOrEqual(600 - SOON_SECONDS);
  const node = await row.elementHandle();
  await expect.poll(left, { timeout: 5000 }).toBeLessThanOrEqual(before - 2);
  // The row itself stays: only its number changes.
  expect(await node!.evaluate((element) => element.isConnected)).toBe(true);
  const id = await row.locator('.due__button').getAttribute('data-request');
  await row.locator('.due__button').click();
  await expect.poll(() => parameter(page, 'request')).toBe(id);
});

it('tells the wall by a striped frame, a triangle and a number', async () => {
  await deliver('clocks-2');
  watched = await show('/wall');
  const { page } = watched;
  await page.setViewportSize({ width: 1920, height: 1080 });
  const sign = page.locator('.alarm__sign');
  await sign.waitFor({ timeout: 20_000 });
  expect((await sign.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/^▲ \d+ 件即将超时$/);
  const frame = await page.locator('.alarm__frame').evaluate((element) => {
    const { backgroundImage, animationName, pointerEvents } = getComputedStyle(element);
    return {
      isStriped: backgroundImage.startsWith('repeating-linear-gradient'),
      animationName,
      pointerEvents,
    };
  });
  expect(frame).toEqual({ isStriped: true, animationName: 'none', pointerEvents: 'none' });
  expect(await page.locator('audio, video').count()).toBe(0);
});
