import type { Page } from 'playwright-core';
import { launchBrowser } from '../browser/chromium.ts';
import { openPage, settled } from '../browser/page.ts';
import { type BenchRow, spread, summarize } from './harness.ts';
import type { Workplace } from './workplace.ts';
import { openWritable } from './writable-city.ts';

const DELIVERED = 40;

/** How far a screen is behind what is committed. */
export async function* livePageRows(workplace: Workplace): AsyncGenerator<BenchRow> {
  const { server, unitId, categoryCode, close } = await openWritable(workplace);
  const browser = await launchBrowser();
  try {
    const { page } = await openPage(browser, server.address, '/?map=grid', { width: 1920, height: 1080 });
    await settled(page);
    await page.locator('.stream__row').first().waitFor();
    const delays: number[] = [];
    for (let no = 0; no < DELIVERED; no++) delays.push(await delayMs(page, { no, unitId, categoryCode }));
    const sample = summarize(delays);
    yield {
      name: 'a new request in the list of a page after its commit is acknowledged, p95',
      unit: 'ms',
      measured: sample.p95,
      asked: 1000,
      better: 'lower',
      note: `page and delivery by one clock; ${spread(sample)}`,
    };
  } finally {
    await browser.close();
    await close();
  }
}

/** Delivers a request from the page itself and watches for its row: both ends by the page's own clock. */
function delayMs(
  page: Page,
  delivery: { no: number; unitId: string; categoryCode: string },
): Promise<number> {
  return page.evaluate(async ({ no, unitId, categoryCode }) => {
    // A time of its own, to the second, names the row.
    const createdMs = Math.floor(Date.now() / 1000) * 1000 + no * 1000;
    const seen = new Promise<number>((resolve) => {
      new MutationObserver((_changes, observer) => {
        const isThere = [...document.querySelectorAll('.stream__row time')].some(
          (time) => Date.parse(time.getAttribute('datetime') ?? '') === createdMs,
        );
        if (!isThere) return;
        observer.disconnect();
        resolve(performance.now());
      }).observe(document.body, { childList: true, subtree: true, attributes: true });
    });
    const row = {
      source: '12345',
      externalId: `page-${no}`,
      createdAt: new Date(createdMs).toISOString(),
      categoryCode,
      unitId,
    };
    const answer = await fetch('/api/requests', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ requests: [row] }),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    const acknowledgedMs = performance.now();
    return (await seen) - acknowledgedMs;
  }, delivery);
}
