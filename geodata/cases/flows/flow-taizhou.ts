import type { FlowConfiguration } from '../../model/flow.ts';
import { call, OUR_LEVELS, OUR_SUPERVISION, printed, words } from './flow-parts.ts';

const ORIGIN = printed('003', '推行“网格报告、街道吹哨、部门报到”');

/** 泰州市. The names of the steps are printed; which event stands for a step is ours. */
export const TAIZHOU_FLOW: FlowConfiguration = {
  id: 'taizhou',
  name: words(
    '泰州：网格报告—街道吹哨—部门报到',
    'Taizhou: cells tell, subdistricts whistle, departments report in',
  ),
  origin: ORIGIN,
  steps: [
    {
      id: 'told',
      name: words('网格报告', 'Told by the cell'),
      reachedBy: [{ of: 'request', event: 'received' }],
      optional: false,
      origin: ORIGIN,
    },
    {
      id: 'whistled',
      name: words('街道吹哨', 'Subdistrict blows the whistle'),
      reachedBy: [{ of: 'whistle', event: 'blown', blownBy: ['subdistrict'] }],
      optional: true,
      origin: ORIGIN,
    },
    {
      id: 'reportedIn',
      name: words('部门报到', 'Departments report in'),
      reachedBy: [{ of: 'whistle', event: 'reportedIn' }],
      optional: true,
      origin: ORIGIN,
    },
  ],
  calls: [
    call(words('街道吹哨、部门报到', 'Subdistrict to department'), ['subdistrict'], ['department'], ORIGIN),
  ],
  levels: OUR_LEVELS,
  supervision: OUR_SUPERVISION,
};
