import { COMPARISON_PATTERN, type Comparison } from '../../geodata/model/comparison.ts';
import { parseHours } from '../../geodata/model/day-hours.ts';
import { REQUEST_STATUSES, type RequestStatus } from '../../geodata/model/request-life.ts';
import { parseInstant, toShanghaiIso } from '../../geodata/model/time.ts';
import { startOfStep, TIME_STEPS, type TimeStep } from '../../geodata/model/time-step.ts';

/** What is selected: the whole state of a screen, so that any screen can be linked and restored. */
export interface SelectionState {
  /** null = the server's current data set. */
  dataset: string | null;
  /** null = the root of the data set. A building's or an estate's id is allowed. */
  unitId: string | null;
  map: MapKind;
  /** null = the default indicator. */
  indicatorId: string | null;
  period: Period;
  /** What the period is compared with on the map, in the ranking and under the pointer; null = with nothing. */
  compare: Comparison | null;
  /** The steps in which the time axis under the map is played; null = the axis is put away. */
  timeStep: TimeStep | null;
  /** Start (epoch milliseconds) of the one step that the map shows instead of the period; null = none, or the axis is playing. */
  frameMs: number | null;
  /** Steps a second at which the axis is playing; null = it stands. */
  playSpeed: PlaySpeed | null;
  /** Category code of any level. */
  category: string | null;
  source: string | null;
  status: RequestStatus | null;
  urgency: Urgency | null;
  /** Name of the unit that handles requests. */
  handlingUnit: string | null;
  /** Hours of the day in which requests came in, as text (`geodata/model/day-hours.ts`); null = all. */
  hours: string | null;
  /** How the panel of the two clocks groups, or its list of what runs out next; null = by unit. */
  clocksBy: ClocksView | null;
  /** The request whose card is open; null = none. */
  requestId: number | null;
  /** The whistle whose chain is on the map; null = none. */
  whistleId: number | null;
  stationId: string | null;
  heatMode: HeatMode;
  /** null = the data set's default. */
  cutoffMinutes: number | null;
  theme: ThemeChoice;
  lang: Language;
  /** Changes of a plan as text (`geodata/model/station-plan.ts`), null = stations as they are. */
  plan: string | null;
  /** Who walks in the plan; null = an adult. */
  walker: Walker | null;
  /** When stations must be open to count in the plan; null = at any time. */
  when: OpeningTime | null;
  /** A saved plan that is looked at beside today's stations; null = none. */
  scenario: string | null;
  /** What lies on the planner's map beside stations and gaps, by names of its own; null = the usual. */
  show: string | null;
  /** The panel that is chosen where several share a place; null = the first. */
  tab: TabName | null;
  /** Only where someone has moved the map; else the camera follows the unit. */
  camera: Camera | null;
}

export const MAP_KINDS = ['grid', 'heat', 'service', 'organization'] as const;
export type MapKind = (typeof MAP_KINDS)[number];

export const PERIOD_NAMES = ['24h', '7d', '30d', '365d'] as const;
export type PeriodName = (typeof PERIOD_NAMES)[number];
/** A named period ends now; a custom one is two days of Asia/Shanghai, `from` inclusive, `to` exclusive. */
export type Period = PeriodName | { from: string; to: string };

/** Steps a second. */
export const PLAY_SPEEDS = [1, 4, 16] as const;
export type PlaySpeed = (typeof PLAY_SPEEDS)[number];

/** 0 ordinary, 1 urgent, 2 emergency. */
export const URGENCIES = [0, 1, 2] as const;
export type Urgency = (typeof URGENCIES)[number];

export const HEAT_MODES = ['count', 'perThousand'] as const;
export type HeatMode = (typeof HEAT_MODES)[number];

/** Views of the two clocks beside that by unit, which is the usual one. */
export const CLOCKS_VIEWS = ['source', 'category', 'hour', 'due'] as const;
export type ClocksView = (typeof CLOCKS_VIEWS)[number];

/** Panels that may share a place of the screen. */
export const TAB_NAMES = ['clocks', 'whistle', 'supervision'] as const;
export type TabName = (typeof TAB_NAMES)[number];

/** `auto` follows the sun over the data set. */
export const THEME_CHOICES = ['auto', 'night', 'day'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

/** Who walks: the profiles of the engine. */
export const WALKERS = ['adult', 'elderly', 'child', 'wheelchair'] as const;
export type Walker = (typeof WALKERS)[number];

/** When stations must be open: the moments of the engine. */
export const OPENING_TIMES = ['anytime', 'workday', 'evening', 'weekend', 'night'] as const;
export type OpeningTime = (typeof OPENING_TIMES)[number];

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Degrees, zoom as in web maps, bearing and pitch in degrees. */
export interface Camera {
  lon: number;
  lat: number;
  zoom: number;
  bearing: number;
  pitch: number;
}

export const DEFAULT_SELECTION: SelectionState = {
  dataset: null,
  unitId: null,
  map: 'grid',
  indicatorId: null,
  period: '7d',
  compare: null,
  timeStep: null,
  frameMs: null,
  playSpeed: null,
  category: null,
  source: null,
  status: null,
  urgency: null,
  handlingUnit: null,
  hours: null,
  clocksBy: null,
  requestId: null,
  whistleId: null,
  stationId: null,
  heatMode: 'perThousand',
  cutoffMinutes: null,
  // Walls stand in dark rooms.
  theme: 'night',
  lang: 'zh-CN',
  plan: null,
  walker: null,
  when: null,
  scenario: null,
  show: null,
  tab: null,
  camera: null,
};

/** A query as vue-router gives it. */
export type RawQuery = Record<string, string | null | undefined | (string | null)[]>;

/** The names of our parameters in the address, in the order they are written. */
export const QUERY_NAMES = [
  'dataset',
  'unit',
  'map',
  'indicator',
  'period',
  'compare',
  'time',
  'at',
  'play',
  'category',
  'source',
  'status',
  'urgency',
  'handling',
  'hours',
  'clocks',
  'request',
  'whistle',
  'station',
  'heat',
  'cutoff',
  'theme',
  'lang',
  'plan',
  'walker',
  'when',
  'scenario',
  'show',
  'tab',
  'camera',
] as const;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Query → state. What is missing or makes no sense falls back to the default: an old link never breaks a screen. */
export function parseSelection(query: RawQuery): SelectionState {
  const text = (name: (typeof QUERY_NAMES)[number]): string | null => {
    const value = query[name];
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined || first === null || first === '' ? null : first;
  };
  const timeStep = TIME_STEPS.find((step) => step === text('time')) ?? null;
  const playSpeed =
    timeStep === null ? null : (PLAY_SPEEDS.find((speed) => String(speed) === text('play')) ?? null);
  return {
    dataset: text('dataset'),
    unitId: text('unit'),
    map: oneOf(MAP_KINDS, text('map'), DEFAULT_SELECTION.map),
    indicatorId: text('indicator'),
    period: parsePeriod(text('period')),
    compare: parseComparison(text('compare')),
    timeStep,
    frameMs: playSpeed === null ? parseFrame(text('at'), timeStep) : null,
    playSpeed,
    category: text('category'),
    source: text('source'),
    status: REQUEST_STATUSES.find((status) => status === text('status')) ?? null,
    urgency: URGENCIES.find((urgency) => String(urgency) === text('urgency')) ?? null,
    handlingUnit: text('handling'),
    hours: parseHours(text('hours') ?? '')?.join(',') ?? null,
    clocksBy: CLOCKS_VIEWS.find((view) => view === text('clocks')) ?? null,
    requestId: parseId(text('request')),
    whistleId: parseId(text('whistle')),
    stationId: text('station'),
    heatMode: oneOf(HEAT_MODES, text('heat'), DEFAULT_SELECTION.heatMode),
    cutoffMinutes: parseCutoff(text('cutoff')),
    theme: oneOf(THEME_CHOICES, text('theme'), DEFAULT_SELECTION.theme),
    lang: oneOf(LANGUAGES, text('lang'), DEFAULT_SELECTION.lang),
    plan: text('plan'),
    walker: WALKERS.find((walker) => walker === text('walker')) ?? null,
    when: OPENING_TIMES.find((when) => when === text('when') && when !== 'anytime') ?? null,
    scenario: text('scenario'),
    show: text('show'),
    tab: TAB_NAMES.find((tab) => tab === text('tab')) ?? null,
    camera: parseCamera(text('camera')),
  };
}

/** State → query; defaults are left out, so the plain address is the plain screen. */
export function formatSelection(state: SelectionState): Record<string, string> {
  const query: Record<string, string> = {};
  const put = (name: (typeof QUERY_NAMES)[number], value: string | null): void => {
    if (value !== null) query[name] = value;
  };
  const unlessDefault = <T extends string>(value: T, usual: T): string | null =>
    value === usual ? null : value;
  put('dataset', state.dataset);
  put('unit', state.unitId);
  put('map', unlessDefault(state.map, DEFAULT_SELECTION.map));
  put('indicator', state.indicatorId);
  put('period', state.period === DEFAULT_SELECTION.period ? null : formatPeriod(state.period));
  put('compare', state.compare);
  put('time', state.timeStep);
  put('at', state.frameMs === null ? null : formatFrame(state.frameMs));
  put('play', state.playSpeed === null ? null : String(state.playSpeed));
  put('category', state.category);
  put('source', state.source);
  put('status', state.status);
  put('urgency', state.urgency === null ? null : String(state.urgency));
  put('handling', state.handlingUnit);
  put('hours', state.hours);
  put('clocks', state.clocksBy);
  put('request', state.requestId === null ? null : String(state.requestId));
  put('whistle', state.whistleId === null ? null : String(state.whistleId));
  put('station', state.stationId);
  put('heat', unlessDefault(state.heatMode, DEFAULT_SELECTION.heatMode));
  put('cutoff', state.cutoffMinutes === null ? null : String(state.cutoffMinutes));
  put('theme', unlessDefault(state.theme, DEFAULT_SELECTION.theme));
  put('lang', unlessDefault(state.lang, DEFAULT_SELECTION.lang));
  put('plan', state.plan);
  put('walker', state.walker);
  put('when', state.when);
  put('scenario', state.scenario);
  put('show', state.show);
  put('tab', state.tab);
  put('camera', state.camera === null ? null : formatCamera(state.camera));
  return query;
}

function oneOf<T extends string>(choices: readonly T[], value: string | null, usual: T): T {
  return choices.find((choice) => choice === value) ?? usual;
}

function parsePeriod(text: string | null): Period {
  if (text === null) return DEFAULT_SELECTION.period;
  const [from, to] = text.split('..');
  if (to !== undefined && DAY.test(from) && DAY.test(to) && from < to) return { from, to };
  return oneOf(PERIOD_NAMES, text, DEFAULT_SELECTION.period as PeriodName);
}

function formatPeriod(period: Period): string {
  return typeof period === 'string' ? period : `${period.from}..${period.to}`;
}

function parseComparison(text: string | null): Comparison | null {
  if (text === null || !new RegExp(COMPARISON_PATTERN).test(text)) return null;
  return DAY.test(text) && parseInstant(text) === null ? null : (text as Comparison);
}

/** A moment stands for the step that holds it. */
function parseFrame(text: string | null, step: TimeStep | null): number | null {
  const epochMs = text === null || step === null ? null : parseInstant(text);
  return epochMs === null || step === null ? null : startOfStep(epochMs, step);
}

/** `2026-03-02`, or `2026-03-02T15:00` for an hour. */
function formatFrame(frameMs: number): string {
  const text = toShanghaiIso(frameMs);
  return text.slice(11, 16) === '00:00' ? text.slice(0, 10) : text.slice(0, 16);
}

/** A whole number that survives as one. */
function parseId(text: string | null): number | null {
  const id = text !== null && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(id) ? id : null;
}

/** Minutes above 0, at most 60 as the server allows. */
function parseCutoff(text: string | null): number | null {
  const minutes = text === null ? Number.NaN : Number(text);
  return minutes > 0 && minutes <= 60 ? minutes : null;
}

function parseCamera(text: string | null): Camera | null {
  if (text === null) return null;
  const parts = text.split(',').map(Number);
  if (parts.length !== 5 || parts.some((part) => !Number.isFinite(part))) return null;
  const [lon, lat, zoom, bearing, pitch] = parts;
  if (Math.abs(lon) > 180 || Math.abs(lat) > 85 || zoom < 0 || zoom > 24) return null;
  return { lon, lat, zoom, bearing, pitch };
}

/** Five decimals are about a metre; more would only make the address jitter. */
function formatCamera(camera: Camera): string {
  return [
    camera.lon.toFixed(5),
    camera.lat.toFixed(5),
    camera.zoom.toFixed(2),
    camera.bearing.toFixed(1),
    camera.pitch.toFixed(1),
  ]
    .map(Number)
    .join(',');
}
