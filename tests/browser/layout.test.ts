import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, inject, it } from 'vitest';
import { sharedBrowser } from './chromium.ts';
import { openPage, settled } from './page.ts';

const address = inject('address');
let browser: Browser;

beforeAll(async () => {
  browser = await sharedBrowser();
});

interface Findings {
  overlaps: string[];
  outside: string[];
  tooSmall: string[];
  cut: string[];
  transformed: string[];
}

/** What a careful eye would mind: panels over panels, text over text, text too small or cut without a sign, a squeezed map. */
function inspect(page: Page, smallestPx: number): Promise<Findings> {
  return page.evaluate((smallest) => {
    const findings: Findings = { overlaps: [], outside: [], tooSmall: [], cut: [], transformed: [] };
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${String(element.className).split(' ')[0]} “${(element.textContent ?? '').trim().slice(0, 24)}”`;
    const overlap = (a: DOMRect, b: DOMRect) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;

    const panels = [...document.querySelectorAll('section.panel')];
    panels.forEach((panel, index) => {
      const box = panel.getBoundingClientRect();
      const scroller = panel.closest('.frame__column');
      if (
        !scroller &&
        (box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
      )
        findings.outside.push(name(panel));
      for (const other of panels.slice(index + 1)) {
        if (overlap(box, other.getBoundingClientRect()))
          findings.overlaps.push(`${name(panel)} | ${name(other)}`);
      }
    });

    // Text that stands by itself: elements with a text of their own, on screen, not hidden for eyes.
    const texts = [...document.querySelectorAll('.frame *')].filter((element) => {
      if (element.closest('.sr-only, canvas, svg, [role=dialog], .chart, .frame__skip')) return false;
      const own = [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.textContent!.trim() !== '',
      );
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      return (
        own &&
        box.width > 1 &&
        box.height > 1 &&
        style.visibility === 'visible' &&
        Number(style.opacity) > 0.1
      );
    });
    const visibleBox = (element: Element): DOMRect | null => {
      let { left, top, right, bottom } = element.getBoundingClientRect();
      for (let parent = element.parentElement; parent; parent = parent.parentElement) {
        const style = getComputedStyle(parent);
        if (style.overflow === 'visible') continue;
        const box = parent.getBoundingClientRect();
        left = Math.max(left, box.left);
        top = Math.max(top, box.top);
        right = Math.min(right, box.right);
        bottom = Math.min(bottom, box.bottom);
      }
      return right - left > 1 && bottom - top > 1 ? new DOMRect(left, top, right - left, bottom - top) : null;
    };
    const boxes = texts.flatMap((element) => {
      const box = visibleBox(element);
      return box ? [{ element, box }] : [];
    });
    for (const { element } of boxes) {
      const style = getComputedStyle(element);
      if (
        Number.parseFloat(style.fontSize) < smallest - 0.5 &&
        !element.closest('.figure, .unit, sup, sub, small, .num')
      )
        findings.tooSmall.push(`${name(element)} ${style.fontSize}`);
      if (
        style.overflowX !== 'visible' &&
        style.textOverflow !== 'ellipsis' &&
        element.scrollWidth > element.clientWidth + 2 &&
        element.clientWidth > 0
      )
        findings.cut.push(name(element));
    }
    boxes.forEach((a, index) => {
      for (const b of boxes.slice(index + 1)) {
        if (a.element.contains(b.element) || b.element.contains(a.element)) continue;
        const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        // Line boxes are taller than their letters: what overlaps by less than a third of a line does not touch.
        if (width > 4 && height > Math.min(a.box.height, b.box.height) * 0.34)
          findings.overlaps.push(`${name(a.element)} | ${name(b.element)}`);
      }
    });

    for (
      let element = document.querySelector('.map-canvas') as Element | null;
      element;
      element = element.parentElement
    ) {
      if (getComputedStyle(element).transform !== 'none') findings.transformed.push(name(element));
    }
    return findings;
  }, smallestPx);
}

const NOTHING: Findings = { overlaps: [], outside: [], tooSmall: [], cut: [], transformed: [] };

const SCREENS = [
  { width: 1920, height: 1080, smallestPx: 16 },
  { width: 3840, height: 2160, smallestPx: 32 },
  { width: 5120, height: 1440, smallestPx: 21 },
  { width: 1366, height: 768, smallestPx: 14 },
];

/** Columns of panels that each screen has room for. */
const COLUMNS: Record<number, number> = { 1920: 2, 3840: 2, 5120: 4 };

// Each look is opened on another screen, then carried over the rest: a page has to fit where it was not opened, too.
it.each([
  ['grid', 'night', 'zh-CN', 0],
  ['service', 'day', 'zh-CN', 1],
  ['organization', 'night', 'en', 2],
  ['heat', 'day', 'en', 3],
])('lays out %s by %s in %s on every screen', async (map, theme, lang, first) => {
  const path = `/?unit=520115&map=${map}&theme=${theme}&lang=${lang}&period=30d`;
  const screens = [...SCREENS.slice(first), ...SCREENS.slice(0, first)];
  const watched = await openPage(browser, address, path, screens[0]);
  const { page } = watched;
  try {
    for (const { width, height, smallestPx } of screens) {
      const screen = `${width} × ${height}`;
      await page.setViewportSize({ width, height });
      await settled(page, 120_000);
      expect(await inspect(page, smallestPx), screen).toEqual(NOTHING);
      const box = await page.evaluate(() => {
        const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
        const panels = [...document.querySelectorAll('section.panel')];
        return {
          scrolls: scrollWidth > clientWidth || scrollHeight > clientHeight,
          columns: new Set(panels.map((panel) => Math.round(panel.getBoundingClientRect().left))).size,
        };
      });
      expect(box.scrolls, screen).toBe(false);
      if (map === 'grid' && width in COLUMNS) expect(box.columns, screen).toBe(COLUMNS[width]);
    }
    expect(watched.errors).toEqual([]);
    expect(watched.outside).toEqual([]);
  } finally {
    await watched.close();
  }
});
