import { useI18n } from 'vue-i18n';
import { useUnits } from '../stores/units.ts';

/** What a gate is called by, wherever it is spoken of. */
export function useGateNames() {
  const { t } = useI18n();
  const units = useUnits();
  return {
    /** Where it belongs, then its own name: 「金阳花园 北门」. */
    nameOf({
      name,
      estateId,
      unitId,
    }: {
      name: string;
      estateId: string | null;
      unitId: string | null;
    }): string {
      const place = units.get(estateId ?? '')?.name ?? communityOf(unitId);
      return `${place} ${name === '' ? t('plan.gate.unnamed') : name}`.trim();
    },
  };

  /** A cell's number says little without its community. */
  function communityOf(unitId: string | null): string {
    const path = units.path(unitId ?? '');
    const last = path[path.length - 1];
    if (last === undefined) return '';
    return last.level === 'gridCell' ? `${path[path.length - 2]?.name ?? ''} ${last.name}` : last.name;
  }
}
