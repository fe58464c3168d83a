import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { sharedBrowser } from './chromium.ts';
import { goWithin, type OpenOptions, openPage, type WatchedPage } from './page.ts';

/**
 * One page for the tests of a file: the first path is loaded, to the others the product itself goes, as it does in use: its map and its
 * stores live as long as the page. What is promised of a page's first moments wants `openPage`.
 * A test that failed leaves no page to the next one.
 * @returns the way to `path`; errors and requests to the outside are those since then
 */
export function onePage(
  options: OpenOptions = {},
  address: () => string = () => inject('address'),
): (path: string) => Promise<WatchedPage> {
  let browser: Browser;
  let watched: WatchedPage | null = null;
  const close = async () => {
    await watched?.close();
    watched = null;
  };
  beforeAll(async () => {
    browser = await sharedBrowser();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await close();
  });
  afterAll(close);
  return async (path) => {
    if (watched === null || watched.page.isClosed()) {
      watched = await openPage(browser, address(), path, options);
      return watched;
    }
    for (const kept of [watched.errors, watched.outside]) kept.length = 0;
    await goWithin(watched, path);
    return watched;
  };
}
