import type { Browser } from 'playwright-core';
import { beforeAll, expect, inject, it } from 'vitest';
import type { PointsAnswer } from '../../server/contract/points.ts';
import { sharedBrowser } from './chromium.ts';
import { openPage, project, settled } from './page.ts';

const address = inject('address');
let browser: Browser;
beforeAll(async () => {
  browser = await sharedBrowser();
});

it('close up requests stand one by one and in clusters; a click opens one, or goes nearer; far away there is heat', async () => {
  const days = 'from=2026-11-01&to=2026-11-15';
  const box = '106.63,26.61,106.69,26.65';
  const answer = (await (
    await fetch(`${address}/api/requests/points?bbox=${box}&zoom=16&${days}`)
  ).json()) as PointsAnswer;
  const middle = ({ position: [lon, lat] }: PointsAnswer['features'][number]) =>
    Math.hypot(lon! - 106.66, lat! - 26.63);
  const nearest = (wanted: (one: PointsAnswer['features'][number]) => boolean) =>
    answer.features.filter(wanted).sort((a, b) => middle(a) - middle(b))[0]!;
  const single = nearest(({ count }) => count === 1);
  const [lon, lat] = single.position as [number, number];

  const watched = await openPage(
    browser,
    address,
    `/?map=heat&period=2026-11-01..2026-11-15&camera=${lon},${lat},16,0,0`,
    { width: 1920, height: 1080 },
  );
  const { page, errors } = watched;
  await settled(page);
  const legend = page.locator('.legend');
  await expect.poll(() => legend.locator('h2').textContent()).toBe('诉求点位');
  const counts = (await legend.locator('.legend__items .legend__count').allTextContents()).map(Number);
  expect(counts).toHaveLength(4);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(20);

  const at = await project(page, [lon, lat]);
  await page.mouse.click(at.x, at.y);
  await page.locator('.frame__card').waitFor();
  expect(new URL(page.url()).searchParams.get('request')).toBe(String(single.newestId));
  // The map stays where it was: whoever looks at a corner goes on looking at it.
  expect(Number(new URL(page.url()).searchParams.get('camera')!.split(',')[2])).toBe(16);

  await page.evaluate(() => {
    history.pushState({}, '', '/?map=heat&period=2026-11-01..2026-11-15&camera=106.66,26.63,12,0,0');
    dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  });
  await expect.poll(() => legend.locator('h2').textContent(), { timeout: 20_000 }).toBe('诉求热度');
  expect(errors).toEqual([]);
  await watched.close();
});
