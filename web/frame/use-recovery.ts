import { onBeforeUnmount } from 'vue';
import { useDatasets } from '../stores/datasets.ts';
import { useHourly } from '../stores/hourly.ts';
import { useIndicators } from '../stores/indicators.ts';
import { useOrganizations } from '../stores/organizations.ts';
import { useProfile } from '../stores/profile.ts';
import { useRequests } from '../stores/requests.ts';
import { useServiceAreas } from '../stores/service-areas.ts';
import { useTimeAxis } from '../stores/time-axis.ts';
import { useUnits } from '../stores/units.ts';

const RETRY_MS = 10000;

/** Asks again, every ten seconds, for whatever has failed: a screen that nobody touches has to come back by itself. */
export function useRecovery(): void {
  const stores = [
    useDatasets(),
    useUnits(),
    useIndicators(),
    useRequests(),
    useServiceAreas(),
    useOrganizations(),
    useProfile(),
    useHourly(),
    useTimeAxis(),
  ];
  const timer = setInterval(() => {
    for (const store of stores) if (store.error !== null) void store.reload();
  }, RETRY_MS);
  onBeforeUnmount(() => clearInterval(timer));
}
