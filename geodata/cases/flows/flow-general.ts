import { CALLER_RANKS, type FlowConfiguration, type FlowStep, type FlowText } from '../../model/flow.ts';
import { call, OUR_LEVELS, OUR_SUPERVISION, ours, words } from './flow-parts.ts';

const ORIGIN = ours('OneGrid：没有自己流程的数据集用此通用流程');

/** The flow of a data set without one of its own: the closed loop, and anyone may call anyone. */
export const GENERAL_FLOW: FlowConfiguration = {
  id: 'general',
  name: words('通用：收集—派单—办理—反馈—评价—回访', 'General: the closed loop'),
  origin: ORIGIN,
  steps: [
    onRequest('collected', 'received', words('收集', 'Collected')),
    onRequest('dispatched', 'dispatched', words('派单', 'Dispatched')),
    { ...onWhistle('whistled', 'blown', words('吹哨', 'Whistle blown')), optional: true },
    { ...onWhistle('reportedIn', 'reportedIn', words('报到', 'Reported in')), optional: true },
    onRequest('handled', 'handling', words('办理', 'Handled')),
    onRequest('answered', 'resolved', words('反馈', 'Answered')),
    onRequest('rated', 'rated', words('评价', 'Rated')),
    { ...onRequest('revisited', 'revisited', words('回访', 'Revisited')), optional: true },
  ],
  calls: [
    call(
      words('吹哨报到', 'Whistle'),
      [...CALLER_RANKS],
      [...CALLER_RANKS],
      ours('OneGrid：任何一方可向任何一方吹哨'),
    ),
  ],
  levels: OUR_LEVELS,
  supervision: OUR_SUPERVISION,
};

type Events = { [Of in 'request' | 'whistle']: Extract<FlowStep['reachedBy'][number], { of: Of }>['event'] };

function onRequest(id: string, event: Events['request'], name: FlowText): FlowStep {
  return { id, name, reachedBy: [{ of: 'request', event }], optional: false, origin: ORIGIN };
}

function onWhistle(id: string, event: Events['whistle'], name: FlowText): FlowStep {
  return { id, name, reachedBy: [{ of: 'whistle', event }], optional: false, origin: ORIGIN };
}
