import type { Page } from 'playwright-core';
import { afterEach, expect, inject, it } from 'vitest';
import type { IndicatorColumns } from '../../server/contract/indicators.ts';
import { onePage } from './one-page.ts';
import { settled, type WatchedPage } from './page.ts';

const address = inject('address');
const show = onePage({ width: 1920, height: 1080 });
let watched: WatchedPage;
afterEach(() => {
  expect(watched.errors).toEqual([]);
});

async function get<Answer>(path: string): Promise<Answer> {
  return (await (await fetch(`${address}${path}`)).json()) as Answer;
}
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const legendBreaks = (page: Page) => page.locator('.legend__label').allTextContents();
const legendCounts = async (page: Page) =>
  (await page.locator('.legend__items .legend__count').allTextContents()).map((text) =>
    Number(text.replace(/\D/g, '')),
  );

it('compares two periods on the map, in its legend, in the ranking and in the strip, by a link', async () => {
  const period = 'period=2026-10-01..2026-11-01';
  watched = await show(`/?indicator=requests&time=week&${period}&compare=previous`);
  const { page } = watched;
  await settled(page);
  const answer = await get<IndicatorColumns>(
    '/api/indicators/requests?level=gridCell&from=2026-10-01&to=2026-11-01&compare=previous',
  );
  const compared = answer.compared!;
  expect(compared.from).toBe('2026-09-01T00:00:00+08:00');
  const both = page.locator('.both');
  await both.waitFor();
  const numbers = (await both.locator('.both__value').allTextContents()).map((text) =>
    Number(text.replaceAll(',', '')),
  );
  expect(numbers).toEqual([compared.total.numerator, answer.total.numerator]);
  const sign = compared.total.change! > 0 ? '▲' : '▼';
  await expect(both.locator('.both__change').textContent()).resolves.toContain(
    `${sign} ${Math.abs(compared.total.change!).toFixed(1)}%`,
  );
  const classes = [0, 1, 2, 3, 4, 5, 6].map(
    (one) => compared.changeClasses.filter((value) => value === one).length,
  );
  await expect.poll(async () => (await legendCounts(page)).slice(0, 7)).toEqual(classes);
  expect(await legendBreaks(page)).toContain('±10');
  expect(await page.locator('.rank__delta').count()).toBeGreaterThan(3);

  // 热力 is of requests: their change by cells takes its place; without a comparison the heat is back.
  await page.locator('[data-scene=heat]').click();
  await expect.poll(() => page.locator('.legend h2').textContent()).toContain('变化');
  await page.locator('.time select').last().selectOption('');
  await expect.poll(() => parameter(page, 'compare')).toBeNull();
  await expect.poll(() => page.locator('.legend h2').textContent()).not.toContain('变化');
});

it('plays weeks on colours that do not move, halts at a link, and Esc leads back to the period', async () => {
  watched = await show('/?indicator=requests');
  const { page } = watched;
  await settled(page);
  await page.getByRole('button', { name: '时间轴' }).click();
  const time = page.locator('.time');
  await time.locator('path').first().waitFor();
  expect(parameter(page, 'time')).toBe('week');

  await time.locator('label', { hasText: '16×' }).click();
  await time.getByRole('button', { name: '播放' }).click();
  const now = time.locator('.time__now time');
  const seen = new Set<string>();
  const breaks = new Set<string>();
  await expect
    .poll(
      async () => {
        seen.add((await now.textContent()) ?? '');
        breaks.add(JSON.stringify(await legendBreaks(page)));
        return seen.size;
      },
      { timeout: 60_000, interval: 100 },
    )
    .toBeGreaterThanOrEqual(5);
  // Before the first step the legend was of the period; after it one and the same.
  expect(breaks.size).toBeLessThanOrEqual(2);
  expect(parameter(page, 'play')).toBe('16');
  // What is open today has no place in a week of the past.
  await expect.poll(() => page.locator('.callout').count()).toBe(0);

  await time.getByRole('button', { name: '暂停' }).click();
  await expect.poll(() => parameter(page, 'at')).not.toBeNull();
  const at = parameter(page, 'at')!;
  const toMs = Date.parse(`${at}T00:00:00+08:00`) + 7 * 86_400_000;
  const to = new Date(toMs + 8 * 3600_000).toISOString().slice(0, 10);
  const answer = await get<IndicatorColumns>(`/api/indicators/requests?level=gridCell&from=${at}&to=${to}`);
  const zeros = answer.numerator.filter((count) => count === 0).length;
  await expect.poll(async () => (await legendCounts(page)).at(-3), { timeout: 20_000 }).toBe(zeros);
  expect((await legendCounts(page)).reduce((sum, count) => sum + count, 0)).toBe(answer.unitIds.length);

  await time.getByRole('button', { name: '下一步' }).click();
  await expect.poll(() => parameter(page, 'at')).toBe(to);
  await page.keyboard.press('Escape');
  await expect.poll(() => parameter(page, 'at')).toBeNull();
  expect(parameter(page, 'unit')).toBeNull();

  // A click on the bars goes to the step that lies there; its days become the period of the whole page.
  const track = (await time.locator('.bars__track').boundingBox())!;
  await page.mouse.click(track.x + track.width / 2, track.y + track.height / 2);
  await expect.poll(() => parameter(page, 'at')).not.toBeNull();
  const middle = parameter(page, 'at')!;
  await time.getByRole('button', { name: '设为统计周期' }).click();
  await expect.poll(() => parameter(page, 'period')).toMatch(new RegExp(`^${middle}\\.\\.`));
  expect(parameter(page, 'at')).toBeNull();

  // Dragged over the bars: a period of one's own, in whole days.
  await page.mouse.move(track.x + track.width * 0.3, track.y + track.height / 2);
  await page.mouse.down();
  await page.mouse.move(track.x + track.width * 0.4, track.y + track.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => parameter(page, 'period')).not.toMatch(new RegExp(`^${middle}`));
  expect(parameter(page, 'period')).toMatch(/^\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}$/);
});
