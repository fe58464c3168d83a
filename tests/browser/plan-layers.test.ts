import { expect, inject, it } from 'vitest';
import type { NearestAnswer } from '../../server/contract/service-area-analyses.ts';
import { PLAN_LAYERS, USUAL_LAYERS } from '../../web/plan/shown-layers.ts';
import { sharedBrowser } from './chromium.ts';
import { onePage } from './one-page.ts';
import { project, settled, type WatchedPage } from './page.ts';
import { type Picture, pixelAt, takePicture } from './pixels.ts';
import { DESK } from './planner.ts';

const address = inject('address');
const DISTRICT = '520113';
/** The middle of the map, free of panels, names of the frame and tools; in pixels of the picture, two of the page to one. */
const BOX = { left: 184, top: 63, right: 499, bottom: 309 };
const show = onePage(DESK);
let watched: WatchedPage;

async function open(path: string): Promise<void> {
  watched = await show(path);
  await watched.page.waitForSelector('[data-plan=residents]', { timeout: 60_000 });
  await drawn();
}

/** The engine has answered everything, and the map has drawn it. */
async function drawn(): Promise<void> {
  await settled(watched.page);
  await watched.page.waitForTimeout(800);
  await settled(watched.page);
}

/** Share of the map's pixels that differ. */
function difference(one: Picture, other: Picture): number {
  let count = 0;
  let differing = 0;
  for (let y = BOX.top; y < BOX.bottom; y++) {
    for (let x = BOX.left; x < BOX.right; x++) {
      const [a, b] = [pixelAt(one, x, y), pixelAt(other, x, y)];
      count++;
      if (a.some((value, channel) => Math.abs(value - b[channel]) > 12)) differing++;
    }
  }
  return differing / count;
}

const shown = () => new URL(watched.page.url()).searchParams.get('show');

it('puts every layer on the map and takes it off again, and keeps the choice in the address', {
  timeout: 480_000,
}, async () => {
  await open(`/plan?unit=${DISTRICT}`);
  const { page } = watched;
  const chip = page.getByRole('button', { name: '图层' });
  const box = (name: string) => page.locator(`input[type=checkbox][value=${name}]`);
  const picture = async (): Promise<Picture> => {
    await drawn();
    return takePicture(await sharedBrowser(), page);
  };
  /** Without the menu, which lies over the map. */
  const turn = async (...names: string[]): Promise<void> => {
    await chip.click();
    for (const name of names) await box(name).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  };
  const usual = await picture();
  // Each choice is in the address at once; the map is looked at where it must have changed most.
  await turn('bands');
  expect(shown()).toBe('gaps');
  await turn('gaps');
  expect(shown()).toBe('none');
  const bare = await picture();
  expect(difference(usual, bare)).toBeGreaterThan(0.1);
  await turn('streets');
  expect(shown()).toBe('streets');
  const streets = await picture();
  expect(difference(bare, streets)).toBeGreaterThan(0.02);
  await turn('circles', 'confidence', 'cells', 'gates');
  expect(shown()).toBe('streets,cells,circles,confidence,gates');
  await expect.poll(() => page.locator('[data-plan=circle]').count()).toBeGreaterThan(0);
  const all = await picture();
  expect(difference(streets, all)).toBeGreaterThan(0.1);
  const link = page.url().slice(address.length);
  await watched.close();
  await open(link);
  expect(difference(all, await takePicture(await sharedBrowser(), watched.page))).toBeLessThan(0.001);
  // The keyboard alone opens the menu, lands in it and leaves it.
  await watched.page.getByRole('button', { name: '图层' }).focus();
  await watched.page.keyboard.press('Enter');
  for (const name of PLAN_LAYERS)
    expect([name, await watched.page.locator(`input[type=checkbox][value=${name}]`).isChecked()]).toEqual([
      name,
      !USUAL_LAYERS.includes(name),
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
