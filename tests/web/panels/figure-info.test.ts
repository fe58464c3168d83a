import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createSSRApp, h } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { REQUEST_INDICATORS } from '../../../geodata/indicators/request-definitions.ts';
import type { FigureOfRecord } from '../../../geodata/model/figure.ts';
import type { IndicatorDefinition } from '../../../geodata/model/indicator.ts';
import { i18n } from '../../../web/locales/i18n.ts';
import {
  type FigureAsk,
  type FigureSetting,
  figureInfo,
  indicatorInfo,
  recordText,
} from '../../../web/panels/figure-info.ts';
import FigureSource from '../../../web/panels/figure-source.vue';
import FigureTable from '../../../web/panels/figure-table.vue';
import { interactiveKey } from '../../../web/panels/panel-state.ts';
import { intervalText } from '../../../web/panels/rate-interval.ts';

const { t, te, locale } = i18n.global;
const DEMO = { name: '示例市', demo: true, now: '2026-11-20T14:32:00+08:00' };

function setting(dataset: FigureSetting['dataset'] = DEMO): FigureSetting {
  return {
    t: (key, words = {}) => t(key, words),
    te: (key) => te(key),
    language: locale.value,
    scope: '示例市 › 第一区',
    dataset,
  };
}
const info = (key: string, ask: Partial<FigureAsk>) => figureInfo(key, { value: '1', ...ask }, setting());

afterEach(() => {
  locale.value = 'zh-CN';
});

describe('the interval of a rate', () => {
  it('is told in percent, and never where there is no share', () => {
    expect(intervalText(90, 120)).toBe('66.6–81.9 %');
    expect(intervalText(0, 40)).toBe('0.0–8.8 %');
    expect(intervalText(0, 0)).toBeNull();
    expect(intervalText(3, 2)).toBeNull();
  });

  it('is told of rates over requests, not of a stock that is counted in full', () => {
    const ask = { numerator: 90, denominator: 120 };
    expect(info('satisfaction', { ...ask, isRate: true }).interval).toBe('66.6–81.9 %');
    expect(info('organizationCoverage', ask).interval).toBeNull();
    const definition = (family: 'requests' | 'stock', scale: number) =>
      ({
        family,
        kind: 'rate',
        scale,
        name: {},
        meaning: {},
        numerator: {},
        denominator: {},
        exclusions: {},
      }) as unknown as IndicatorDefinition;
    const interval = (one: IndicatorDefinition) =>
      indicatorInfo(one, { value: '75%', ...ask }, setting()).interval;
    expect(interval(definition('requests', 100))).toBe('66.6–81.9 %');
    expect(interval(definition('stock', 100))).toBeNull();
    expect(interval(definition('requests', 10_000))).toBeNull();
  });
});

describe('the numerator of an indicator', () => {
  const definition = (id: string) => REQUEST_INDICATORS.find((one) => one.id === id) as IndicatorDefinition;
  const told = (id: string, numerator: number) =>
    indicatorInfo(definition(id), { value: '1', numerator, denominator: 40 }, setting()).numerator?.value;

  it('is a number of requests, or a time with its unit', () => {
    expect(told('satisfactionRate', 1200)).toBe('1,200');
    expect(told('meanResolveHours', 3600 * 1234.5)).toBe('1,234.5 工作小时');
    expect(told('p90ResolveHours', 5400)).toBe('1.5 工作小时');
    locale.value = 'en';
    expect(told('medianResolveHours', 5400)).toBe('1.5 working hours');
  });
});

describe('the answer of a figure', () => {
  it.each<[string, Partial<FigureAsk>, string, string | null, string | null]>([
    ['categoryTotal', { numerator: 1200 }, '全部分类诉求', '诉求件数 1,200', null],
    [
      'categoryShare',
      { numerator: 3, denominator: 8, words: { category: '噪声' } },
      '分类占比：噪声',
      '该分类 3',
      '全部分类 8',
    ],
    ['closed', { numerator: 3, denominator: 8 }, '办结率', '已办结 3', '全部收集 8'],
    [
      'waiting',
      { numerator: 3, denominator: 8, words: { waiting: '待接单', stage: '收集', next: '接单' } },
      '待接单',
      '未到“接单” 3',
      '已到“收集” 8',
    ],
    [
      'legend.indicator',
      { numerator: 3, denominator: 8, words: { name: '万人诉求比', label: '10–20' } },
      '万人诉求比：10–20',
      '此级网格 3',
      '全部网格 8',
    ],
    [
      'legend.walk',
      { numerator: 3, denominator: 8, words: { label: '≤5' } },
      '步行 ≤5（分钟）',
      '此档网格 3',
      '全部网格 8',
    ],
    [
      'legend.organization',
      { numerator: 3, denominator: 8, words: { label: '联合支部' } },
      '联合支部',
      '网格 3',
      '全部网格 8',
    ],
    ['legend.total', { numerator: 8, words: { counted: '个网格' } }, '图例合计', '个网格 8', null],
    [
      'rank.ranked',
      { numerator: 3, denominator: 8, words: { minimum: 30 } },
      '参与排名',
      '参与排名 3',
      '全部单元 8',
    ],
    ['running', { numerator: 3 }, '未满一期', '诉求件数 3', null],
    ['stateOrganizations', { numerator: 3, words: { state: '联合支部' } }, '联合支部组织', '组织数 3', null],
    ['starsRated', { numerator: 3 }, '已评星支部', '支部数 3', null],
    [
      'vacancies',
      { numerator: 3, denominator: 8, words: { post: '网格员' } },
      '网格员空缺',
      '空缺 3',
      '岗位 8',
    ],
    ['gapCells', { numerator: 3, words: { minutes: 15 } }, '缺口网格', '网格 3', null],
    ['stationUnits', { numerator: 3 }, '负责单元', '单元 3', null],
    ['profile.area', {}, '面积', null, null],
    ['profile.height', {}, '楼高', null, null],
    ['profile.counts.gridCell', { numerator: 770 }, '网格数', '网格 770', null],
  ])('%s says what is counted', (key, ask, name, numerator, denominator) => {
    const answer = info(key, ask);
    const said = (part: typeof answer.numerator) => (part === null ? null : `${part.label} ${part.value}`);
    expect([answer.name, said(answer.numerator), said(answer.denominator)]).toEqual([
      name,
      numerator,
      denominator,
    ]);
    expect(answer.meaning).not.toBe('');
    expect(Object.values(answer).filter((text) => typeof text === 'string' && /[{}]/.test(text))).toEqual([]);
  });

  it('says both ends of its period and how new its data is', () => {
    const answer = info('closed', {
      range: { from: '2026-11-13T00:00:00+08:00', to: '2026-11-20T14:32:00+08:00' },
      asOf: '2026-11-20T14:31:00+08:00',
    });
    expect([answer.period, answer.asOf]).toEqual(['11-13 00:00 — 11-20 14:32', '11-20 14:31']);
    expect(answer.scope).toBe('示例市 › 第一区');
  });

  it('of a stock says the day it is of, and whether it is generated or imported', () => {
    const stock = (dataset: FigureSetting['dataset']) => {
      const { period, asOf, source } = figureInfo(
        'profile.area',
        { value: '1 km²', range: null },
        setting(dataset),
      );
      return [period, asOf, source];
    };
    expect(stock(DEMO)).toEqual(['现状', '2026-11-20', '示例市（程序生成的演示数据）']);
    expect(stock({ name: '本市', demo: false, now: null })).toEqual([
      '现状',
      '导入之日的存量',
      '本市（导入的数据）',
    ]);
    expect(stock(null)[2]).toBe('');
  });

  it('names the entry of the ledger that is probed in its place, and no other', () => {
    const probe = { address: '/api/units/520115', pointer: '/counts/gridCell' };
    const record = {
      label: '网格',
      value: 1770,
      qualifier: '余',
      unit: '个',
      article: '004',
      kind: 'printed',
      probe,
    };
    const records = [{ ...record, probe: null, label: '别处' }, record] as FigureOfRecord[];
    expect(recordText({ ...probe }, records, setting())).toBe('网格 1,770余个（文章 004，原文印出）');
    expect(recordText({ ...probe, pointer: '/counts/community' }, records, setting())).toBeNull();
    expect(recordText(null, records, setting())).toBeNull();
  });

  it('speaks the language of the page', () => {
    locale.value = 'en';
    const answer = info('vacancies', {
      numerator: 3,
      denominator: 8,
      range: null,
      words: { post: 'Grid worker' },
    });
    expect(answer.name).toBe('Grid worker: vacant');
    expect([answer.numerator?.label, answer.period]).toEqual(['Vacant', 'Today']);
  });
});

describe('the texts of figures', () => {
  const WEB = fileURLToPath(new URL('../../../web', import.meta.url));

  it('are there for every figure that a component asks for', () => {
    const asked = readdirSync(WEB, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(vue|ts)$/.test(name))
      .flatMap((name) => [...readFileSync(join(WEB, name), 'utf8').matchAll(/\bfigure\(\s*'([\w.]+)'/g)])
      .map((match) => match[1]);
    expect(asked.length).toBeGreaterThan(30);
    const without = asked.filter((key) => !te(`figures.${key}.name`) || !te(`figures.${key}.meaning`));
    expect(without).toEqual([]);
  });
});

describe('a figure on the page', () => {
  const answer = info('closed', { value: '75.0%' });
  const render = (component: object, props: object, interactive: boolean) =>
    renderToString(
      createSSRApp({ render: () => h(component, props, { default: () => '75.0%' }) })
        .use(i18n)
        .provide(interactiveKey, interactive),
    );

  it('is a button that says what it answers, and plain text on a wall', async () => {
    expect(await render(FigureSource, { info: answer }, true)).toMatch(
      /<button type="button"[^>]*aria-haspopup="dialog"[^>]*aria-label="办结率 75\.0%，查看数据来源"/,
    );
    const wall = await render(FigureSource, { info: answer }, false);
    expect(wall).toContain('75.0%');
    expect(wall).not.toContain('<button');
  });

  it('is asked from the caption of a table of figures', async () => {
    const props = { info: answer, caption: '闭环', columns: [{ key: 'a', label: 'A' }], rows: [{ a: '1' }] };
    expect(await render(FigureTable, props, true)).toMatch(
      /<caption[^>]*>.*闭环.*<button.*口径与来源.*<\/caption>/s,
    );
  });
});
