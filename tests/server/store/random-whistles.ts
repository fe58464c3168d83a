import {
  type AppliedWhistleEvent,
  applyWhistleEvent,
  isTargetEvent,
  legalWhistleEvents,
  partyKey,
  WHISTLE_OUTCOMES,
  type WhistleHistory,
  type WhistleParty,
  type WhistleState,
  type WhistleStep,
} from '../../../geodata/model/whistle.ts';
import { makeRandom } from './random-requests.ts';

export interface RandomWhistleOptions {
  seed: number;
  length: number;
  parties: WhistleParty[];
  categoryCodes: string[];
  requestIds: number[];
  fromMs: number;
  toMs: number;
}

/** Whistles with random legal steps; each step later than the one before. */
export function randomWhistles(options: RandomWhistleOptions): WhistleHistory[] {
  const random = makeRandom(options.seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const { fromMs, toMs, parties } = options;
  return Array.from({ length: options.length }, (): WhistleHistory => {
    let atMs = fromMs + below((toMs - fromMs) / 1000) * 1000;
    const from = one(parties);
    const steps: WhistleStep[] = [];
    let state: WhistleState | null = null;
    const take = (event: Omit<AppliedWhistleEvent, 'atMs'>): void => {
      const step = { ...event, atMs, actorRole: 'dispatcher', source: '测试' };
      state = applyWhistleEvent(state, step);
      steps.push(step);
    };
    take({ type: 'blown', level: 1 + below(3) });
    const called = parties.filter((party) => partyKey(party) !== partyKey(from) && random() < 0.12);
    if (called.length === 0) called.push(parties.find((party) => partyKey(party) !== partyKey(from))!);
    for (const target of called) take({ type: 'called', target, dueMs: atMs + below(90_000) * 1000 });
    for (let turn = below(8); turn > 0; turn--) {
      atMs += (1 + below(60_000)) * 1000;
      const target = one(called);
      const types = [...legalWhistleEvents(state), ...legalWhistleEvents(state, target)].filter(
        (type) => isTargetEvent(type) === legalWhistleEvents(state, target).includes(type),
      );
      if (types.length === 0) break;
      const type = one(types);
      take({
        type,
        target: isTargetEvent(type) ? target : null,
        dueMs: type === 'called' ? atMs + below(90_000) * 1000 : null,
        level: type === 'levelChanged' ? 1 + below(3) : null,
        outcome: type === 'finished' || type === 'ended' ? one(WHISTLE_OUTCOMES) : null,
      });
    }
    const requestIds = Array.from({ length: below(4) }, () => one(options.requestIds));
    return {
      from,
      categoryCode: random() < 0.5 || requestIds.length === 0 ? one(options.categoryCodes) : null,
      requestIds: [...new Set(requestIds)],
      simulated: true,
      steps,
    };
  });
}
