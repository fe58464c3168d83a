import { defineStore } from 'pinia';
import { fetchLedger } from '../api/ledger.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

/** Figures of record (口径账本) of the data set. */
export const useLedger = defineStore('ledger', () => {
  const selection = useSelection();
  const figures = useResource({
    params: () => ({ dataset: selection.dataset }),
    load: ({ dataset }, signal) => fetchLedger(dataset, {}, signal),
    cacheSize: 2,
  });
  return { figures: figures.data, loading: figures.loading, error: figures.error, reload: figures.reload };
});
