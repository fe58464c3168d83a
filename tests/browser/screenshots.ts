import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { StationsAnswer } from '../../server/contract/service-areas.ts';
import { launchBrowser } from './chromium.ts';
import { openPage, project, settled } from './page.ts';
import { makeDemo, startServer } from './serve-demo.ts';

/** `npm run screenshots`: renews the pictures of the README from the running product, on a demo city with a fixed seed. */
const SHOTS: { name: string; path: string; width?: number; height?: number; hold?: string }[] = [
  { name: 'overview-night-1920x1080', path: '/?unit=520115&theme=night' },
  { name: 'overview-day-1920x1080', path: '/?unit=520115&theme=day' },
  { name: 'heat-day-1920x1080', path: '/?unit=520115&map=heat&theme=day' },
  { name: 'requests-night-3840x1080', path: '/?map=heat&period=30d&theme=night', width: 3840, height: 1080 },
  { name: 'time-night-1920x1080', path: '/?period=30d&time=week&compare=lastYear&theme=night' },
  { name: 'service-night-1920x1080', path: '/?unit=520115&map=service&theme=night' },
  { name: 'organization-night-1920x1080', path: '/?unit=520113&map=organization&theme=night' },
  { name: 'plan-night-1920x1080', path: '/plan?unit=520115004000&theme=night', hold: '520115004000' },
  { name: 'laptop-night-1366x768', path: '/?unit=520115&theme=night', width: 1366, height: 768 },
  { name: 'wall-night-5120x1440', path: '/?unit=520115&theme=night', width: 5120, height: 1440 },
];

const folder = join(dirname(fileURLToPath(import.meta.url)), 'screenshots');
const dataFolder = mkdtempSync(join(tmpdir(), 'onegrid-screenshots-'));
mkdirSync(folder, { recursive: true });
console.log('making the demo city …');
await makeDemo(dataFolder, ['--case', 'guiyang', '--seed', '1']);
// With the feed on, the data are as fresh as on a screen that is in use.
const server = await startServer(dataFolder, { ONEGRID_SIMULATED_FEED: 'on' });
const browser = await launchBrowser();
try {
  for (const { name, path, width, height, hold } of SHOTS) {
    const watched = await openPage(browser, server.address, path, { width, height, pixelRatio: 1 });
    await settled(watched.page);
    // Charts come in by themselves, and fade.
    await watched.page.waitForTimeout(2000);
    if (hold !== undefined) await holdStation(watched.page, hold);
    await watched.page.screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: 88 });
    await watched.close();
    console.log(`${name}.jpg`);
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}

/** Takes a station of a unit in hand and holds it a little way off, so that the picture shows a plan under the finger. */
async function holdStation(page: Page, unitId: string): Promise<void> {
  await page.waitForSelector('[data-plan=residents]');
  const response = await fetch(`${server.address}/api/service-areas/stations?within=${unitId}`);
  const { stations } = (await response.json()) as StationsAnswer;
  const at = await project(page, stations[Math.floor(stations.length / 2)].position as [number, number]);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  for (let step = 1; step <= 5; step++) await page.mouse.move(at.x - 22 * step, at.y + 16 * step);
  await page.waitForSelector('[data-plan=held-delta]');
  await page.waitForTimeout(2500);
}
