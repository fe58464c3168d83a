import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { Level } from '../../geodata/model/unit.ts';
import type { SearchHit, UnitRow } from '../../server/contract/units.ts';
import { fetchUnits } from '../api/units.ts';
import { useProfile } from './profile.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';
import { UnitTree } from './unit-tree.ts';

/** As many as the server gives; the largest city has 16,700 units. */
const TREE_LIMIT = 20000;
const SEARCH_LIMIT = 12;

/** The tree of units, asked for once a data set, and the selected unit in it. */
export const useUnits = defineStore('units', () => {
  const selection = useSelection();
  const rows = useResource({
    params: () => ({ dataset: selection.dataset }),
    load: ({ dataset }, signal) => fetchUnits(dataset, { limit: TREE_LIMIT }, signal),
    cacheSize: 2,
  });
  const tree = computed(() => (rows.data.value === null ? null : new UnitTree(rows.data.value.units)));
  const root = computed(() => tree.value?.root ?? null);
  /** The selected unit, or the cell around a selected building once its profile is known; null until known. */
  const selected = computed<UnitRow | null>(() => {
    if (tree.value === null) return null;
    if (selection.unitId === null) return tree.value.root;
    return tree.value.get(selection.unitId) ?? areaAround(selection.unitId);
  });

  /** The narrowest area of the tree around a building or an estate, by its profile. */
  function areaAround(unitId: string): UnitRow | null {
    const profile = useProfile().profile;
    if (profile?.unit.id !== unitId) return null;
    for (const step of profile.path.toReversed()) {
      const row = tree.value?.get(step.id) ?? null;
      if (row !== null) return row;
    }
    return null;
  }

  return {
    tree,
    root,
    selected,
    level: computed<Level | null>(() => selected.value?.level ?? null),
    /** From the root down to the selected area. */
    selectedPath: computed(() => (selected.value === null ? [] : path(selected.value.id))),
    loading: rows.loading,
    error: rows.error,
    reload: rows.reload,
    get: (unitId: string): UnitRow | null => tree.value?.get(unitId) ?? null,
    children: (unitId: string): UnitRow[] => tree.value?.children(unitId) ?? [],
    path,
    cellIdsWithin: (unitId: string): Set<string> => tree.value?.cellIdsWithin(unitId) ?? new Set(),
    /** Hits for a name, a code or pinyin initials, best first. */
    async search(q: string, signal: AbortSignal): Promise<SearchHit[]> {
      const answer = await fetchUnits(selection.dataset, { q, limit: SEARCH_LIMIT }, signal);
      return answer.hits ?? [];
    },
  };

  /** From the root down to the unit itself; empty for what is no unit of the tree. */
  function path(unitId: string): UnitRow[] {
    return tree.value?.path(unitId) ?? [];
  }
});
