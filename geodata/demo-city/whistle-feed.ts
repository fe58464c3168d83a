import type { FlowConfiguration } from '../model/flow.ts';
import type { WhistleHistory, WhistleState, WhistleStep } from '../model/whistle.ts';
import { TimeQueue } from './feed-queue.ts';
import { createRandom, type Random } from './random.ts';
import { type WhistleReason, WhistleSampler } from './whistle-life.ts';
import type { WhistleSite } from './whistle-parties.ts';
import { EMERGENCY, WHISTLE_EMERGENCY_SHARE } from './whistles.ts';

/** What becomes due: a whistle is blown, or a step is taken in one that was. `key` tells the whistles of a feed apart. */
export type DueWhistle =
  | { key: number; atMs: number; blown: WhistleHistory }
  | { key: number; atMs: number; step: WhistleStep };

/** Whistles of a simulated feed. Pure: the same reasons in the same order give the same whistles, however the clock is cut. */
export class WhistleFeed {
  private readonly sampler: WhistleSampler;
  private readonly random: Random;
  private readonly queue = new TimeQueue<DueWhistle>();
  private nextKey = -1;

  constructor(
    site: WhistleSite,
    flow: FlowConfiguration,
    { seed, startMs }: { seed: number; startMs: number },
  ) {
    const random = createRandom(seed).stream(`whistle-feed:${startMs}`);
    this.random = random.stream('emergencies');
    this.sampler = new WhistleSampler(site, flow, random.stream('lives'));
  }

  /** A 诉求 was passed up: a whistle will be blown about it. */
  passedUp(reason: WhistleReason): void {
    const history = this.sampler.draw(reason);
    if (history === null) return;
    const key = this.nextKey--;
    const [blown] = history.steps;
    const beginning = history.steps.filter(
      ({ type, atMs }) => atMs === blown!.atMs && (type === 'blown' || type === 'called'),
    );
    this.queue.push({ key, atMs: blown!.atMs, blown: { ...history, steps: beginning } });
    this.schedule(key, history.steps.slice(beginning.length));
  }

  /** Somebody is there: of emergencies, some come to a whistle. */
  handled(reason: WhistleReason): void {
    if (reason.urgency >= EMERGENCY && this.random.next() < WHISTLE_EMERGENCY_SHARE) this.passedUp(reason);
  }

  /** Lets an earlier whistle go on from `startMs`; its key is its id. */
  adopt(id: number, state: WhistleState, startMs: number): void {
    this.schedule(id, this.sampler.goOn(state, startMs));
  }

  /** What happened up to `nowMs`, in order of time. */
  due(nowMs: number): DueWhistle[] {
    const due: DueWhistle[] = [];
    for (let next = this.queue.popDue(nowMs); next; next = this.queue.popDue(nowMs)) due.push(next);
    return due;
  }

  private schedule(key: number, steps: readonly WhistleStep[]): void {
    for (const step of steps) this.queue.push({ key, atMs: step.atMs, step });
  }
}
