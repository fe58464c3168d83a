import { shallowRef } from 'vue';
import type { Dataset } from '../../geodata/model/dataset.ts';
import type { FigureOfRecord } from '../../geodata/model/figure.ts';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { formatCount, formatInstant, formatNumber, shanghaiClock } from '../locales/format.ts';
import { localized } from '../locales/i18n.ts';
import { numeratorText } from '../locales/numerator.ts';
import { intervalText } from './rate-interval.ts';

/** One line of an answer to “where does this figure come from”. */
export interface FigurePart {
  label: string;
  value: string;
}

/** Everything a figure on screen can be asked. Texts are in the language of the page, values formatted. */
export interface FigureInfo {
  name: string;
  /** As shown, with its unit. */
  value: string;
  meaning: string;
  numerator: FigurePart | null;
  denominator: FigurePart | null;
  /** 95 % interval of a rate over requests, `71.2–78.9 %`; null for all else. */
  interval: string | null;
  /** What is not counted; '' = nothing is left out. */
  exclusions: string;
  scope: string;
  period: string;
  /** Time of the newest data in it; of a stock the day it was made for, or words where no day is known. */
  asOf: string;
  source: string;
  /** Both ends of the period and the time of the newest data as they were asked with, ISO 8601: for files; null for a stock. */
  range: { from: string; to: string } | null;
  asOfInstant: string | null;
  /** Where the figure of record (口径账本) would be probed, if the ledger holds one; null = nowhere. */
  probe: FigureOfRecord['probe'];
}

/** What a panel says about one of its figures. */
export interface FigureAsk {
  /** As shown, with its unit. */
  value: string;
  numerator?: number;
  denominator?: number;
  /** A share of requests: chance is in it, so its interval is told. A stock is counted in full and has none. */
  isRate?: boolean;
  /** Both ends of the period, ISO 8601; null for a stock. */
  range?: { from: string; to: string } | null;
  asOf?: string | null;
  /** Names of the unit counted in, where it is not the selected one. */
  scope?: string;
  /** Values for the texts' placeholders. */
  words?: Record<string, string | number>;
  probe?: FigureOfRecord['probe'];
}

/** What surrounds every figure: vue-i18n's functions and what is on screen. */
export interface FigureSetting {
  t: (key: string, words?: Record<string, unknown>) => string;
  /** Whether there is a text under a key. */
  te: (key: string) => boolean;
  language: string;
  /** Names of the selected unit and those around it. */
  scope: string;
  dataset: Pick<Dataset, 'name' | 'demo' | 'now'> | null;
}

/** The figure that is being asked, and the element it stands in; null = nothing is open. One for the page. */
export const openFigure = shallowRef<{ info: FigureInfo; anchor: HTMLElement } | null>(null);

/** The answer of a figure whose texts stand under `figures.{key}`; a text that is not there is ''. */
export function figureInfo(key: string, ask: FigureAsk, setting: FigureSetting): FigureInfo {
  const text = (part: string): string => {
    const path = `figures.${key}.${part}`;
    return setting.te(path) ? setting.t(path, ask.words ?? {}) : '';
  };
  const part = (name: 'numerator' | 'denominator'): FigurePart | null => {
    const value = ask[name];
    return value === undefined ? null : { label: text(name), value: formatCount(value) };
  };
  return {
    name: text('name'),
    value: ask.value,
    meaning: text('meaning'),
    numerator: part('numerator'),
    denominator: part('denominator'),
    exclusions: text('exclusions'),
    ...surroundings(ask, text('source'), setting),
  };
}

/** The answer of a figure of the catalogue of indicators. */
export function indicatorInfo(
  definition: IndicatorDefinition,
  ask: FigureAsk,
  setting: FigureSetting,
): FigureInfo {
  const words = (texts: Record<string, string>) => localized(texts, setting.language);
  const isShareOfRequests =
    definition.family === 'requests' && definition.kind === 'rate' && definition.scale === 100;
  return {
    name: words(definition.name),
    value: ask.value,
    meaning: words(definition.meaning),
    numerator:
      ask.numerator === undefined
        ? null
        : {
            label: words(definition.numerator),
            value: numeratorText(definition, ask.numerator, setting.language),
          },
    denominator:
      definition.kind === 'count'
        ? null
        : { label: words(definition.denominator), value: formatCount(ask.denominator ?? 0) },
    exclusions: words(definition.exclusions),
    ...surroundings({ ...ask, isRate: isShareOfRequests }, definition.source, setting),
  };
}

type Surroundings = Pick<
  FigureInfo,
  'interval' | 'scope' | 'period' | 'asOf' | 'source' | 'range' | 'asOfInstant' | 'probe'
>;

function surroundings(ask: FigureAsk, source: string, setting: FigureSetting): Surroundings {
  return {
    interval: ask.isRate ? intervalText(ask.numerator ?? 0, ask.denominator ?? 0) : null,
    scope: ask.scope ?? setting.scope,
    period: periodText(ask.range, setting),
    asOf: asOfText(ask, setting),
    source: [datasetText(setting), source].filter(Boolean).join(' · '),
    range: ask.range ?? null,
    asOfInstant: ask.asOf ?? null,
    probe: ask.probe ?? null,
  };
}

function periodText(range: FigureAsk['range'], { t }: FigureSetting): string {
  return range ? `${formatInstant(range.from)} — ${formatInstant(range.to)}` : t('figure.today');
}

/** A stock has no time of its own: a demo's is the day it was made for, an import's the day of the import. */
function asOfText(ask: FigureAsk, { t, dataset }: FigureSetting): string {
  if (ask.asOf) return formatInstant(ask.asOf);
  const madeForMs = Date.parse(dataset?.now ?? '');
  return Number.isNaN(madeForMs) ? t('figure.stock') : shanghaiClock(madeForMs).day;
}

function datasetText({ t, dataset }: FigureSetting): string {
  if (dataset === null) return '';
  return t(dataset.demo ? 'figure.demoSource' : 'figure.importSource', { dataset: dataset.name });
}

/** `网格 770（004，原文印出）`: the entry of the ledger that is probed where this figure stands; null where there is none. */
export function recordText(
  probe: FigureOfRecord['probe'],
  records: FigureOfRecord[],
  { t }: Pick<FigureSetting, 't'>,
): string | null {
  const record = records.find(
    (one) => probe !== null && one.probe?.address === probe.address && one.probe.pointer === probe.pointer,
  );
  if (record === undefined || record.value === null) return null;
  return t('figure.record', {
    label: record.label,
    value: `${formatNumber(record.value, Number.isInteger(record.value) ? 0 : 2)}${record.qualifier}`,
    unit: record.unit,
    article: record.article,
    kind: t(`figure.kind.${record.kind}`),
  });
}
