import { expect, inject, it } from 'vitest';
import type { OrdersAnswer, SupervisionAnswer } from '../../server/contract/supervision.ts';
import { sharedBrowser } from './chromium.ts';
import { goWithin, openPage, settled } from './page.ts';

const address = inject('address');
/** Days that are over: the answers of the server stay what they are. */
const PERIOD = 'period=2026-09-01..2026-11-01';
const RANGE = 'from=2026-09-01T00:00:00%2B08:00&to=2026-11-01T00:00:00%2B08:00';

const tabOf = (url: string) => new URL(url).searchParams.get('tab');

it('finds supervision under a tab on 16:9, by link and by hand, lists what is overdue and opens its card', async () => {
  const counts: SupervisionAnswer = await (await fetch(`${address}/api/supervision?${RANGE}`)).json();
  const late: OrdersAnswer = await (await fetch(`${address}/api/supervision/overdue?${RANGE}`)).json();
  expect(counts.total.unanswered).toBeGreaterThan(0);
  expect(late.numberMatched).toBe(counts.total.unanswered);

  const watched = await openPage(await sharedBrowser(), address, `/?map=heat&${PERIOD}&tab=supervision`);
  const { page } = watched;
  const tabs = page.getByRole('tablist').getByRole('tab');
  const panel = page.getByRole('tabpanel', { name: '督查' }).locator('[data-panel=supervision]');
  const rows = panel.locator('.supervision__row');
  await expect.poll(() => rows.count(), { timeout: 60_000 }).toBe(late.orders.length);
  expect(await tabs.nth(2).getAttribute('aria-selected')).toBe('true');

  await goWithin(watched, `/?map=heat&${PERIOD}`);
  await settled(page);
  await expect.poll(() => tabs.allInnerTexts()).toEqual(['两个时钟', '吹哨报到', '督查']);
  expect(await page.locator('[data-panel=clocks]').count()).toBe(1);
  expect(await page.locator('[data-panel=supervision]').count()).toBe(0);

  await tabs.nth(2).click();
  await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(late.orders.length);
  expect(tabOf(page.url())).toBe('supervision');
  expect(await page.locator('[data-panel=clocks]').count()).toBe(0);
  for (const name of ['revisited', 'ordered', 'rectified', 'justified', 'open', 'unanswered'] as const)
    expect(await panel.locator(`[data-count=${name}]`).innerText()).toBe(
      counts.total[name].toLocaleString('en-US'),
    );
  expect(await rows.first().innerText()).toMatch(/▲[\s\S]*逾期 \d+ 天/);

  const id = String(late.orders[0]!.request.id);
  await rows.first().locator('button').click();
  await expect.poll(() => new URL(page.url()).searchParams.get('request')).toBe(id);
  await page.locator('.frame__card .request__place').waitFor();
  await rows.first().locator('button').click();
  await expect.poll(() => new URL(page.url()).searchParams.get('request')).toBeNull();

  await tabs.nth(2).press('ArrowLeft');
  await expect.poll(() => tabOf(page.url())).toBe('whistle');
  expect(await tabs.nth(1).evaluate((tab) => tab === document.activeElement)).toBe(true);
  await page.keyboard.press('Home');
  await expect.poll(() => tabOf(page.url())).toBeNull();
  expect(watched.errors).toEqual([]);
  await watched.close();
});
