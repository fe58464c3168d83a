import type { RequestColumns } from '../model/service-request.ts';
import { DAY_MS } from '../model/time.ts';
import { AliasTable } from './alias-table.ts';
import { createRandom, type Random } from './random.ts';
import { type HourKind, hourKind } from './requests-calendar.ts';
import { allocateColumns, truncateRow } from './requests-columns.ts';
import { prepareGround, type RequestSite } from './requests-ground.ts';
import { RequestSampler } from './requests-sampler.ts';

const HOUR_MS = 3_600_000;
export const BATCH_ROWS = 65_536;
export const DEFAULT_DAYS = 730;

export interface GenerateRequestsOptions {
  seed: number;
  /** The end, exclusive: nothing later has happened. */
  nowMs: number;
  /** The beginning, inclusive; default `days` before `nowMs`. */
  fromMs?: number;
  /** Default 730. */
  days?: number;
  /** Rows in all, before `scale`. Either this or `perDay`. */
  total?: number;
  /** Rows of an average day instead of a total: for filling a gap at the history's rate. */
  perDay?: number;
  /** Multiplies the number of rows; default 1. */
  scale?: number;
  onProgress?: (done: number, total: number) => void;
}

/**
 * 诉求 of a city, oldest first, in batches of at most 65,536 rows, each batch with columns of its own. The state of every row
 * is the one at `nowMs`. The same city, seed and times give the same rows.
 */
export function* generateRequests(
  site: RequestSite,
  options: GenerateRequestsOptions,
): Generator<RequestColumns, void, void> {
  const { seed, nowMs } = options;
  const fromMs = options.fromMs ?? nowMs - (options.days ?? DEFAULT_DAYS) * DAY_MS;
  const hours = hoursBetween(fromMs, nowMs, seed);
  const total = rowsOf(options, hours);
  if (total === 0) return;
  const random = createRandom(seed).stream(`requests:${Math.floor(fromMs / 1000)}`);
  const counts = spreadOverHours(hours, total, random.stream('hours'));
  const sampler = new RequestSampler(prepareGround(site, seed), random.stream('rows'));
  const unitIds = site.units.map((unit) => unit.id);
  const nowSecond = Math.floor(nowMs / 1000);

  let done = 0;
  let batch = allocateColumns(Math.min(BATCH_ROWS, total), unitIds);
  let row = 0;
  let seconds = new Float64Array(256);
  for (let hourIndex = 0; hourIndex < hours.length; hourIndex++) {
    const hour = hours[hourIndex]!;
    const count = counts[hourIndex]!;
    if (seconds.length < count) seconds = new Float64Array(count * 2);
    drawSortedSeconds(seconds, count, hour, random);
    for (let index = 0; index < count; index++) {
      const second = seconds[index]!;
      sampler.draw(batch, row, second * 1000, hour.kind);
      truncateRow(batch, row, nowSecond - second);
      row++;
      if (row < batch.length) continue;
      done += row;
      options.onProgress?.(done, total);
      yield batch;
      row = 0;
      if (done < total) batch = allocateColumns(Math.min(BATCH_ROWS, total - done), unitIds);
    }
  }
}

/** Expected 诉求 between two instants at `perDay` on an average day, with the weekdays, seasons and holidays of that time. */
export function expectedRequests(perDay: number, fromMs: number, toMs: number, seed: number): number {
  return Math.round(perDay * sumOfWeights(hoursBetween(fromMs, toMs, seed)));
}

/** A whole or partial hour: [fromSecond, toSecond). */
interface HourSpan {
  fromSecond: number;
  toSecond: number;
  kind: HourKind;
  /** Weight of the part that lies in the span. */
  weight: number;
}

function hoursBetween(fromMs: number, toMs: number, seed: number): HourSpan[] {
  const spans: HourSpan[] = [];
  for (let startMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS; startMs < toMs; startMs += HOUR_MS) {
    const fromSecond = Math.ceil(Math.max(startMs, fromMs) / 1000);
    const toSecond = Math.floor(Math.min(startMs + HOUR_MS, toMs) / 1000);
    if (toSecond <= fromSecond) continue;
    const kind = hourKind(startMs, seed);
    spans.push({ fromSecond, toSecond, kind, weight: (kind.weight * (toSecond - fromSecond)) / 3600 });
  }
  return spans;
}

function sumOfWeights(hours: HourSpan[]): number {
  return hours.reduce((sum, hour) => sum + hour.weight, 0);
}

function rowsOf(options: GenerateRequestsOptions, hours: HourSpan[]): number {
  const scale = options.scale ?? 1;
  if (hours.length === 0) return 0;
  if (options.total !== undefined) return Math.round(options.total * scale);
  if (options.perDay !== undefined) return Math.round(options.perDay * scale * sumOfWeights(hours));
  throw new RangeError('generateRequests needs total or perDay');
}

function spreadOverHours(hours: HourSpan[], total: number, random: Random): Uint32Array {
  const counts = new Uint32Array(hours.length);
  const table = new AliasTable(hours.map((hour) => hour.weight));
  for (let drawn = 0; drawn < total; drawn++) counts[table.draw(random.next())]! += 1;
  return counts;
}

function drawSortedSeconds(seconds: Float64Array, count: number, hour: HourSpan, random: Random): void {
  const length = hour.toSecond - hour.fromSecond;
  for (let index = 0; index < count; index++) {
    seconds[index] = hour.fromSecond + Math.floor(random.next() * length);
  }
  seconds.subarray(0, count).sort();
}
