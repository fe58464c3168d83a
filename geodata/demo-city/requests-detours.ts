import type { DetourStep } from '../model/service-request.ts';
import type { Random } from './random.ts';

/*
 * Shares of the demo (演示): what a grid that works well shows of 退单, 转办, 挂起 and 整改. None of them is a figure of record.
 */
const RETURNED_SHARE = 0.012;
const TRANSFERRED_SHARE = 0.018;
const SUSPENDED_SHARE = 0.015;
const MERGED_SHARE_OF_REPEATED = 0.3;
const ORDERED_SHARE = 0.75;
const RECTIFIED_SHARE = 0.72;
const JUSTIFIED_SHARE = 0.16;
const CENSURED_SHARE = 0.6;
const DAY_S = 86_400;
/** 整改 is asked for within a week; who has neither followed nor answered by then may be named in a 通报. */
const RECTIFY_DAYS = 7;

/** What happens between the first acceptance and the arrival. */
export interface EarlyDetour {
  steps: DetourStep[];
  /** Seconds by which all that follows is later. */
  delaySeconds: number;
}

/** 退单 or 转办 right after `acceptSeconds`: somebody else accepts in the end. Mostly there is none. */
export function sampleEarlyDetour(acceptSeconds: number, random: Random): EarlyDetour | null {
  const uniform = random.next();
  if (uniform >= RETURNED_SHARE + TRANSFERRED_SHARE) return null;
  const leftSeconds = acceptSeconds + 20 + Math.round(60 * random.next());
  const againSeconds = leftSeconds + 10 + Math.round(40 * random.next());
  const acceptedSeconds = againSeconds + 5 + Math.round(30 * random.next());
  const steps =
    uniform < RETURNED_SHARE
      ? [
          step('returned', leftSeconds, 'gridWorker'),
          step('dispatched', againSeconds, 'dispatcher'),
          step('accepted', acceptedSeconds, 'gridWorker'),
        ]
      : [step('transferred', againSeconds, 'dispatcher'), step('accepted', acceptedSeconds, 'gridWorker')];
  return { steps, delaySeconds: acceptedSeconds - acceptSeconds };
}

/** 挂起 and its end within work of `workSeconds` that begins at `handleSeconds`; null = none. The work takes that much longer. */
export function sampleSuspension(
  handleSeconds: number,
  workSeconds: number,
  random: Random,
): EarlyDetour | null {
  if (random.next() >= SUSPENDED_SHARE || workSeconds < 3600) return null;
  const fromSeconds = handleSeconds + 60 + Math.floor(0.5 * (workSeconds - 120) * random.next());
  const delaySeconds = Math.round(DAY_S * (0.5 + 4 * random.next()));
  return {
    steps: [
      step('suspended', fromSeconds, 'gridLeader'),
      step('resumed', fromSeconds + delaySeconds, 'gridLeader'),
    ],
    delaySeconds,
  };
}

/** 并案 of a repeat, before anyone accepts it, into the one `rowsBack` rows earlier; null = it lives on. */
export function sampleMerger(dispatchSeconds: number, rowsBack: number, random: Random): DetourStep[] | null {
  if (random.next() >= MERGED_SHARE_OF_REPEATED) return null;
  const seconds = dispatchSeconds + 5 + Math.round(40 * random.next());
  return [{ ...step('merged', seconds, 'dispatcher'), rowsBack }];
}

/** 督查 after a 回访 that found somebody not content: an order, its answer or none, and the 通报 of who gave none. */
export function sampleSupervision(revisitSeconds: number, random: Random): DetourStep[] {
  if (random.next() >= ORDERED_SHARE) return [];
  const orderedSeconds = revisitSeconds + 3600 + Math.round(DAY_S * random.next());
  const steps = [step('rectificationOrdered', orderedSeconds, 'supervisor')];
  const answered = random.next();
  const answerSeconds = orderedSeconds + 7200 + Math.round(RECTIFY_DAYS * DAY_S * 0.95 * random.next());
  if (answered < RECTIFIED_SHARE) steps.push(step('rectified', answerSeconds, 'supervisor'));
  else if (answered < RECTIFIED_SHARE + JUSTIFIED_SHARE) {
    steps.push(step('justified', answerSeconds, 'gridLeader'));
  } else if (random.next() < CENSURED_SHARE) {
    const censuredSeconds = orderedSeconds + Math.round(DAY_S * (RECTIFY_DAYS + 1 + 6 * random.next()));
    steps.push(step('censured', censuredSeconds, 'supervisor'));
  }
  return steps;
}

function step(type: DetourStep['type'], seconds: number, actorRole: string): DetourStep {
  return { type, seconds, actorRole, value: null };
}
