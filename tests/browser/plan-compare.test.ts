import type { Browser } from 'playwright-core';
import { afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { CoverageAnswer, StationsAnswer } from '../../server/contract/service-areas.ts';
import { sharedBrowser } from './chromium.ts';
import { openPage, type WatchedPage } from './page.ts';
import { DESK, deleteScenario, getAnswer, keepScenario } from './planner.ts';

const address = inject('address');
const DISTRICT = '520115';
let browser: Browser;
let watched: WatchedPage;
beforeAll(async () => {
  browser = await sharedBrowser();
});
afterEach(() => watched.close());

const get = <T>(path: string) => getAnswer<T>(address, path);

async function keep(name: string, removed: string[]): Promise<string> {
  return (await keepScenario(address, { name, within: DISTRICT, plan: { removed } })).id;
}

/** Both sides and the difference of one line of the table. */
async function shown(row: string): Promise<number[]> {
  const cells = await watched.page.locator(`[data-row=${row}] td b`).allTextContents();
  return cells.map((text) =>
    Number(text.replaceAll(',', '').replace('−', '-').replace('±', '').replace('+', '')),
  );
}

it('lays two plans side by side: figures of the server, maps that move as one', async () => {
  const { stations } = await get<StationsAnswer>(`/api/service-areas/stations?within=${DISTRICT}`);
  const ids = stations.map(({ id }) => id);
  const a = await keep('撤五个站', ids.slice(0, 5));
  const b = await keep('撤二十个站', ids.slice(0, 20));
  const covered = async (scenario: string, minutes: number) => {
    const query = `within=${DISTRICT}&cutoffMinutes=${minutes}${scenario === '' ? '' : `&scenario=${scenario}`}`;
    return (await get<CoverageAnswer>(`/api/service-areas/coverage?${query}`)).residents.covered;
  };
  watched = await openPage(browser, address, `/plan/compare?unit=${DISTRICT}&a=${a}&b=${b}`, DESK);
  const { page } = watched;
  await page.waitForSelector('[data-compare=figures]', { timeout: 60_000 });
  for (const minutes of [5, 10, 15]) {
    const left = await covered(a, minutes);
    const right = await covered(b, minutes);
    expect(await shown(`residents-${minutes}`)).toEqual([left, right, right - left]);
  }
  expect(await shown('stations-')).toEqual([ids.length - 5, ids.length - 20, -15]);

  // Another choice counts anew on the same maps.
  await page.waitForFunction(() => document.querySelectorAll('.compare canvas').length === 2, undefined, {
    timeout: 60_000,
  });
  const canvases = await page.locator('.compare canvas').elementHandles();
  await page.locator('[data-side=a] select').selectOption('');
  const today = await covered('', 15);
  await expect
    .poll(() => shown('residents-15'), { timeout: 30_000 })
    .toEqual([today, await covered(b, 15), (await covered(b, 15)) - today]);
  expect(new URL(page.url()).searchParams.get('a')).toBe('');
  for (const canvas of canvases) expect(await canvas.evaluate((element) => element.isConnected)).toBe(true);

  // Dragging one map takes the other along.
  const centres = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[data-side]')].map((side) => side.dataset.centre),
    );
  await expect.poll(async () => new Set(await centres()).size, { timeout: 30_000 }).toBe(1);
  const [before] = await centres();
  const box = (await page.locator('[data-side=b] canvas').boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 60, middle.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await centres())[0], { timeout: 30_000 }).not.toBe(before);
  await expect.poll(async () => new Set(await centres()).size, { timeout: 30_000 }).toBe(1);

  for (const id of [a, b]) await deleteScenario(address, id);
  expect(watched.errors).toEqual([]);
});
