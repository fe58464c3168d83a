import type { Browser } from 'playwright-core';
import { afterEach, beforeAll, expect, inject, it } from 'vitest';
import { decodeWalkNetwork } from '../../geodata/network/network-file.ts';
import { createReach, reach } from '../../geodata/network/reach.ts';
import { MAX_OFF_STREET_M, snapPoints } from '../../geodata/network/snap.ts';
import { budgetDm } from '../../geodata/network/walk-network.ts';
import { countCoverage, homeTimes } from '../../geodata/service-area/coverage.ts';
import { decodeHomes } from '../../geodata/service-area/homes-file.ts';
import type { CoverageAnswer, StationRow, StationsAnswer } from '../../server/contract/service-areas.ts';
import { sharedBrowser } from './chromium.ts';
import { project, type WatchedPage } from './page.ts';
import { getAnswer, openPlanner, shownResidents } from './planner.ts';

const address = inject('address');
const DISTRICT = '520113';
let browser: Browser;
let watched: WatchedPage;
beforeAll(async () => {
  browser = await sharedBrowser();
});
afterEach(() => watched.close());

async function get<T>(path: string): Promise<T> {
  return getAnswer<T>(address, path);
}

async function ready(path: string): Promise<void> {
  watched = await openPlanner(browser, address, path);
}

const residents = () => shownResidents(watched.page);

async function covered(): Promise<number> {
  const answer = await get<CoverageAnswer>(`/api/service-areas/coverage?within=${DISTRICT}&cutoffMinutes=15`);
  return answer.residents.covered;
}

/** One search from all stations, the moved one where it was put, and every home counted: the way the server counts. */
async function countFromScratch(movedId: string, place: [number, number]): Promise<number> {
  const file = async (name: string) => {
    const response = await fetch(`${address}/api/service-areas/files/${name}.bin`);
    return new Uint8Array(await response.arrayBuffer());
  };
  const network = decodeWalkNetwork(await file('network'));
  const homes = decodeHomes(await file('homes'));
  const { stations } = await get<StationsAnswer>('/api/service-areas/stations');
  const doors = stations.flatMap(({ id, doors: own }) => (id === movedId ? [place] : own));
  const snapped = snapPoints(network, Float64Array.from(doors.flat()), { maxDistanceM: MAX_OFF_STREET_M });
  const cutoffDm = budgetDm(15, 1.2);
  const times = homeTimes(network, homes, reach(network, createReach(network), snapped, { cutoffDm }));
  const units = homes.unitIds.flatMap((id, unit) => (id.startsWith(DISTRICT) ? [unit] : []));
  return countCoverage(homes, times, units, cutoffDm).residents.covered;
}

/** A station in the middle of the district, so that it can be dragged within the map window. */
async function someStation(): Promise<StationRow> {
  const { stations } = await get<StationsAnswer>(`/api/service-areas/stations?within=${DISTRICT}`);
  return stations[Math.floor(stations.length / 2)];
}

it('drags a station for real, counts what the server counts, and takes it back', async () => {
  await ready(`/plan?unit=${DISTRICT}`);
  const today = await covered();
  expect(await residents()).toBe(today);

  const { page } = watched;
  const station = await someStation();
  const at = await project(page, station.position as [number, number]);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  for (let step = 1; step <= 6; step++) await page.mouse.move(at.x - 10 * step, at.y - 6 * step);
  await page.waitForSelector('[data-plan=held-delta]');
  await page.mouse.up();
  await expect.poll(() => new URL(page.url()).searchParams.get('plan')).toContain(station.id);
  await expect.poll(() => page.locator('[data-plan=held-delta]').count()).toBe(0);

  const place = /@([\d.]+),([\d.]+)/.exec(new URL(page.url()).searchParams.get('plan') ?? '');
  expect(place).not.toBeNull();
  const expected = await countFromScratch(station.id, [Number(place?.[1]), Number(place?.[2])]);
  await expect.poll(residents).toBe(expected);
  const shown = expected;
  const delta = (await page.locator('[data-plan=delta] b').textContent()) ?? '';
  const signed = Number(delta.replaceAll(',', '').replace('−', '-').replace('±', '').replace('+', ''));
  expect(shown - today).toBe(signed);

  // Another page opens the same plan from its address and counts the same.
  const link = page.url().slice(address.length);
  await watched.close();
  await ready(link);
  await expect.poll(residents).toBe(shown);

  await watched.page.keyboard.press('Tab');
  await watched.page.getByRole('button', { name: '撤回' }).first().click();
  await expect.poll(residents).toBe(today);
  expect(watched.errors).toEqual([]);
  expect(watched.outside).toEqual([]);
});

it('proposes places for a gap, and a place that is taken brings what was promised', async () => {
  await ready(`/plan?unit=${DISTRICT}`);
  const { page } = watched;
  const before = await residents();
  await page.locator('.gaps__name').first().click();
  await page.locator('.ask button').click();
  await page.waitForSelector('.places li', { timeout: 20_000 });
  const promised = Number(
    (await page.locator('.places li b').first().textContent())?.replaceAll(',', '').replace('+', ''),
  );
  expect(promised).toBeGreaterThan(0);
  await page.locator('.places__take').first().click();
  // It may reach people of other gaps as well.
  await expect.poll(residents).toBeGreaterThanOrEqual(before + promised);
  await page.keyboard.press('Control+z');
  await expect.poll(residents).toBe(before);
});
