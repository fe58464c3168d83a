import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** Console errors and uncaught exceptions since the page opened. */
  errors: string[];
  /** Requests that went to another origin than the page's own. */
  outside: string[];
  close(): Promise<void>;
}

export interface OpenOptions {
  width?: number;
  height?: number;
  locale?: string;
  reducedMotion?: boolean;
}

/**
 * Opens `path` in a fresh context and watches it: console errors are kept, and whatever asks another origin is aborted and kept.
 * `data:` and `blob:` are of the page itself.
 */
export async function openPage(
  browser: Browser,
  address: string,
  path: string,
  options: OpenOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1920, height: options.height ?? 1080 },
    locale: options.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: options.reducedMotion === false ? 'no-preference' : 'reduce',
  });
  const errors: string[] = [];
  const outside: string[] = [];
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(address) || url.startsWith('data:') || url.startsWith('blob:'))
      return route.continue();
    outside.push(url);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    // Chromium's own remark about reading pixels back in software rendering is no fault of the page.
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`${address}${path}`, { waitUntil: 'domcontentloaded' });
  return { page, context, errors, outside, close: () => context.close() };
}

/** Waits until the map has drawn its values (the page sets the mark) and nothing moves any more. */
export async function settled(page: Page, timeoutMs = 60_000): Promise<void> {
  await page.waitForFunction(
    () => performance.getEntriesByName('onegrid:first-picture').length > 0,
    undefined,
    { timeout: timeoutMs },
  );
  await page.waitForFunction(
    () => {
      const map = (window as unknown as { __onegrid?: { map?: { loaded(): boolean; isMoving(): boolean } } })
        .__onegrid?.map;
      return !!map?.loaded() && !map.isMoving();
    },
    undefined,
    { timeout: timeoutMs },
  );
}
