import { defineStore } from 'pinia';
import { fetchRuleHits } from '../api/rules.ts';
import { useLive } from './live.ts';
import { currentScope } from './request-filter.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

/** What the rules find inside the selected unit. */
export const useRules = defineStore('rules', () => {
  const selection = useSelection();
  const live = useLive();
  const hits = useResource({
    params: () => {
      const scope = currentScope();
      return scope === null ? null : { dataset: selection.dataset, ...scope, beat: live.beat };
    },
    load: ({ dataset, within }, signal) => fetchRuleHits(dataset, { within }, signal),
  });
  return { answer: hits.data, loading: hits.loading, error: hits.error, reload: hits.reload };
});
