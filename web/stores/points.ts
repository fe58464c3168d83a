import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { BoundingBox } from '../../geodata/model/geometry.ts';
import { fetchRequestPoints } from '../api/requests.ts';
import { currentRequestFilter } from './request-filter.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';
import { useTimePlayer } from './time-player.ts';

/** What the map shows, degrees; null where it is too far away for single requests. */
export interface PointsView {
  bbox: BoundingBox;
  zoom: number;
}

/** Single requests and clusters in view, of the selected unit, under every filter. */
export const usePoints = defineStore('points', () => {
  const selection = useSelection();
  const player = useTimePlayer();
  const view = shallowRef<PointsView | null>(null);
  /** Points are of the period: a step of the past and a change between periods have none. */
  const isWanted = computed(
    () => selection.map === 'heat' && selection.compare === null && player.currentMs === null,
  );
  const isShown = computed(() => isWanted.value && view.value !== null);
  const points = useResource({
    params: () => {
      const wanted = isShown.value ? currentRequestFilter() : null;
      return wanted === null || view.value === null ? null : { ...wanted, ...askedBox(view.value) };
    },
    load: ({ dataset, filter, bbox, zoom }, signal) =>
      fetchRequestPoints(dataset, { ...filter, bbox: bbox.join(','), zoom }, signal),
  });
  return {
    view,
    isWanted,
    isShown,
    features: computed(() => (isShown.value ? (points.data.value?.features ?? []) : [])),
    data: points.data,
    loading: points.loading,
    error: points.error,
  };
});

/** The view widened to whole tiles of the whole zoom: a small pan asks nothing. */
export function askedBox({ bbox, zoom }: PointsView): PointsView {
  const whole = Math.round(zoom);
  const tile = 360 / 2 ** whole;
  const down = (degrees: number): number => round6(Math.floor(degrees / tile) * tile);
  const up = (degrees: number): number => round6(Math.ceil(degrees / tile) * tile);
  const [west, south, east, north] = bbox;
  return { bbox: [down(west), down(south), up(east), up(north)], zoom: whole };
}

function round6(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
