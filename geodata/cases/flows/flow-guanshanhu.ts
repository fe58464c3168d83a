import type { FlowConfiguration } from '../../model/flow.ts';
import { call, OUR_LEVELS, OUR_SUPERVISION, ours, printed, words } from './flow-parts.ts';

const ORIGIN = printed('004', '完善“网格发现、社区收集、街道吹哨、分级响应、协同处置”工作机制');

/** 观山湖区. The names of the steps are printed; which event stands for a step is ours. */
export const GUANSHANHU_FLOW: FlowConfiguration = {
  id: 'guanshanhu',
  name: words('观山湖：发现—收集—吹哨—响应—处置', 'Guanshanhu: find, collect, whistle, respond, settle'),
  origin: ORIGIN,
  steps: [
    {
      id: 'found',
      name: words('网格发现', 'Found in the cell'),
      reachedBy: [{ of: 'request', event: 'received' }],
      optional: false,
      origin: ORIGIN,
    },
    {
      id: 'collected',
      name: words('社区收集', 'Collected by the community'),
      reachedBy: [{ of: 'request', event: 'dispatched' }],
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
      id: 'responded',
      name: words('分级响应', 'Response by level'),
      reachedBy: [{ of: 'whistle', event: 'reportedIn' }],
      optional: true,
      origin: ORIGIN,
    },
    {
      id: 'settled',
      name: words('协同处置', 'Settled together'),
      reachedBy: [
        { of: 'whistle', event: 'ended' },
        { of: 'request', event: 'resolved' },
      ],
      optional: false,
      origin: ORIGIN,
    },
  ],
  calls: [
    call(
      words('街道吹哨、部门报到', 'Subdistrict to department'),
      ['subdistrict'],
      ['department'],
      printed('004', '街道吹哨、分级响应、协同处置'),
    ),
    call(
      words('街道吹哨、社区与邻街报到', 'Subdistrict to communities and other subdistricts'),
      ['subdistrict'],
      ['community', 'subdistrict'],
      ours('OneGrid：原文未印吹哨对象'),
      ['down', 'sideways'],
    ),
  ],
  levels: OUR_LEVELS,
  supervision: OUR_SUPERVISION,
};
