import { defineStore } from 'pinia';
import { fetchCurrentFlow } from '../api/flow.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

/** 流程 of the data set: its steps, calls and limits in the place's own words. */
export const useFlow = defineStore('flow', () => {
  const selection = useSelection();
  const flow = useResource({
    params: () => ({ dataset: selection.dataset }),
    load: ({ dataset }, signal) => fetchCurrentFlow(dataset, signal),
  });
  return { flow: flow.data };
});
