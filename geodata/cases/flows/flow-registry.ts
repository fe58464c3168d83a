import type { Dataset } from '../../model/dataset.ts';
import type { FlowConfiguration } from '../../model/flow.ts';
import { checkFlow } from './check-flow.ts';
import { GENERAL_FLOW } from './flow-general.ts';
import { GUANSHANHU_FLOW } from './flow-guanshanhu.ts';
import { JIANGCHUAN_FLOW } from './flow-jiangchuan.ts';
import { SHANGHAILU_FLOW } from './flow-shanghailu.ts';
import { TAIZHOU_FLOW } from './flow-taizhou.ts';
import { ZHONGYUN_FLOW } from './flow-zhongyun.ts';

/** Every flow there is, each checked when the program starts. */
export const FLOWS: readonly FlowConfiguration[] = [
  GENERAL_FLOW,
  ZHONGYUN_FLOW,
  SHANGHAILU_FLOW,
  TAIZHOU_FLOW,
  JIANGCHUAN_FLOW,
  GUANSHANHU_FLOW,
].map(checkFlow);

/**
 * The flow of a data set: the one that its manifest names, else that of the first of its cases that has one (guiyang: 观山湖's), else the
 * general one.
 */
export function flowOf({ flow, cases }: Pick<Dataset, 'flow' | 'cases'>): FlowConfiguration {
  for (const id of flow === undefined ? cases : [flow]) {
    const found = FLOWS.find((candidate) => candidate.id === id);
    if (found) return found;
  }
  return GENERAL_FLOW;
}
