import { afterEach, describe, expect, inject, it } from 'vitest';
import type { UnitsAnswer } from '../../server/contract/units.ts';
import { onePage } from './one-page.ts';
import { project, settled, type WatchedPage } from './page.ts';

const address = inject('address');
const show = onePage();
let watched: WatchedPage;

afterEach(() => {
  expect(watched.errors).toEqual([]);
  expect(watched.outside).toEqual([]);
});

const unitInAddress = () => new URL(watched.page.url()).searchParams.get('unit');
const lastCrumb = () => watched.page.locator('nav.crumbs [aria-current=page]').innerText();

async function children(within: string, level: string) {
  const response = await fetch(`${address}/api/units?within=${within}&level=${level}`);
  return ((await response.json()) as UnitsAnswer).units;
}

async function clickOn(place: number[]) {
  const { x, y } = await project(watched.page, place as [number, number]);
  await watched.page.mouse.move(x, y);
  await watched.page.mouse.click(x, y);
}

describe('drilling', () => {
  it('goes from district to cell by click, and back by the browser', async () => {
    watched = await show('/?unit=520115');
    await settled(watched.page);
    const street = (await children('520115', 'subdistrict'))[3];
    const [anyCell] = await children(street.id, 'gridCell');
    await clickOn(anyCell.center);
    await expect.poll(unitInAddress).toBe(street.id);
    await expect.poll(lastCrumb).toBe(street.name);

    await settled(watched.page);
    const community = anyCell.parentId!;
    await clickOn(anyCell.center);
    await expect.poll(unitInAddress).toBe(community);
    await settled(watched.page);
    await clickOn(anyCell.center);
    await expect.poll(unitInAddress).toBe(anyCell.id);

    await watched.page.goBack();
    await expect.poll(unitInAddress).toBe(community);
    await watched.page.goBack();
    await expect.poll(lastCrumb).toBe(street.name);
    await watched.page.keyboard.press('Escape');
    await expect.poll(unitInAddress).toBe('520115');
  });

  it('restores the very screen from its address', async () => {
    const path = '/?unit=520113&map=organization&period=30d&theme=day&lang=en';
    watched = await show(path);
    await settled(watched.page);
    const text = () => watched.page.locator('#panels').innerText();
    const before = await text();
    await watched.page.reload({ waitUntil: 'domcontentloaded' });
    await settled(watched.page);
    expect(await text()).toBe(before);
    expect(watched.page.url()).toBe(`${address}${path}`);
  });

  it('finds by initials, by name and by code with the keyboard alone, and says plainly what is not found', async () => {
    watched = await show('/');
    await settled(watched.page);
    const search = watched.page.getByRole('combobox').first();
    for (const [typed, found] of [
      ['jyjd', '金阳街道'],
      ['龚家寨', '龚家寨街道'],
      ['520112', '乌当区'],
    ]) {
      await search.fill(typed);
      const hit = watched.page.getByRole('option').filter({ hasText: found }).first();
      await hit.waitFor();
      while (!(await hit.getAttribute('aria-selected'))?.includes('true')) await search.press('ArrowDown');
      await search.press('Enter');
      await expect.poll(lastCrumb).toBe(found);
    }
    await search.fill('zzzzqq');
    await expect.poll(() => watched.page.locator('.search__head').innerText()).toContain('0');
  });

  it('reaches a building, and shows its houses in 3D beside it', async () => {
    const response = await fetch(`${address}/ogc/collections/buildings/items?within=520115&limit=1`);
    const { features } = (await response.json()) as {
      features: { id: string; properties: { unitId: string } }[];
    };
    watched = await show(`/?unit=${encodeURIComponent(features[0].id)}`);
    await settled(watched.page);
    await expect.poll(() => watched.page.locator('nav.crumbs li').count()).toBe(6);
    const camera = await watched.page.locator('.map-canvas').getAttribute('data-camera');
    expect(Number(camera!.split(' ')[2])).toBeGreaterThan(14);
  });
});
