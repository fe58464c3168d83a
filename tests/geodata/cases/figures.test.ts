import { existsSync, readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { getCase } from '../../../geodata/cases/case-registry.ts';
import { keepsPromise } from '../../../geodata/cases/figure-promise.ts';
import { COUNT_KEYS } from '../../../geodata/model/count-keys.ts';
import { type FigureOfRecord, FigureOfRecord as FigureSchema } from '../../../geodata/model/figure.ts';
import { sharedData } from '../../shared-data.ts';

const figures = getCase('guiyang').figures;
const find = (id: string) => figures.find((figure) => figure.id === id) as FigureOfRecord;

describe('the ledger of the three Guiyang cases', () => {
  it('has well-formed entries with ids of their own', () => {
    expect(figures.filter((figure) => !Value.Check(FigureSchema, figure))).toEqual([]);
    expect(new Set(figures.map((figure) => figure.id)).size).toBe(figures.length);
    expect(figures.length).toBeGreaterThan(60);
  });

  it('points only at counts that a profile answers', () => {
    const keys = new Set<string>(COUNT_KEYS);
    for (const { probe } of figures) {
      if (!probe) continue;
      expect(probe.address).toMatch(/^\/api\/units\/(\d{6}|\d{12}|ov:[\w-]+)$/);
      expect(keys).toContain(probe.pointer.replace('/counts/', ''));
    }
  });

  it.each([
    ['guanshanhu:gridCells', 770, ''],
    ['guanshanhu:serviceStations', 86, ''],
    ['guanshanhu:groupFunds', 160, '以上'],
    ['baiyun:gridWorkers', 381, ''],
    ['baiyun:buildingGroups', 800, '余'],
    ['baiyun:cellResidents', 1000, '左右'],
    ['baiyun:monthlyPay', 2860, ''],
    ['wudang:gridWorkers', 483, ''],
    ['wudang:pilotGroups', 47, ''],
    ['wudang:served', 5.5, '余'],
  ])('keeps %s as printed', (id, value, qualifier) => {
    expect(find(id)).toMatchObject({ value, qualifier });
  });

  it('says of what has lost its number that it is missing and why', () => {
    for (const figure of figures) if (figure.value === null) expect(figure.doubt, figure.id).not.toBeNull();
    expect(find('guanshanhu:families').value).toBeNull();
    expect(find('baiyun:helpedHouseholds').doubt).toContain('三遍');
    expect(find('baiyun:commended').doubt).toContain('省市市区');
  });

  it('quotes the article word for word', () => {
    const path = sharedData('../seeds/004-wudang-baiyun-guanshanhu.txt');
    if (path === null || !existsSync(path)) return;
    const article = readFileSync(path, 'utf8').replace(/\s/g, '');
    for (const figure of figures) {
      if (figure.kind !== 'printed') continue;
      for (const piece of figure.quote.split('……')) {
        expect(article, `${figure.id}: ${piece}`).toContain(piece.replace(/\s/g, ''));
      }
    }
  });
});

describe('what a qualifier promises', () => {
  it.each([
    [620, '余', 621, true],
    [620, '余', 629, true],
    [620, '余', 620, false],
    [620, '余', 630, false],
    [800, '多', 899, true],
    [800, '多', 900, false],
    [5.5, '余', 5.57, true],
    [5.5, '余', 5.6, false],
    [1000, '左右', 950, true],
    [1000, '约', 1051, false],
    [160, '以上', 160, true],
    [1, '不少于', 0, false],
    [86, '', 86, true],
    [86, '', 87, false],
    [null, '', 5, true],
  ] as const)('%s%s against %s', (value, qualifier, measured, kept) => {
    expect(keepsPromise({ value, qualifier }, measured)).toBe(kept);
  });
});
