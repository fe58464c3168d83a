import type { FlowConfiguration } from '../../model/flow.ts';
import { call, OUR_LEVELS, OUR_SUPERVISION, printed, words } from './flow-parts.ts';

const LOOP = printed('000', '构建诉求“收集、办理、反馈、评价”全闭环运行机制');
const ESCALATION = printed('000', '一般问题由网格“一键直达”、复杂问题由部门“提级办理”');
const PRECINCT = printed('000', '形成“片区吹哨、部门报到”1+8联动机制');

/** 中云街道. The names of the steps are printed; which event stands for a step is ours. */
export const ZHONGYUN_FLOW: FlowConfiguration = {
  id: 'zhongyun',
  name: words('中云：收集—办理—反馈—评价', 'Zhongyun: collect, handle, answer, rate'),
  origin: LOOP,
  steps: [
    {
      id: 'collected',
      name: words('收集', 'Collected'),
      reachedBy: [{ of: 'request', event: 'received' }],
      optional: false,
      origin: LOOP,
    },
    {
      id: 'handled',
      name: words('办理', 'Handled'),
      reachedBy: [
        { of: 'request', event: 'accepted' },
        { of: 'request', event: 'handling' },
      ],
      optional: false,
      origin: LOOP,
    },
    {
      id: 'escalated',
      name: words('提级办理', 'Handled higher up'),
      reachedBy: [{ of: 'request', event: 'escalated' }],
      optional: true,
      origin: ESCALATION,
    },
    {
      id: 'whistled',
      name: words('片区吹哨', 'Precinct blows the whistle'),
      reachedBy: [{ of: 'whistle', event: 'blown', blownBy: ['overlay'] }],
      optional: true,
      origin: PRECINCT,
    },
    {
      id: 'reportedIn',
      name: words('部门报到', 'Departments report in'),
      reachedBy: [{ of: 'whistle', event: 'reportedIn' }],
      optional: true,
      origin: PRECINCT,
    },
    {
      id: 'answered',
      name: words('反馈', 'Answered'),
      reachedBy: [{ of: 'request', event: 'resolved' }],
      optional: false,
      origin: LOOP,
    },
    {
      id: 'rated',
      name: words('评价', 'Rated'),
      reachedBy: [{ of: 'request', event: 'rated' }],
      optional: false,
      origin: LOOP,
    },
  ],
  calls: [call(words('片区吹哨、部门报到', 'Precinct to department'), ['overlay'], ['department'], PRECINCT)],
  levels: OUR_LEVELS,
  supervision: OUR_SUPERVISION,
};
