import { computed, defineComponent, watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import {
  ORGANIZATION_SOURCE,
  organizationCellStates,
  organizationLayers,
  organizationSigns,
  ribbonFeatures,
} from '../layers/organization.ts';
import { useMap } from '../map/map-handle.ts';
import { useOrganizations } from '../stores/organizations.ts';
import { useUnits } from '../stores/units.ts';
import { useSceneLayers } from './use-scene-layers.ts';

/** 组织覆盖: how every cell is covered, joint branches as ribbons, vacancies named. */
export const OrganizationScene = defineComponent({
  name: 'OrganizationScene',
  setup() {
    const { t } = useI18n();
    const handle = useMap();
    const organizations = useOrganizations();
    const units = useUnits();
    const centerOf = (unitId: string): number[] | null => units.get(unitId)?.center ?? null;

    const cells = computed(() =>
      organizations.mapCoverage === null
        ? null
        : organizationCellStates(handle.theme.value, organizations.mapCoverage),
    );
    // Ribbons and words only inside the selection: outside they would be louder than the dimmed cells under them.
    const ribbons = computed(() =>
      organizations.coverage === null || units.tree === null
        ? null
        : ribbonFeatures(organizations.coverage.joint, centerOf),
    );
    const signs = computed(() =>
      organizations.coverage === null || units.tree === null
        ? null
        : organizationSigns(organizations.coverage, centerOf, {
            vacant: t('force.vacant'),
            joint: (count) => t('map.joint', { count }),
          }),
    );

    watchEffect(() => {
      if (cells.value !== null) handle.paint.value = cells.value;
    });
    useSceneLayers(
      handle,
      {
        [ORGANIZATION_SOURCE.ribbons]: () => ribbons.value?.lines ?? null,
        [ORGANIZATION_SOURCE.nodes]: () => ribbons.value?.nodes ?? null,
        [ORGANIZATION_SOURCE.signs]: () => signs.value,
      },
      () => [{ layers: organizationLayers(handle.theme.value, handle.unitPx.value), hasLetters: true }],
    );
    return () => null;
  },
});
