import { LEAF_CATEGORIES } from '../../geodata/demo-city/requests-categories.ts';
import { type DueWhistle, WhistleFeed } from '../../geodata/demo-city/whistle-feed.ts';
import { WHISTLE_FROM_LEVEL } from '../../geodata/demo-city/whistles.ts';
import type { FlowConfiguration } from '../../geodata/model/flow.ts';
import type { RequestColumns } from '../../geodata/model/service-request.ts';
import type { WhistleHistory, WhistleStep } from '../../geodata/model/whistle.ts';
import type { NewRequestEvent } from '../store/request-writer.ts';
import type { DatasetStore } from '../store/store.ts';

/** Open whistles that go on after a start. */
const MOST_ADOPTED = 2_000;

/** What whistles depend on of a 诉求. */
interface RequestFacts {
  unitId: string;
  categoryCode: string;
  urgency: number;
}

/** Whistles of the simulated feed: watches what happens to its 诉求, and writes what becomes due through the store. */
export class FeedWhistles {
  private readonly store: DatasetStore;
  private readonly feed: WhistleFeed;
  private readonly startMs: number;
  private readonly facts = new Map<number, RequestFacts>();
  private readonly leafOf = new Map(LEAF_CATEGORIES.map((leaf) => [leaf.code, leaf]));
  /** Ids of the feed's own whistles by key. */
  private readonly idOf = new Map<number, number>();

  constructor(store: DatasetStore, flow: FlowConfiguration, time: { seed: number; startMs: number }) {
    this.store = store;
    this.startMs = time.startMs;
    const site = { units: store.units.list(), overlays: store.units.overlays() };
    this.feed = new WhistleFeed(site, flow, time);
  }

  /** Lets earlier whistles go on, and watches the 诉求 that were running. */
  async adopt(running: readonly (RequestFacts & { requestId: number })[]): Promise<void> {
    for (const { requestId, unitId, categoryCode, urgency } of running) {
      this.facts.set(requestId, { unitId, categoryCode, urgency });
    }
    for (const { id, state } of await this.store.whistles.open(MOST_ADOPTED)) {
      this.feed.adopt(id, state, this.startMs);
    }
  }

  /** New 诉求 under the numbers that the store gave them. */
  remember(created: RequestColumns, ids: readonly number[]): void {
    ids.forEach((id, row) => {
      this.facts.set(id, {
        unitId: created.unitIds[created.unit[row]!]!,
        categoryCode: created.categoryCodes[created.category[row]!]!,
        urgency: created.urgency[row]!,
      });
    });
  }

  /** What has happened to 诉求: some of it is a reason for a whistle. */
  notice(events: readonly NewRequestEvent[]): void {
    for (const { requestId, type, atMs, value } of events) {
      const facts = this.facts.get(requestId);
      const leaf = facts && this.leafOf.get(facts.categoryCode);
      if (!facts || !leaf) continue;
      const reason = {
        requestId,
        unitId: facts.unitId,
        leaf,
        urgency: facts.urgency,
        atMs,
        resolvedAtMs: null,
      };
      if (type === 'escalated' && (value ?? 0) >= WHISTLE_FROM_LEVEL) this.feed.passedUp(reason);
      else if (type === 'handling') this.feed.handled(reason);
      else if (type === 'resolved' || type === 'merged' || type === 'closed') this.facts.delete(requestId);
    }
  }

  /**
   * One transaction for the new and one for the others, however much has become due. A whistle that somebody else moved on (an operator, say)
   * loses the steps that no longer fit; the others go on.
   */
  async write(nowMs: number): Promise<void> {
    const { raised, changes } = gather(this.feed.due(nowMs));
    const { whistles } = this.store;
    if (raised.size > 0) {
      const keys = [...raised.keys()];
      const created = await whistles.raiseAll([...raised.values()]);
      keys.forEach((key, index) => {
        this.idOf.set(key, created[index]!.id);
      });
    }
    await whistles.advance([...changes].map(([key, steps]) => ({ id: this.idOf.get(key) ?? key, steps })));
    for (const [key, steps] of changes) if (isOver(steps)) this.idOf.delete(key);
    for (const [key, { steps }] of raised) if (isOver(steps)) this.idOf.delete(key);
  }
}

/** By key: whistles with all that has happened to them so far, and the steps of those that are there already. */
function gather(due: readonly DueWhistle[]): {
  raised: Map<number, WhistleHistory>;
  changes: Map<number, WhistleStep[]>;
} {
  const raised = new Map<number, WhistleHistory>();
  const changes = new Map<number, WhistleStep[]>();
  for (const one of due) {
    if ('blown' in one) raised.set(one.key, { ...one.blown, steps: [...one.blown.steps] });
    else {
      const steps = raised.get(one.key)?.steps ?? changes.get(one.key);
      if (steps) steps.push(one.step);
      else changes.set(one.key, [one.step]);
    }
  }
  return { raised, changes };
}

function isOver(steps: readonly WhistleStep[]): boolean {
  const last = steps.at(-1)?.type;
  return last === 'ended' || last === 'withdrawn';
}
