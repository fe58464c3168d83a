import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../browser/chromium.ts';
import { openPage, settled } from '../browser/page.ts';
import { type BenchRow, spread, summarize } from './harness.ts';
import type { Workplace } from './workplace.ts';

const START = '/?unit=520115&map=grid';

/** What a person waits for, in Chromium with software WebGL. */
export async function* browserRows(workplace: Workplace): AsyncGenerator<BenchRow> {
  const { address } = await workplace.server();

  const firstPictures: number[] = [];
  let weightBytes = 0;
  for (let run = 0; run < 7; run++) {
    // A browser of its own each time: nothing is warm but the operating system.
    const browser = await launchBrowser();
    try {
      const watched = await openPage(browser, address, null, { pixelRatio: 1 });
      const bodies: Promise<number>[] = [];
      watched.page.on('response', (response) => {
        if (/\.(js|mjs|css)(\?|$)|\/(\?|$)/.test(response.url()))
          bodies.push(
            response.body().then(
              (body) => gzipSync(body).length,
              () => 0,
            ),
          );
      });
      await watched.page.goto(`${address}${START}`, { waitUntil: 'domcontentloaded' });
      await settled(watched.page);
      firstPictures.push(await mark(watched.page, 'onegrid:first-picture'));
      weightBytes = (await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, 0);
    } finally {
      await browser.close();
    }
  }
  const picture = summarize(firstPictures.map((ms) => ms / 1000));
  yield {
    name: 'first picture on a cold page (map with values and panels), median',
    unit: 's',
    measured: picture.median,
    asked: 4,
    better: 'lower',
    note: spread(picture),
  };
  yield {
    name: 'page weight before fonts, gzip',
    unit: 'kB',
    measured: weightBytes / 1000,
    asked: 1000,
    better: 'lower',
    note: 'HTML, scripts and styles of the first settled screen, the map engine included',
  };

  yield* drillRows(address);
  yield* playerRows(address);
}

/** Steps a second asked of the time axis. */
const ASKED_STEPS = 10;
const PLAYED_MS = 15_000;

/** The time axis at its fastest: steps that are seen, and what of a step is the page's own script rather than software WebGL. */
async function* playerRows(address: string): AsyncGenerator<BenchRow> {
  const browser = await launchBrowser();
  try {
    for (const [map, what] of [
      ['grid', 'cells by indicator'],
      ['heat', 'heat'],
    ]) {
      const { page, context, close } = await openPage(browser, address, `/?map=${map}&time=week`);
      await settled(page);
      await page.locator('.time label', { hasText: '16×' }).click();
      await page.locator('.time__play').click();
      // The first part of the two years is there before it is timed.
      await page.waitForTimeout(5000);
      const session = await context.newCDPSession(page);
      await session.send('Performance.enable');
      const scriptSeconds = async () =>
        (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ScriptDuration')!
          .value;
      const before = await scriptSeconds();
      const seen = await countTexts(page, '.time__now', PLAYED_MS);
      const scriptMs = ((await scriptSeconds()) - before) * 1000;
      yield {
        name: `steps a second of the time axis, ${what}`,
        unit: 'steps/s',
        measured: seen / (PLAYED_MS / 1000),
        asked: ASKED_STEPS,
        better: 'higher',
        note: `every step drawn once by software WebGL; script ${Math.round(scriptMs / Math.max(1, seen))} ms a step, calls to WebGL included`,
      };
      await close();
    }
  } finally {
    await browser.close();
  }
}

/** How often the text of an element changes in a time. */
function countTexts(page: Page, selector: string, durationMs: number): Promise<number> {
  return page.evaluate(
    ([wanted, ms]) =>
      new Promise<number>((done) => {
        let changes = 0;
        const observer = new MutationObserver(() => {
          changes += 1;
        });
        observer.observe(document.querySelector(wanted)!, {
          subtree: true,
          childList: true,
          characterData: true,
        });
        setTimeout(() => {
          observer.disconnect();
          done(changes);
        }, ms);
      }),
    [selector, durationMs] as const,
  );
}

async function mark(page: Page, name: string): Promise<number> {
  return page.evaluate((entry) => performance.getEntriesByName(entry)[0].startTime, name);
}

/** City → district → subdistrict → community → cell and back, by the address, as the page's own links do. */
async function* drillRows(address: string): AsyncGenerator<BenchRow> {
  const browser = await launchBrowser();
  try {
    // From the whole city, so that every step of the path is a new selection.
    const { page } = await openPage(browser, address, '/', { pixelRatio: 1 });
    await settled(page);
    const path = await drillPath(address);
    const own: number[] = [];
    const heapAfter: Record<number, number> = {};
    for (let drill = 1; drill <= 200; drill++) {
      const unit = path[drill % path.length];
      const ms = await drillTo(page, unit);
      if (drill > 20) own.push(ms);
      if (drill === 20 || drill === 200) heapAfter[drill] = await heapBytes(page);
    }
    const sample = summarize(own);
    yield {
      name: 'drill, from click to settled values (camera flight apart), median',
      unit: 'ms',
      measured: sample.median,
      asked: 300,
      better: 'lower',
      note: spread(sample),
    };
    yield {
      name: 'memory of the page after 200 drills against after 20',
      unit: '×',
      measured: heapAfter[200] / heapAfter[20],
      asked: 1.1,
      better: 'lower',
      note: `${Math.round(heapAfter[20] / 1e6)} MB → ${Math.round(heapAfter[200] / 1e6)} MB of JavaScript heap after collection`,
    };
  } finally {
    await browser.close();
  }
}

/**
 * Milliseconds from the new selection to all its figures painted, as the page itself measures them. It starts from a picture that stands, as a
 * person's click does: the flight before is not this drill's own work.
 */
async function drillTo(page: Page, unit: string): Promise<number> {
  await page.waitForSelector('.map-canvas[data-state=idle]', { state: 'attached' });
  await page.evaluate((id) => {
    performance.clearMeasures('onegrid:drill');
    history.pushState({}, '', `/?unit=${id}&map=grid`);
    dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  }, unit);
  await page.waitForFunction(() => performance.getEntriesByName('onegrid:drill').length > 0);
  return page.evaluate(() => performance.getEntriesByName('onegrid:drill')[0].duration);
}

async function drillPath(address: string): Promise<string[]> {
  const path = ['520100', '520115'];
  for (const level of ['subdistrict', 'community', 'gridCell']) {
    const response = await fetch(`${address}/api/units?within=${path[path.length - 1]}&level=${level}`);
    const { units } = (await response.json()) as { units: { id: string }[] };
    path.push(units[Math.floor(units.length / 2)].id);
  }
  return [...path, ...path.slice(1, -1).reverse()];
}

async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}
