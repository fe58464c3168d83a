import type { DetourStep } from '../model/service-request.ts';
import type { Random } from './random.ts';
import type { LeafCategory } from './requests-categories.ts';
import type { DemoColumns } from './requests-columns.ts';
import { sampleEarlyDetour, sampleMerger, sampleSupervision, sampleSuspension } from './requests-detours.ts';
import type { RequestGround } from './requests-ground.ts';

/** What a life depends on beside chance. One object is used again for every row. */
export interface LifeFacts {
  leaf: LeafCategory;
  /** Unit whose workers answer. */
  unit: number;
  /** Somebody goes there. */
  visit: boolean;
  proactive: boolean;
  /** A repeat of the 诉求 so many rows earlier, of the same place and category; 0 = no repeat. */
  repeatsRowsBack: number;
  urgency: number;
  night: boolean;
}

/*
 * Delays are log-normal: medians and spreads below give, over all places, about 96 % accepted within 60 s and
 * 93 % arrived within 600 s (the clocks of 中云: one and ten minutes), 68 % of the solved rated, 92 % of these satisfied.
 */
const ACCEPT_MEDIAN_S = 25;
const ACCEPT_SIGMA = 0.43;
const ACCEPT_FORGOTTEN = 0.012;
const ARRIVE_MEDIAN_S = 330;
const ARRIVE_SIGMA = 0.33;
const RESOLVE_SIGMA = 0.95;
const ESCALATED_SHARE = 0.02;
const REOPENED_SHARE = 0.02;
const RATED_SHARE = 0.68;
const SATISFIED = 0.94;
const REVISITED_SHARE = 0.18;
/** Of what the cell need not pass up: how much a department answers directly. */
const DEPARTMENT_SHARE = 0.22;
/** Longer than any matter runs; keeps every delay inside 32 bits and the demo's two years readable. */
const LONGEST_S = 180 * 86_400;

/** What comes after the dispatch. */
const LATER_STAGES = [
  'accept',
  'arrive',
  'handle',
  'resolve',
  'rate',
  'revisit',
  'escalate',
  'firstResolve',
  'reopen',
] as const;

const NORMAL_STEPS = 8192;
const NORMAL = normalQuantiles();

/** Writes the whole life of row `row`; every later stage lies later in time, so any prefix of it is legal. */
export function sampleLife(
  columns: DemoColumns,
  row: number,
  facts: LifeFacts,
  ground: RequestGround,
  random: Random,
): void {
  const { leaf, unit } = facts;
  let accept = logNormal(
    random,
    ACCEPT_MEDIAN_S * ground.acceptFactor[unit]! * (facts.night ? 1.12 : 1),
    ACCEPT_SIGMA,
  );
  if (random.next() < ACCEPT_FORGOTTEN) accept *= 4 + 60 * random.next();
  const acceptSeconds = Math.max(3, Math.round(accept));
  const dispatchSeconds = Math.max(1, Math.round(acceptSeconds * (0.15 + 0.4 * random.next())));
  columns.dispatchSeconds[row] = dispatchSeconds;
  columns.handlingUnit[row] = random.next() < DEPARTMENT_SHARE ? leaf.department : '';
  const { repeatsRowsBack } = facts;
  const merger = repeatsRowsBack > 0 ? sampleMerger(dispatchSeconds, repeatsRowsBack, random) : null;
  if (merger) {
    endWithMerger(columns, row, merger);
    return;
  }
  columns.acceptSeconds[row] = acceptSeconds;
  const detours: DetourStep[] = [];
  const early = sampleEarlyDetour(acceptSeconds, random);
  if (early) detours.push(...early.steps);

  let reachedSeconds = acceptSeconds + (early?.delaySeconds ?? 0);
  if (facts.visit) {
    // Who found the matter already stands before it.
    const median = ARRIVE_MEDIAN_S * ground.arriveFactor[unit]! * (facts.proactive ? 0.4 : 1);
    reachedSeconds += Math.max(20, Math.round(logNormal(random, median, ARRIVE_SIGMA)));
    columns.arriveSeconds[row] = reachedSeconds;
  } else columns.arriveSeconds[row] = -1;
  const handleSeconds = reachedSeconds + 15 + Math.round(300 * random.next());
  columns.handleSeconds[row] = handleSeconds;

  let workSeconds =
    leaf.medianHours * 3600 * ground.resolveFactor[unit]! * Math.exp(RESOLVE_SIGMA * normal(random));
  if (facts.urgency > leaf.urgency) workSeconds *= 0.6;
  const escalated = random.next() < ESCALATED_SHARE * Math.min(3, ground.resolveFactor[unit]!);
  if (escalated) workSeconds *= 1.6;
  workSeconds = Math.min(LONGEST_S, Math.max(120, Math.round(workSeconds)));
  const suspension = sampleSuspension(handleSeconds, workSeconds, random);
  if (suspension) {
    detours.push(...suspension.steps);
    workSeconds += suspension.delaySeconds;
  }
  let resolveSeconds = handleSeconds + workSeconds;
  if (escalated) {
    const level = random.next();
    columns.escalationLevel[row] = level < 0.56 ? 1 : level < 0.87 ? 2 : 3;
    if (level >= 0.87) columns.handlingUnit[row] = leaf.department;
    columns.escalateSeconds[row] = handleSeconds + Math.floor(workSeconds * (0.15 + 0.6 * random.next()));
  } else {
    columns.escalationLevel[row] = 0;
    columns.escalateSeconds[row] = -1;
  }

  const reopened = random.next() < REOPENED_SHARE;
  if (reopened) {
    columns.reopenedCount[row] = 1;
    columns.firstResolveSeconds[row] = resolveSeconds;
    const reopenSeconds = resolveSeconds + 600 + Math.round(logNormal(random, 64_000, 0.8));
    columns.reopenSeconds[row] = reopenSeconds;
    resolveSeconds = reopenSeconds + 300 + Math.round(workSeconds * (0.3 + 0.6 * random.next()));
  } else {
    columns.reopenedCount[row] = 0;
    columns.firstResolveSeconds[row] = -1;
    columns.reopenSeconds[row] = -1;
  }
  columns.resolveSeconds[row] = resolveSeconds;
  const onTime = resolveSeconds <= leaf.limitSeconds;
  columns.onTime[row] = onTime ? 1 : 0;

  const shift = ground.satisfactionShift[unit]! - (onTime ? 0 : 0.2) - (reopened ? 0.2 : 0);
  sampleOpinion(columns, row, resolveSeconds, SATISFIED + shift, random);
  if (columns.revisitSatisfied[row] === 0) {
    detours.push(...sampleSupervision(columns.revisitSeconds[row]!, random));
  }
  if (detours.length > 0) columns.detours.set(row, detours);
  else columns.detours.delete(row);
}

/** 并案: the earlier 诉求 goes on for both, this one has no life of its own. */
function endWithMerger(columns: DemoColumns, row: number, merger: readonly DetourStep[]): void {
  for (const name of LATER_STAGES) columns[`${name}Seconds`][row] = -1;
  columns.rating[row] = 0;
  columns.revisitSatisfied[row] = -1;
  columns.escalationLevel[row] = 0;
  columns.reopenedCount[row] = 0;
  columns.onTime[row] = -1;
  columns.detours.set(row, merger);
}

/** Rating by the resident, then 回访: of nearly all who are not content, of some of the others. */
function sampleOpinion(
  columns: DemoColumns,
  row: number,
  resolveSeconds: number,
  satisfiedProbability: number,
  random: Random,
): void {
  const satisfied = random.next() < satisfiedProbability;
  const rated = random.next() < RATED_SHARE;
  let lastSeconds = resolveSeconds;
  let rating = 0;
  if (rated) {
    const tone = random.next();
    if (satisfied) rating = tone < 0.71 ? 5 : 4;
    else rating = tone < 0.48 ? 3 : tone < 0.72 ? 2 : 1;
    lastSeconds += 60 + Math.round(Math.min(14 * 86_400, logNormal(random, 21_600, 1.3)));
  }
  columns.rating[row] = rating;
  columns.rateSeconds[row] = rated ? lastSeconds : -1;
  const revisited = random.next() < (rating > 0 && rating <= 2 ? 0.85 : REVISITED_SHARE);
  columns.revisitSeconds[row] = revisited ? lastSeconds + 14_400 + Math.round(400_000 * random.next()) : -1;
  columns.revisitSatisfied[row] = revisited ? (random.next() < (satisfied ? 0.97 : 0.58) ? 1 : 0) : -1;
}

function logNormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(random));
}

/** A standard normal number by table: quicker than a logarithm and a cosine, and cut off at about ±3.8. */
function normal(random: Random): number {
  return NORMAL[(random.next() * NORMAL_STEPS) | 0]!;
}

/** Quantiles at the middles of equal steps, by bisection on the distribution function. */
function normalQuantiles(): Float64Array {
  const quantiles = new Float64Array(NORMAL_STEPS);
  for (let step = 0; step < NORMAL_STEPS; step++) {
    const probability = (step + 0.5) / NORMAL_STEPS;
    let low = -6;
    let high = 6;
    for (let turn = 0; turn < 40; turn++) {
      const middle = (low + high) / 2;
      if (normalDistribution(middle) < probability) low = middle;
      else high = middle;
    }
    quantiles[step] = (low + high) / 2;
  }
  return quantiles;
}

/** Φ by Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
function normalDistribution(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    0.3989422804014327 *
    Math.exp((-x * x) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}
