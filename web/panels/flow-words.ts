import type { FlowConfiguration, FlowText } from '../../geodata/model/flow.ts';
import type { WhistleEventType, WhistleStatus } from '../../geodata/model/whistle.ts';

/** The event by which a whistle comes to a status; the others are no step of any flow. */
const EVENT_OF: Partial<Record<WhistleStatus, WhistleEventType>> = {
  blown: 'blown',
  gathering: 'reportedIn',
  ended: 'ended',
};

/** What the place calls a whistle's status: the step of its flow that the status stands for; null = it has no word of its own. */
export function statusWords(
  flow: Pick<FlowConfiguration, 'steps'> | null,
  status: WhistleStatus,
): FlowText | null {
  const event = EVENT_OF[status];
  const step = flow?.steps.find(({ reachedBy }) =>
    reachedBy.some((trigger) => trigger.of === 'whistle' && trigger.event === event),
  );
  return step?.name ?? null;
}

export interface FlowStepRow {
  id: string;
  name: FlowText;
  /** null = not reached. */
  at: string | null;
  /** Not reached, and one after it is: this whistle does without it. */
  isPassedOver: boolean;
}

/** The steps of a flow with when they were reached, in their order. */
export function flowStepRows(
  flow: Pick<FlowConfiguration, 'steps'>,
  reachedAt: readonly (string | null)[],
): FlowStepRow[] {
  const last = reachedAt.findLastIndex((at) => at !== null);
  return flow.steps.map(({ id, name }, index) => {
    const at = reachedAt[index] ?? null;
    return { id, name, at, isPassedOver: at === null && index < last };
  });
}
