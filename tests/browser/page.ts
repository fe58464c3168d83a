import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import type { App } from 'vue';

export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** Console errors and uncaught exceptions since the page opened. */
  errors: string[];
  /** Requests that went to another origin than the page's own. */
  outside: string[];
  /** What the page has asked and has no answer to yet; the live line, which never ends, is not among it. */
  asked: ReadonlySet<Request>;
  close(): Promise<void>;
}

export interface OpenOptions {
  width?: number;
  height?: number;
  locale?: string;
  reducedMotion?: boolean;
  /** Pixels of the screen to one of the page; a half where none is said: the layout is the same, and software WebGL has a quarter to paint. */
  pixelRatio?: number;
}

/**
 * Opens `path` in a fresh context (null: a page that goes nowhere yet) and watches it: console errors are kept, and so is whatever asks
 * another origin; the browser finds nobody there (see `chromium.ts`).
 * `data:` and `blob:` are of the page itself.
 */
export async function openPage(
  browser: Browser,
  address: string,
  path: string | null,
  options: OpenOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1920, height: options.height ?? 1080 },
    deviceScaleFactor: options.pixelRatio ?? 0.5,
    locale: options.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: options.reducedMotion === false ? 'no-preference' : 'reduce',
  });
  const errors: string[] = [];
  const outside: string[] = [];
  const page = await context.newPage();
  const asked = new Set<Request>();
  // Only looked at: to hold and let go each request would cost a tenth of a page's time, and its cache.
  page.on('request', (request) => {
    const url = request.url();
    if (![address, 'data:', 'blob:'].some((own) => url.startsWith(own))) outside.push(url);
    if (!new URL(url).pathname.endsWith('/api/live')) asked.add(request);
  });
  page.on('requestfinished', (request) => asked.delete(request));
  page.on('requestfailed', (request) => asked.delete(request));
  page.on('console', (message) => {
    // Chromium's own remark about reading pixels back in software rendering is no fault of the page.
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  if (path !== null) await page.goto(`${address}${path}`, { waitUntil: 'domcontentloaded' });
  return { page, context, errors, outside, asked, close: () => context.close() };
}

/** How often a page that goes on is looked at. */
const LOOK_MS = 50;

/**
 * Goes to `path` as a link of the page's own would: nothing is loaded again, and the address is one step more of its history. Waits until
 * all that was asked for is there.
 */
export async function goWithin({ page, asked }: WatchedPage, path: string): Promise<void> {
  await page.evaluate(async (to) => {
    const { __vue_app__: app } = document.querySelector('#app') as unknown as { __vue_app__: App };
    await app.config.globalProperties.$router.push(to);
  }, path);
  // One look between two questions, of which the second follows from the answer to the first, would take the page for ready.
  for (let quiet = 0; quiet < 3; quiet = asked.size === 0 ? quiet + 1 : 0) await page.waitForTimeout(LOOK_MS);
}

/** Waits until the map shows values, names and signs, and nothing is drawn any more. */
export async function settled(page: Page, timeoutMs = 60_000): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName('onegrid:names').length > 0, undefined, {
    timeout: timeoutMs,
  });
  // A selection made just now reaches the map within a frame or two; before that it still says idle.
  await page.evaluate(
    () =>
      new Promise<void>((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))),
      ),
  );
  await page.waitForSelector('.map-canvas[data-state=idle]', { state: 'attached', timeout: timeoutMs });
}

export interface ScreenPoint {
  x: number;
  y: number;
}

/** Where a place is on the page, by the camera that the idle map reports. Only for a map without tilt. */
export async function project(page: Page, [lon, lat]: [number, number]): Promise<ScreenPoint> {
  const camera = await page.locator('.map-canvas').evaluate((canvas) => {
    const box = canvas.getBoundingClientRect();
    return {
      at: (canvas as HTMLElement).dataset.camera ?? '',
      padding: (canvas as HTMLElement).dataset.padding ?? '0 0 0 0',
      width: box.width,
      height: box.height,
    };
  });
  const [centerLon, centerLat, zoom, bearing] = camera.at.split(' ').map(Number);
  const [top, right, bottom, left] = camera.padding.split(' ').map(Number);
  const size = 512 * 2 ** zoom;
  const mercator = (degrees: number) => (1 - Math.asinh(Math.tan((degrees * Math.PI) / 180)) / Math.PI) / 2;
  const dx = ((lon - centerLon) / 360) * size;
  const dy = (mercator(lat) - mercator(centerLat)) * size;
  const turn = (-bearing * Math.PI) / 180;
  return {
    x: left + (camera.width - left - right) / 2 + dx * Math.cos(turn) - dy * Math.sin(turn),
    y: top + (camera.height - top - bottom) / 2 + dx * Math.sin(turn) + dy * Math.cos(turn),
  };
}
