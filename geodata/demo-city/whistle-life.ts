import type { FlowConfiguration } from '../model/flow.ts';
import { SECOND_MS } from '../model/time.ts';
import {
  foldWhistle,
  type WhistleHistory,
  type WhistleOutcome,
  type WhistleParty,
  type WhistleState,
  type WhistleStep,
} from '../model/whistle.ts';
import type { Random } from './random.ts';
import type { LeafCategory } from './requests-categories.ts';
import { WhistleParties, type WhistleSite } from './whistle-parties.ts';

/** A 诉求 that may be the reason for a whistle. */
export interface WhistleReason {
  requestId: number;
  unitId: string;
  leaf: LeafCategory;
  urgency: number;
  /** When it became clear that the cell cannot settle it alone. */
  atMs: number;
  /** When the 诉求 was solved, where that is known already. */
  resolvedAtMs: number | null;
}

/*
 * The life of a whistle in the demo (演示): delays are log-normal in shares of the time that the level of response gives, so that about 95 %
 * report in in time. None of these is a figure of record.
 */
const REPORT_MEDIAN_SHARE = 0.42;
const REPORT_SIGMA = 0.45;
const FORGOTTEN_SHARE = 0.02;
const DECLINED_SHARE = 0.025;
const NEVER_SHARE = 0.01;
const SETTLE_MEDIAN_S = 130_000;
const SETTLE_SIGMA = 0.9;
const LONGEST_SETTLE_S = 60 * 86_400;
const OUTCOMES: [WhistleOutcome, number][] = [
  ['solved', 0.88],
  ['partlySolved', 0.08],
  ['unsolved', 0.04],
];
const SOURCE = '演示';

/** Draws whole lives of whistles, the future included. The same site, flow, random and reasons in order give the same whistles. */
export class WhistleSampler {
  private readonly parties: WhistleParties;
  private readonly flow: FlowConfiguration;
  private readonly random: Random;

  constructor(site: WhistleSite, flow: FlowConfiguration, random: Random) {
    this.parties = new WhistleParties(site, flow);
    this.flow = flow;
    this.random = random;
  }

  /** Null where the flow has nobody to blow or to be called. */
  draw({ requestId, unitId, leaf, urgency, atMs, resolvedAtMs }: WhistleReason): WhistleHistory | null {
    const { random } = this;
    const parties = this.parties.draw(unitId, leaf.department, random);
    if (parties === null) return null;
    const level = Math.min(this.flow.levels.length, 1 + urgency);
    const limitMs = this.flow.levels[level - 1]!.reportInSeconds * SECOND_MS;
    const blownAtMs = wholeSecond(atMs + (300 + 3_300 * random.next()) * SECOND_MS);
    const beginning: WhistleStep[] = [
      dispatcher({ type: 'blown', atMs: blownAtMs, level }),
      ...parties.targets.map((target) =>
        dispatcher({ type: 'called', atMs: blownAtMs, target, dueMs: blownAtMs + limitMs }),
      ),
    ];
    const answers = parties.targets.flatMap((target) =>
      this.answer(target, blownAtMs, limitMs, resolvedAtMs),
    );
    return {
      from: parties.from,
      categoryCode: leaf.code,
      requestIds: [requestId],
      simulated: true,
      steps: [...beginning, ...inOrder(answers), this.end(answers, blownAtMs + limitMs)],
    };
  }

  /** What is still to come of a whistle that stands in a state at `startMs`, in order of time. */
  goOn(state: WhistleState, startMs: number): WhistleStep[] {
    const answers = state.targets.flatMap((target): WhistleStep[] => {
      if (target.status === 'called') {
        return this.answer(target.party, startMs, Math.max(3_600_000, target.dueAt - startMs), null);
      }
      return target.status === 'reportedIn' ? [this.finish(target.party, startMs, null)] : [];
    });
    const came = state.targets.filter(({ reportedInAt }) => reportedInAt !== null);
    const past = came.map(({ party }) => responder({ type: 'reportedIn', atMs: startMs, target: party }));
    return [...inOrder(answers), this.end([...past, ...answers], startMs + 3_600_000)];
  }

  /** Reporting in and finishing, or declining, or nothing at all. */
  private answer(
    target: WhistleParty,
    fromMs: number,
    limitMs: number,
    resolvedAtMs: number | null,
  ): WhistleStep[] {
    const { random } = this;
    const way = random.next();
    let delayMs = limitMs * REPORT_MEDIAN_SHARE * Math.exp(random.normal(0, REPORT_SIGMA));
    if (way < NEVER_SHARE) return [];
    if (way < NEVER_SHARE + DECLINED_SHARE) {
      return [responder({ type: 'declined', atMs: wholeSecond(fromMs + delayMs / 2), target })];
    }
    if (way < NEVER_SHARE + DECLINED_SHARE + FORGOTTEN_SHARE) delayMs *= 3 + 4 * random.next();
    const reportedInMs = wholeSecond(fromMs + delayMs);
    return [
      responder({ type: 'reportedIn', atMs: reportedInMs, target }),
      this.finish(target, reportedInMs, resolvedAtMs),
    ];
  }

  /** Before the 诉求 is solved, where that is known. */
  private finish(target: WhistleParty, fromMs: number, resolvedAtMs: number | null): WhistleStep {
    const { random } = this;
    const settleS = Math.min(LONGEST_SETTLE_S, SETTLE_MEDIAN_S * Math.exp(random.normal(0, SETTLE_SIGMA)));
    const share = 0.4 + 0.55 * random.next();
    const atMs =
      resolvedAtMs !== null && resolvedAtMs > fromMs
        ? fromMs + share * (resolvedAtMs - fromMs)
        : fromMs + (600 + settleS) * SECOND_MS;
    return responder({ type: 'finished', atMs: wholeSecond(atMs), target, outcome: drawOutcome(random) });
  }

  /** 销哨 after the last has finished; a whistle that nobody came to is withdrawn. */
  private end(answers: readonly WhistleStep[], dueMs: number): WhistleStep {
    const lastMs = answers.reduce((last, { atMs }) => Math.max(last, atMs), dueMs);
    const atMs = wholeSecond(lastMs + (600 + 40_000 * this.random.next()) * SECOND_MS);
    if (!answers.some(({ type }) => type === 'reportedIn')) return dispatcher({ type: 'withdrawn', atMs });
    const outcomes = answers.flatMap(({ outcome }) => outcome ?? []);
    const whole = outcomes.every((outcome) => outcome === outcomes[0]) ? outcomes[0] : 'partlySolved';
    return dispatcher({ type: 'ended', atMs, outcome: whole ?? 'solved' });
  }
}

/** What has happened of it by `nowMs`; null = it has not been blown yet. @throws {IllegalWhistle} where the life is impossible */
export function whistleUntil(history: WhistleHistory, nowMs: number): WhistleHistory | null {
  const steps = history.steps.filter(({ atMs }) => atMs <= nowMs);
  if (steps.length === 0) return null;
  foldWhistle(steps);
  return { ...history, steps };
}

/** In order of time; what one does at one instant stays in its order. */
function inOrder(steps: readonly WhistleStep[]): WhistleStep[] {
  return [...steps].sort((a, b) => a.atMs - b.atMs);
}

function dispatcher(step: Omit<WhistleStep, 'actorRole' | 'source'>): WhistleStep {
  return { ...step, actorRole: 'dispatcher', source: SOURCE };
}

function responder(step: Omit<WhistleStep, 'actorRole' | 'source'>): WhistleStep {
  return { ...step, actorRole: 'responder', source: SOURCE };
}

function drawOutcome(random: Random): WhistleOutcome {
  let left = random.next();
  for (const [outcome, share] of OUTCOMES) {
    left -= share;
    if (left < 0) return outcome;
  }
  return 'unsolved';
}

function wholeSecond(epochMs: number): number {
  return Math.round(epochMs / SECOND_MS) * SECOND_MS;
}
