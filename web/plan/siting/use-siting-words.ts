import { useI18n } from 'vue-i18n';
import type { SitingPlace, SitingResult } from '../../../server/contract/siting.ts';
import { formatCount, formatNumber } from '../../locales/format.ts';
import { useServiceAreas } from '../../stores/service-areas.ts';
import { useUnits } from '../../stores/units.ts';
import { useSiting } from './siting-store.ts';

/** Figures and places of a search in words, each figure with its unit. */
export function useSitingWords() {
  const { t } = useI18n();
  const siting = useSiting();
  const services = useServiceAreas();
  const units = useUnits();

  return {
    /** `1,234 人`. */
    people: (value: number, weight: SitingResult['weight']): string =>
      t(`plan.site.amount.${weight}`, { count: formatCount(value) }),
    percent: (share: number): string => `${formatNumber(share * 100, 2)}%`,
    /** What stands there, or what kind of place it is. */
    placeName({ kind, index, name, stationId, streets }: SitingPlace): string {
      if (stationId !== null)
        return services.stations.find(({ id }) => id === stationId)?.name ?? t('plan.site.kind.station');
      if (name !== null) return name;
      const parcel = kind === 'place' ? siting.conditions.parcels[index] : undefined;
      if (parcel !== undefined)
        return parcel.name === '' ? t('plan.site.parcelNo', { number: index + 1 }) : parcel.name;
      return streets.length > 0 ? streets.join(' × ') : t(`plan.site.kind.${kind}`);
    },
    unitName: (id: string): string =>
      units
        .path(id)
        .slice(-2)
        .map((unit) => unit.name)
        .join(' '),
  };
}
