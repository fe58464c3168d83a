import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { fetchOrganizationCoverage, fetchOrganizations } from '../api/organizations.ts';
import { currentScope } from './request-filter.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

/** Party organizations of the selected unit. Asked for while the map shows 组织覆盖. */
export const useOrganizations = defineStore('organizations', () => {
  const selection = useSelection();
  /** Panels on a wide screen show this beside another map. */
  const isWanted = ref(false);
  const isShown = (): boolean => isWanted.value || selection.map === 'organization';
  const scoped = (): { dataset: string | null; within?: string } | null => {
    const scope = isShown() ? currentScope() : null;
    return scope === null ? null : { dataset: selection.dataset, ...scope };
  };

  /** Coverage of the selected unit: totals for the panels. */
  const coverage = useResource({
    params: scoped,
    load: ({ dataset, within }, signal) => fetchOrganizationCoverage(dataset, { within }, signal),
  });
  /** Coverage of the whole data set: what the map paints, whatever is selected. */
  const mapCoverage = useResource({
    params: () => (isShown() ? { dataset: selection.dataset } : null),
    load: ({ dataset }, signal) => fetchOrganizationCoverage(dataset, {}, signal),
    cacheSize: 2,
  });
  const list = useResource({
    params: scoped,
    load: ({ dataset, within }, signal) => fetchOrganizations(dataset, { within }, signal),
  });

  const resources = [coverage, mapCoverage, list];
  return {
    isWanted,
    coverage: coverage.data,
    mapCoverage: mapCoverage.data,
    organizations: computed(() => list.data.value?.organizations ?? []),
    /** Count by tier, top first. */
    tiers: computed(() => list.data.value?.tiers ?? []),
    loading: computed(() => resources.some((resource) => resource.loading.value)),
    error: computed(() => resources.find((resource) => resource.error.value !== null)?.error.value ?? null),
    async reload(): Promise<void> {
      await Promise.all(resources.map((resource) => resource.reload()));
    },
  };
});
