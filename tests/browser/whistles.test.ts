import type { Page } from 'playwright-core';
import { expect, inject, it } from 'vitest';
import type { WhistlesAnswer } from '../../server/contract/whistles.ts';
import { sharedBrowser } from './chromium.ts';
import { onePage } from './one-page.ts';
import { settled } from './page.ts';
import { channelDistance, type Picture, pixelAt, takePicture } from './pixels.ts';

const address = inject('address');
/** Wide enough for the panel of whistles. */
const WIDE = { width: 3840, height: 1080 };
const show = onePage(WIDE);

/** The middle of the screen, where nothing but the map is. */
async function mapPicture(page: Page): Promise<Picture> {
  await settled(page);
  return takePicture(await sharedBrowser(), page);
}
const MAP = { left: 700, right: 1200, top: 140, bottom: 340 };
function differing(a: Picture, b: Picture): number {
  let count = 0;
  for (let y = MAP.top; y < MAP.bottom; y++) {
    for (let x = MAP.left; x < MAP.right; x++) {
      if (channelDistance(pixelAt(a, x, y), pixelAt(b, x, y)) > 24) count += 1;
    }
  }
  return count;
}

it('opens the whistle of an address, and says so where it is not there', async () => {
  const watched = await show('/?map=heat&period=365d&whistle=999999999');
  const note = watched.page.locator('[data-panel=whistle] [role=status]');
  await expect.poll(() => note.allInnerTexts(), { timeout: 60_000 }).toContain('这次吹哨不存在或已删除');
});

it('lists the whistles of the server, draws the chain of one on the map, and takes it off again', async () => {
  const watched = await show('/?map=heat&period=365d');
  const { page } = watched;
  await settled(page);
  const panel = page.locator('[data-panel=whistle]');
  const rows = panel.locator('.whistles__row');
  await expect.poll(() => rows.count(), { timeout: 30_000 }).toBeGreaterThan(0);

  const answer: WhistlesAnswer = await (
    await fetch(`${address}/api/whistles?limit=500&from=2026-01-01T00:00:00Z`)
  ).json();
  const first = await rows.first().locator('.whistles__who').innerText();
  expect(answer.whistles.map(({ from }) => from.name)).toContain(first.split(' → ')[0]);

  const before = await mapPicture(page);
  await rows.first().locator('button').click();
  await expect.poll(() => new URL(page.url()).searchParams.get('whistle')).not.toBeNull();
  const id = Number(new URL(page.url()).searchParams.get('whistle'));
  const whistle = answer.whistles.find((one) => one.id === id)!;
  const calls = rows.first().locator('.whistles__calls li');
  await expect.poll(() => calls.count()).toBe(whistle.targets.length);
  expect(await calls.first().innerText()).toContain(whistle.targets[0]!.name);
  await expect
    .poll(async () => differing(before, await mapPicture(page)), { timeout: 30_000 })
    .toBeGreaterThan(200);

  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).searchParams.get('whistle')).toBeNull();
  await expect.poll(() => calls.count()).toBe(0);
  await expect.poll(async () => differing(before, await mapPicture(page)), { timeout: 30_000 }).toBe(0);
  expect(watched.errors).toEqual([]);
});

it('lets the chain of a linked whistle go by Escape where no panel lists it', async () => {
  const answer: WhistlesAnswer = await (
    await fetch(`${address}/api/whistles?limit=1&from=2026-01-01T00:00:00Z`)
  ).json();
  const { page } = await show(`/?map=heat&whistle=${answer.whistles[0]!.id}`);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await settled(page);
  expect(await page.locator('[data-panel=whistle]').count()).toBe(0);
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).searchParams.get('whistle')).toBeNull();
  expect(new URL(page.url()).searchParams.get('map')).toBe('heat');
});

/** One street calls another: of the demo's own whistles sometimes none runs. Later than all that the page has heard of, whose period ends with the minute of that. */
async function blow(): Promise<void> {
  const blown = await fetch(`${address}/api/whistles`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      from: { kind: 'unit', id: '520115001000' },
      categoryCode: '020202',
      actorRole: 'streetOffice',
      at: new Date(Date.now() + 90_000).toISOString(),
      targets: [{ kind: 'unit', id: '520115002000' }],
    }),
  });
  expect(blown.status, await blown.text()).toBe(201);
}

it('draws lines of what runs now, and none on a step of the past', async () => {
  await blow();
  const { page } = await show('/?map=heat&period=365d');
  const lines = page.locator('.legend__lines');
  await expect.poll(() => lines.count(), { timeout: 30_000 }).toBe(1);
  const weeksAgo = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10);
  await show(`/?map=heat&period=365d&time=week&at=${weeksAgo}`);
  await page.locator('.time__play').waitFor();
  await expect.poll(() => lines.count(), { timeout: 30_000 }).toBe(0);
});
