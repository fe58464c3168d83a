import type { FlowConfiguration } from '../../model/flow.ts';
import { call, OUR_LEVELS, OUR_SUPERVISION, printed, words } from './flow-parts.ts';

const ORIGIN = printed('002', '“双召集”办法相融力量。江川区推行“吹哨、报到”工作法');
const STREET = printed('002', '街道可横向向其他乡镇、也可纵向向区级职能部门吹哨');
const DEPARTMENT = printed('002', '区级职能部门可横向向其他区级职能部门、也可纵向向乡镇（街道）吹哨');

/** 江川区: 双召集, streets and departments both blow and are both called. Which event stands for a step is ours. */
export const JIANGCHUAN_FLOW: FlowConfiguration = {
  id: 'jiangchuan',
  name: words('江川：双召集', 'Jiangchuan: streets and departments call each other'),
  origin: ORIGIN,
  steps: [
    {
      id: 'streetCalls',
      name: words('街道吹哨', 'Subdistrict blows the whistle'),
      reachedBy: [{ of: 'whistle', event: 'blown', blownBy: ['subdistrict'] }],
      optional: true,
      origin: STREET,
    },
    {
      id: 'departmentCalls',
      name: words('部门吹哨', 'Department blows the whistle'),
      reachedBy: [{ of: 'whistle', event: 'blown', blownBy: ['department'] }],
      optional: true,
      origin: DEPARTMENT,
    },
    {
      id: 'reportedIn',
      name: words('报到', 'Reported in'),
      reachedBy: [{ of: 'whistle', event: 'reportedIn' }],
      optional: false,
      origin: ORIGIN,
    },
  ],
  calls: [
    call(
      words('街道向其他乡镇（街道）', 'Subdistrict to other towns and subdistricts'),
      ['subdistrict'],
      ['subdistrict'],
      STREET,
      ['sideways'],
    ),
    call(words('街道向部门', 'Subdistrict to department'), ['subdistrict'], ['department'], STREET),
    call(words('部门向其他部门', 'Department to department'), ['department'], ['department'], DEPARTMENT),
    call(
      words('部门向乡镇（街道）', 'Department to towns and subdistricts'),
      ['department'],
      ['subdistrict'],
      DEPARTMENT,
    ),
  ],
  levels: OUR_LEVELS,
  supervision: OUR_SUPERVISION,
};
