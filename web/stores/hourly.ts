import { defineStore } from 'pinia';
import { DAY_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import { fetchIndicatorSeries } from '../api/indicators.ts';
import { useLive } from './live.ts';
import { currentRequestFilter } from './request-filter.ts';
import { useResource } from './resource.ts';

const HOUR_MS = 3600 * 1000;
/** Four weeks: every hour of the week four times. */
const WEEKS_DAYS = 28;

/** Requests by hour over the last four whole weeks: what is usual at this time, and when it is busiest. Asked for once an hour. */
export const useHourly = defineStore('hourly', () => {
  const live = useLive();
  const series = useResource({
    params: () => {
      if (live.periodEndMs === null) return null;
      const toMs = Math.floor(live.periodEndMs / HOUR_MS) * HOUR_MS;
      return currentRequestFilter({
        from: toShanghaiIso(toMs - WEEKS_DAYS * DAY_MS),
        to: toShanghaiIso(toMs),
      });
    },
    load: ({ dataset, filter }, signal) =>
      fetchIndicatorSeries(dataset, 'requests', { ...filter, step: 'hour' }, signal),
  });
  return { series: series.data, loading: series.loading, error: series.error, reload: series.reload };
});
