import { defineStore } from 'pinia';
import { fetchRequestFacets } from '../api/requests.ts';
import { currentRequestFilter } from './request-filter.ts';
import { useResource } from './resource.ts';

/** What each filter could be set to, with the counts under all other filters. */
export const useFacets = defineStore('facets', () => {
  const facets = useResource({
    params: () => currentRequestFilter(),
    load: ({ dataset, filter }, signal) => fetchRequestFacets(dataset, filter, signal),
  });
  return { facets: facets.data, loading: facets.loading, error: facets.error, reload: facets.reload };
});
