import type { FlowConfiguration } from '../../model/flow.ts';
import { call, OUR_LEVELS, OUR_SUPERVISION, printed, words } from './flow-parts.ts';

const LANE = printed('001', '采用“街巷吹哨、部门报到”工作机制');
const STREET = printed('001', '结合“街道吹哨、部门报到”机制，形成上报、处理、反馈高效运转的系统');
const SUPERVISION = printed('001', '专门成立了一支督查队伍，查问题、查整改、查效果');
const CENSURE = printed('001', '对于居民在投诉平台反映的问题进行回访，若无理由未整改到位，进行通报');

/**
 * 上海路街道. Both “街巷吹哨” and “街道吹哨” are printed and both are kept; 街巷 is no level of ours, communities and cells blow for it. Which
 * event stands for a step is ours.
 */
export const SHANGHAILU_FLOW: FlowConfiguration = {
  id: 'shanghailu',
  name: words('上海路：吹哨报到与全域督查', 'Shanghai Road: whistles and supervision'),
  origin: STREET,
  steps: [
    {
      id: 'told',
      name: words('上报', 'Told'),
      reachedBy: [{ of: 'request', event: 'received' }],
      optional: false,
      origin: STREET,
    },
    {
      id: 'laneWhistled',
      name: words('街巷吹哨', 'Lanes blow the whistle'),
      reachedBy: [{ of: 'whistle', event: 'blown', blownBy: ['community', 'gridCell'] }],
      optional: true,
      origin: LANE,
    },
    {
      id: 'streetWhistled',
      name: words('街道吹哨', 'Subdistrict blows the whistle'),
      reachedBy: [{ of: 'whistle', event: 'blown', blownBy: ['subdistrict'] }],
      optional: true,
      origin: STREET,
    },
    {
      id: 'reportedIn',
      name: words('部门报到', 'Departments report in'),
      reachedBy: [{ of: 'whistle', event: 'reportedIn' }],
      optional: true,
      origin: STREET,
    },
    {
      id: 'handled',
      name: words('处理', 'Handled'),
      reachedBy: [{ of: 'request', event: 'handling' }],
      optional: false,
      origin: STREET,
    },
    {
      id: 'answered',
      name: words('反馈', 'Answered'),
      reachedBy: [{ of: 'request', event: 'resolved' }],
      optional: false,
      origin: STREET,
    },
    {
      id: 'problemChecked',
      name: words('查问题', 'Problem checked'),
      reachedBy: [{ of: 'request', event: 'rectificationOrdered' }],
      optional: true,
      origin: SUPERVISION,
    },
    {
      id: 'rectificationChecked',
      name: words('查整改', 'Rectification checked'),
      reachedBy: [
        { of: 'request', event: 'rectified' },
        { of: 'request', event: 'justified' },
      ],
      optional: true,
      origin: SUPERVISION,
    },
    {
      id: 'effectChecked',
      name: words('查效果', 'Effect checked'),
      reachedBy: [{ of: 'request', event: 'revisited', value: 1 }],
      optional: true,
      origin: SUPERVISION,
    },
    {
      id: 'revisited',
      name: words('回访', 'Revisited'),
      reachedBy: [{ of: 'request', event: 'revisited' }],
      optional: true,
      origin: CENSURE,
    },
    {
      id: 'censured',
      name: words('无理由未整改通报', 'Named for not putting right without a reason'),
      reachedBy: [{ of: 'request', event: 'censured' }],
      optional: true,
      origin: CENSURE,
    },
  ],
  calls: [
    call(words('街巷吹哨、部门报到', 'Lanes to department'), ['community', 'gridCell'], ['department'], LANE),
    call(words('街道吹哨、部门报到', 'Subdistrict to department'), ['subdistrict'], ['department'], STREET),
  ],
  levels: OUR_LEVELS,
  supervision: OUR_SUPERVISION,
};
