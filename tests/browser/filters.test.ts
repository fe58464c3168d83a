import { readFileSync } from 'node:fs';
import type { Download, Page } from 'playwright-core';
import readBook from 'read-excel-file/node';
import { afterEach, expect, inject, it } from 'vitest';
import type { IndicatorColumns } from '../../server/contract/indicators.ts';
import type {
  FacetsAnswer,
  LatestAnswer,
  RequestDetail,
  SummaryAnswer,
} from '../../server/contract/requests.ts';
import { onePage } from './one-page.ts';
import { settled, type WatchedPage } from './page.ts';

const address = inject('address');
const DISTRICT = '520115';
const DAYS = 'from=2026-11-01&to=2026-11-15';
const LINK = `/?unit=${DISTRICT}&period=2026-11-01..2026-11-15`;
/** A desk: one column holds figures, loop, stream, ranks, categories and trend. */
const DESK = { width: 1366, height: 768 };
const show = onePage(DESK);
let watched: WatchedPage;
afterEach(() => {
  expect(watched.errors).toEqual([]);
  expect(watched.outside).toEqual([]);
});

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${address}${path}`)).json()) as T;
}
const count = (value: number) => value.toLocaleString('en-US');
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

/** The figure at the top is what the server counts under these filters. */
async function expectTotal(page: Page, filters: string): Promise<number> {
  const { total } = await get<SummaryAnswer>(`/api/requests/summary?within=${DISTRICT}&${DAYS}${filters}`);
  await expect.poll(() => page.locator('.kpi__total').innerText()).toContain(count(total));
  return total;
}

it('is filtered by a click on a chart or a choice in a list, counts what the server counts, and is widened by a second click', async () => {
  watched = await show(LINK);
  const { page } = watched;
  const all = await expectTotal(page, '');

  const source = page.locator('.kpi__source').filter({ hasText: '12345' });
  await source.click();
  await expect.poll(() => parameter(page, 'source')).toBe('12345');
  const ofSource = await expectTotal(page, '&source=12345');
  expect(ofSource).toBeLessThan(all);
  expect(await source.getAttribute('aria-pressed')).toBe('true');

  const status = page.locator('.status__part[data-status=rated]');
  await status.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => parameter(page, 'status')).toBe('rated');
  expect(await expectTotal(page, '&source=12345&status=rated')).toBeLessThan(ofSource);

  await page.locator('.filters__open').click();
  const facets = await get<FacetsAnswer>(
    `/api/requests/facets?within=${DISTRICT}&${DAYS}&source=12345&status=rated`,
  );
  const urgency = page.locator('select[data-filter=urgency]');
  await expect
    .poll(() => urgency.locator('option').allInnerTexts())
    .toEqual([
      '不限',
      ...['普通', '加急', '紧急'].map((name, index) => `${name}（${count(facets.urgency[index].count)}）`),
    ]);
  await urgency.selectOption('1');
  await expect.poll(() => parameter(page, 'urgency')).toBe('1');
  expect(await expectTotal(page, '&source=12345&status=rated&urgency=1')).toBe(facets.urgency[1].count);
  await page.keyboard.press('Escape');
  expect(await page.locator('.filters__open').evaluate((node) => node === document.activeElement)).toBe(true);
  expect(await page.locator('.filters__chip').count()).toBe(4);

  await page.locator('.filters__chip[data-filter=urgency] .filters__clear').click();
  await status.click();
  await source.click();
  expect([parameter(page, 'urgency'), parameter(page, 'status'), parameter(page, 'source')]).toEqual([
    null,
    null,
    null,
  ]);
  expect(await expectTotal(page, '')).toBe(all);

  const category = page.locator('.category__name').first();
  await category.click();
  await expect.poll(() => parameter(page, 'category')).not.toBeNull();
  await expectTotal(page, `&category=${parameter(page, 'category')}`);
  await category.click();
  expect(parameter(page, 'category')).toBeNull();

  // A day of the trend as the period: its own second press goes back to the named period before.
  await page.locator('.filters__open').click();
  await page.locator('select[data-filter=period]').selectOption('30d');
  await page.keyboard.press('Escape');
  const day = page.locator('.pickable__step').nth(10);
  await day.focus();
  const wanted = await day.getAttribute('data-pick');
  await page.keyboard.press('Enter');
  await expect.poll(() => parameter(page, 'period')).toMatch(new RegExp(`^${wanted}\\.\\.`));
  await expect.poll(() => day.getAttribute('aria-pressed')).toBe('true');
  await page.keyboard.press('Enter');
  await expect.poll(() => parameter(page, 'period')).toBe('30d');
});

it('opens a card of a request from the stream; Escape and the Back button close it; one that is gone says so', async () => {
  watched = await show(`/?unit=${DISTRICT}`);
  const { page } = watched;
  const row = page.locator('.stream__button').first();
  await row.waitFor();
  await row.focus();
  await page.keyboard.press('Enter');
  const card = page.getByRole('dialog', { name: '诉求详情' });
  await card.waitFor();
  const id = parameter(page, 'request');
  const { requests } = await get<LatestAnswer>(`/api/requests?within=${DISTRICT}&limit=1`);
  expect(id).toBe(String(requests[0].id));
  const { request, events } = await get<RequestDetail>(`/api/requests/${id}`);
  await expect.poll(() => card.locator('.request__life li').count()).toBe(events.length);
  const text = await card.innerText();
  expect(text).toContain(request.categoryName);
  expect(text).toContain(request.source);
  expect(text).toContain('第');

  await page.keyboard.press('Escape');
  await expect.poll(() => card.count()).toBe(0);
  expect(parameter(page, 'request')).toBeNull();
  expect(parameter(page, 'unit')).toBe(DISTRICT);
  expect(await row.evaluate((node) => node === document.activeElement)).toBe(true);

  await row.click();
  await card.waitFor();
  await page.goBack();
  await expect.poll(() => card.count()).toBe(0);

  // Chromium writes an answer of 404 on its console by itself.
  await show(`/?unit=${DISTRICT}&request=99999999`);
  await expect.poll(() => card.innerText()).toContain('不存在或已删除');
  const own = watched.errors.filter((line) => !line.includes('404'));
  watched.errors.splice(0, watched.errors.length, ...own);
});

async function download(page: Page, button: string, entry: string): Promise<Download> {
  await page.locator(button).click();
  const [file] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    page.locator(`[data-export=${entry}]`).click(),
  ]);
  return file;
}

it('gives away what is seen: a table as CSV, the map as a workbook and a picture, the screen on one sheet', async () => {
  watched = await show(`${LINK}&source=12345`);
  const { page } = watched;
  await page.setViewportSize({ width: 1920, height: 1080 });
  await settled(page);
  const panel = page.locator('[data-panel=loop]');
  await panel.hover();
  const csv = await download(page, '[data-panel=loop] .export__button', 'csv');
  expect(csv.suggestedFilename()).toMatch(/^闭环办理-观山湖区-\d{8}-\d{4}\.csv$/);
  const lines = readFileSync(await csv.path(), 'utf8').split('\r\n');
  expect(lines[0].charCodeAt(0)).toBe(0xfeff);
  expect(lines.slice(0, 5).join('\n')).toContain('筛选,来源 12345');
  expect(lines.slice(0, 5).join('\n')).toContain('2026-11-01 00:00 — 2026-11-15 00:00');
  const { funnel } = await get<SummaryAnswer>(
    `/api/requests/summary?within=${DISTRICT}&${DAYS}&source=12345`,
  );
  const table = lines.slice(lines.indexOf('') + 2, -1).map((line) => line.split(',').slice(0, 2));
  expect(table).toEqual(
    Object.values(funnel).map((value, index) => [
      ['收集', '接单', '到场', '办结', '评价'][index],
      String(value),
    ]),
  );
  const shown = await panel.locator('.loop__count').allInnerTexts();
  expect(shown.map((text) => Number(text.replaceAll(',', '')))).toEqual(Object.values(funnel));

  const screen = '.frame__filters .export__button';
  const book = await readBook(readFileSync(await (await download(page, screen, 'mapXlsx')).path()));
  const columns = await get<IndicatorColumns>(
    `/api/indicators/requestsPer10k?level=gridCell&within=${DISTRICT}&${DAYS}&source=12345`,
  );
  const [head, ...rows] = book[0].data;
  expect(head.slice(0, 3)).toEqual(['编码', '所属', '网格']);
  expect(rows.map(([code, , , value]) => [code, value])).toEqual(
    columns.unitIds.map((unitId, index) => [unitId, columns.value[index]]),
  );
  expect(book[1].data.flat()).toContain('来源 12345');

  const picture = readFileSync(await (await download(page, screen, 'mapPng')).path());
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  const drawn = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const pen = canvas.getContext('2d')!;
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, image.height * 0.3, image.width, image.height * 0.3);
    const colours = new Set<number>();
    for (let at = 0; at < data.length; at += 4)
      colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    return colours.size;
  }, picture.toString('base64'));
  // A map that was read too late would be of one colour.
  expect(drawn).toBeGreaterThan(50);

  await page.evaluate(() => {
    window.print = () => {
      document.body.dataset.printed = '';
    };
  });
  await page.locator(screen).click();
  await page.locator('[data-export=print]').click();
  await page.waitForSelector('body[data-printed]', { state: 'attached', timeout: 60_000 });
  expect(await page.locator('.print__facts').textContent()).toContain('筛选 来源 12345');
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  const sheets = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((box) =>
    box.slice(1).map((side) => Math.round(Number(side))),
  );
  expect(sheets).toEqual([[842, 595]]);
  await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('night');
});

it('says on a wall what is left out', async () => {
  watched = await show('/wall?source=12345&urgency=1');
  await expect
    .poll(() => watched.page.locator('.filters__stated').innerText(), { timeout: 30_000 })
    .toContain('来源 12345 · 紧急程度 加急');
  expect(await watched.page.locator('.filters, .export').count()).toBe(0);
});
