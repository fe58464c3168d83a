import { NAMED_COMPARISONS, type NamedComparison } from '../../geodata/model/comparison.ts';
import { TIME_STEPS, type TimeStep } from '../../geodata/model/time-step.ts';
import {
  MAP_KINDS,
  type MapKind,
  PERIOD_NAMES,
  type PeriodName,
  PLAY_SPEEDS,
  type PlaySpeed,
} from '../stores/selection-url.ts';

/** A picture holds at least so long: people have to find what they look for (STYLE §8). */
export const LEAST_SECONDS = 20;

/** One map of one unit. */
export interface MapItem {
  kind: 'map';
  map: MapKind;
  /** null = the root of the data set. */
  unit: string | null;
  /** A kept plan that is shown instead of today, by id; only on the map of service circles. */
  scenario: string | null;
  /** null = the default indicator. */
  indicator: string | null;
  period: PeriodName;
  /** Steps in which the period (the whole time axis, where it is shorter than two of them) is played; null = it stands. */
  play: TimeStep | null;
  /** Steps a second. */
  speed: PlaySpeed;
  /** What the period is compared with; null = with nothing. */
  compare: NamedComparison | null;
  seconds: number;
}

/** The worst cells of the day, one picture each. */
export interface WorstItem {
  kind: 'worst';
  indicator: string;
  /** At most so many cells. */
  count: number;
  seconds: number;
}

export type PlaylistItem = MapItem | WorstItem;

export interface Playlist {
  items: PlaylistItem[];
}

const USUAL_SPEED: PlaySpeed = 4;

/** What a wall shows without a playlist: the four maps, then the cells to look at. */
export const BUILT_IN_PLAYLIST: Playlist = {
  items: [
    ...MAP_KINDS.map<MapItem>((map) => ({
      kind: 'map',
      map,
      unit: null,
      scenario: null,
      indicator: null,
      period: '7d',
      play: null,
      speed: USUAL_SPEED,
      compare: null,
      seconds: 30,
    })),
    { kind: 'worst', indicator: 'arrivedOnTimeRate', count: 3, seconds: 20 },
  ],
};

const MOST_SECONDS = 3600;
const MOST_CELLS = 20;

/** A playlist that cannot be shown. `message` names the place and what would work. */
export class PlaylistError extends Error {}

/**
 * `{"items": [{"map": "grid" | "heat" | "service" | "organization", "unit"?, "scenario"?, "indicator"?, "period"?,
 * "play"?: "hour" | "day" | "week" | "month", "speed"?: 1 | 4 | 16, "compare"?: "previous" | "lastYear", "seconds"?}, {"worst": {"count"?, "indicator"?}, "seconds"?}]}` → a playlist. Less than 20 seconds become 20.
 * @throws {PlaylistError}
 */
export function parsePlaylist(value: unknown): Playlist {
  if (!isRecord(value) || !Array.isArray(value.items))
    throw new PlaylistError('a playlist is {"items": […]}');
  if (value.items.length === 0) throw new PlaylistError('items: at least one is needed');
  return { items: value.items.map(parseItem) };
}

function parseItem(value: unknown, index: number): PlaylistItem {
  const place = `items[${index}]`;
  if (!isRecord(value)) throw new PlaylistError(`${place}: an object is needed`);
  const seconds = wholeNumber(value.seconds ?? LEAST_SECONDS, `${place}.seconds`, 1, MOST_SECONDS);
  const held = Math.max(LEAST_SECONDS, seconds);
  if (value.worst !== undefined) {
    if (!isRecord(value.worst)) throw new PlaylistError(`${place}.worst: an object is needed`);
    return {
      kind: 'worst',
      count: wholeNumber(value.worst.count ?? 3, `${place}.worst.count`, 1, MOST_CELLS),
      indicator: text(value.worst.indicator ?? 'arrivedOnTimeRate', `${place}.worst.indicator`),
      seconds: held,
    };
  }
  const map = oneOf(MAP_KINDS, value.map, `${place}.map`);
  const scenario = optionalText(value.scenario, `${place}.scenario`);
  if (scenario !== null && map !== 'service')
    throw new PlaylistError(`${place}.scenario: only "map": "service" shows a scenario`);
  const play = optionalOneOf(TIME_STEPS, value.play, `${place}.play`);
  const compare = optionalOneOf(NAMED_COMPARISONS, value.compare, `${place}.compare`);
  if ((play !== null || compare !== null) && map !== 'grid' && map !== 'heat') {
    throw new PlaylistError(
      `${place}: only "map": "grid" and "heat" have a course over time to play or to compare`,
    );
  }
  if (play !== null && compare !== null)
    throw new PlaylistError(`${place}: "play" and "compare" are two pictures; give each an item of its own`);
  return {
    kind: 'map',
    map,
    unit: optionalText(value.unit, `${place}.unit`),
    scenario,
    indicator: optionalText(value.indicator, `${place}.indicator`),
    period: value.period === undefined ? '7d' : oneOf(PERIOD_NAMES, value.period, `${place}.period`),
    play,
    speed: value.speed === undefined ? USUAL_SPEED : oneOf(PLAY_SPEEDS, value.speed, `${place}.speed`),
    compare,
    seconds: held,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown, place: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new PlaylistError(`${place}: a text is needed`);
}

function optionalText(value: unknown, place: string): string | null {
  return value === undefined || value === null ? null : text(value, place);
}

function wholeNumber(value: unknown, place: string, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new PlaylistError(`${place}: a whole number from ${least} to ${most} is needed`);
}

function optionalOneOf<T extends string>(choices: readonly T[], value: unknown, place: string): T | null {
  return value === undefined || value === null ? null : oneOf(choices, value, place);
}

function oneOf<T extends string | number>(choices: readonly T[], value: unknown, place: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new PlaylistError(`${place}: one of ${choices.join(', ')} is needed`);
  return found;
}

/** Address of a playlist on this origin, or null where `wanted` points elsewhere. No `wanted` is the one that ships. */
export function playlistAddress(wanted: string | null, origin: string): string | null {
  if (wanted === null || wanted === '') return '/playlist.json';
  try {
    const url = new URL(wanted, origin);
    return url.origin === new URL(origin).origin ? `${url.pathname}${url.search}` : null;
  } catch {
    return null;
  }
}
