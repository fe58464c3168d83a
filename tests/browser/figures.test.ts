import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { onePage } from './one-page.ts';
import { settled } from './page.ts';

/** Wide enough for eight panels: the four maps together show every panel there is. */
const SCREEN = { width: 5120, height: 1440, pixelRatio: 0.25 };
const show = onePage(SCREEN);

/** Waits until every panel on screen has its figures. */
async function filled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelectorAll('section.panel').length > 5 &&
      document.querySelector('section.panel[aria-busy=true]') === null &&
      document.querySelector('.legend') !== null,
    undefined,
    { timeout: 60_000 },
  );
}

/**
 * Numbers that nobody can ask: in numerals or standing alone, neither in a figure, nor in a row beside one (its rank, its class), nor in
 * a table whose caption is one. The time of an event and the age of the data answer themselves.
 */
function unexplained(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const places = [
      ...document.querySelectorAll('section.panel, .legend, .crumbs, .unlocated, .strip, .chips'),
    ];
    const isBareNumber = (element: Element) =>
      [...element.childNodes].some(
        (node) => node.nodeType === 3 && /^[\s\d.,/–%+−-]*\d[\s\d.,/–%+−-]*$/.test(node.textContent ?? ''),
      );
    const isExplained = (element: Element) =>
      element.closest('.figure, time') !== null ||
      element.closest('table')?.querySelector('caption .figure') != null ||
      element.closest('li')?.querySelector('.figure') != null;
    return places.flatMap((place) =>
      [...place.querySelectorAll('*')]
        .filter((element) => element.classList.contains('num') || isBareNumber(element))
        .filter((element) => /\d/.test(element.textContent ?? '') && !isExplained(element))
        .map(
          (element) =>
            `${place.getAttribute('data-panel') ?? place.className}: ${element.textContent?.trim()}`,
        ),
    );
  });
}

/** Asks every figure on screen; those whose answer lacks its name, its meaning, its period, its age or its source. */
function unanswered(page: Page): Promise<{ asked: number; without: string[] }> {
  return page.evaluate(async () => {
    const figures = [...document.querySelectorAll<HTMLElement>('button.figure')];
    const without: string[] = [];
    for (const figure of figures) {
      figure.click();
      await new Promise((done) => setTimeout(done));
      const card = document.querySelector('.source[role=dialog]');
      const parts = [...(card?.querySelectorAll('h3, .source__meaning, dt, dd') ?? [])];
      const texts = parts.map((part) => part.textContent?.trim() ?? '');
      if (texts.length < 10 || texts.some((text) => text === '' || /[{}]|undefined|NaN/.test(text)))
        without.push(`${figure.textContent?.trim()}: ${texts.join(' | ')}`);
    }
    return { asked: figures.length, without };
  });
}

it('asks nothing on a wall', async () => {
  const watched = await show('/wall');
  await filled(watched.page);
  expect(await watched.page.locator('.num').count()).toBeGreaterThan(20);
  expect(await watched.page.locator('button, [role=dialog]').count()).toBe(0);
});

it('says where the ledger holds a figure, and how sure a rate is', async () => {
  const watched = await show('/?unit=520113&map=organization');
  const { page } = watched;
  await filled(page);
  await settled(page);
  const dialog = page.getByRole('dialog');
  await page.locator('[data-panel=stars] .stars__count').first().press('Enter');
  await expect.poll(() => dialog.innerText()).toContain('口径账本');
  await page.keyboard.press('Escape');
  await page.locator('[data-panel=kpi] .kpi__rate').first().press('Enter');
  expect(await dialog.innerText()).toMatch(/95 % 区间\s+[\d.]+–[\d.]+ %/);
});

it('leaves no number without an answer to where it comes from', async () => {
  const watched = await show('/?unit=520113');
  const { page } = watched;
  const seen = new Set<string>();
  const bare: string[] = [];
  for (const scene of ['grid', 'heat', 'service', 'organization']) {
    await page.waitForSelector(`nav.tabs [data-scene=${scene}]`);
    await page.locator(`nav.tabs [data-scene=${scene}]`).click();
    await filled(page);
    for (const name of await page
      .locator('section.panel')
      .evaluateAll((panels) => panels.map((panel) => (panel as HTMLElement).dataset.panel ?? '')))
      seen.add(name);
    bare.push(...(await unexplained(page)));
    const answers = await unanswered(page);
    expect(answers.asked).toBeGreaterThan(20);
    expect(answers.without).toEqual([]);
    for (const toggle of await page.locator('button.panel__toggle').all())
      await toggle.evaluate((button: HTMLElement) => button.click());
    bare.push(...(await unexplained(page)));
  }
  expect(bare).toEqual([]);
  expect(seen.size).toBe(18);
});
