import type { FlowConfiguration } from '../model/flow.ts';
import type { RequestColumns } from '../model/service-request.ts';
import { SECOND_MS } from '../model/time.ts';
import type { WhistleHistory } from '../model/whistle.ts';
import { createRandom } from './random.ts';
import { LEAF_CATEGORIES } from './requests-categories.ts';
import { type WhistleReason, WhistleSampler, whistleUntil } from './whistle-life.ts';
import type { WhistleSite } from './whistle-parties.ts';

/** 提级 to the subdistrict or higher is a reason for a whistle: the cell and the community could not settle it. */
export const WHISTLE_FROM_LEVEL = 2;
/** Share of the emergencies that come to a whistle without 提级 (演示). */
export const WHISTLE_EMERGENCY_SHARE = 0.05;
export const EMERGENCY = 2;

export interface GenerateWhistlesOptions {
  seed: number;
  flow: FlowConfiguration;
  /** Nothing later has happened. */
  nowMs: number;
  /** Id of the first row of the first batch; the rows are numbered on from it. */
  firstRequestId: number;
}

/**
 * Hands the batches on as they are and adds the whistles about them to `whistles`, in the order of the 诉求. The same city, seed and batches
 * give the same whistles.
 */
export function* withWhistles(
  site: WhistleSite,
  batches: Iterable<RequestColumns>,
  { seed, flow, nowMs, firstRequestId }: GenerateWhistlesOptions,
  whistles: WhistleHistory[],
): Generator<RequestColumns, void, void> {
  const random = createRandom(seed).stream('whistles');
  const sampler = new WhistleSampler(site, flow, random.stream('lives'));
  let firstId = firstRequestId;
  for (const batch of batches) {
    for (let row = 0; row < batch.length; row++) {
      const sinceSeconds = reasonSeconds(batch, row, () => random.next());
      if (sinceSeconds === null) continue;
      const history = sampler.draw(reasonOf(batch, row, firstId + row, sinceSeconds));
      const past = history && whistleUntil(history, nowMs);
      if (past) whistles.push(past);
    }
    firstId += batch.length;
    yield batch;
  }
}

/** Seconds after its creation at which a 诉求 became the reason for a whistle; null = it did not. */
function reasonSeconds(columns: RequestColumns, row: number, draw: () => number): number | null {
  if (columns.escalationLevel[row]! >= WHISTLE_FROM_LEVEL) return columns.escalateSeconds[row]!;
  if (columns.urgency[row]! < EMERGENCY || columns.handleSeconds[row]! < 0) return null;
  return draw() < WHISTLE_EMERGENCY_SHARE ? columns.handleSeconds[row]! : null;
}

function reasonOf(
  columns: RequestColumns,
  row: number,
  requestId: number,
  sinceSeconds: number,
): WhistleReason {
  const createdAtMs = columns.createdAtMs[row]!;
  const resolveSeconds = columns.resolveSeconds[row]!;
  return {
    requestId,
    unitId: columns.unitIds[columns.unit[row]!]!,
    leaf: LEAF_CATEGORIES[columns.category[row]!]!,
    urgency: columns.urgency[row]!,
    atMs: createdAtMs + sinceSeconds * SECOND_MS,
    resolvedAtMs: resolveSeconds < 0 ? null : createdAtMs + resolveSeconds * SECOND_MS,
  };
}
