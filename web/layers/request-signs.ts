import type { FeatureCollection, Point } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import { SETTLED_STATUSES } from '../../geodata/model/request-life.ts';
import type { MaskedRequest } from '../../geodata/model/service-request.ts';
import { IMAGE } from './images.ts';

export const SIGN_SOURCE = 'request-signs';
export const SIGN_LAYER = { dot: 'request-dot', sign: 'request-sign' } as const;

/** ▲ escalated to the street or higher, or an emergency · ◇ urgent or escalated once · ● any other. */
export type SignLevel = 'alarm' | 'warn' | 'normal';

/** Signs of the newest requests; more would be a heat map, and there is one. Of ordinary ones fewer: they are only a sign of life. */
const MOST_SIGNS = 8;
const MOST_DOTS = 5;

export function signLevel(request: Pick<MaskedRequest, 'urgency' | 'escalationLevel'>): SignLevel {
  if (request.urgency === 2 || request.escalationLevel >= 2) return 'alarm';
  return request.urgency === 1 || request.escalationLevel === 1 ? 'warn' : 'normal';
}

/** Requests that somebody still has to look after and that have a place on the map. */
function openOnMap(latest: readonly MaskedRequest[]): MaskedRequest[] {
  return latest.filter((one) => one.position !== null && !SETTLED_STATUSES.includes(one.status));
}

/**
 * The one request that the map speaks of: the newest that was escalated, else the newest emergency, else none.
 * @param latest newest first
 */
export function spokenRequest(latest: readonly MaskedRequest[]): MaskedRequest | null {
  const open = openOnMap(latest);
  return open.find((one) => one.escalationLevel > 0) ?? open.find((one) => one.urgency === 2) ?? null;
}

/** Open requests with a point, newest first in; `rank` orders them where they collide. The one that is spoken of is always among them. */
export function requestSigns(
  latest: readonly MaskedRequest[],
): FeatureCollection<Point, { id: string; unitId: string; level: SignLevel; rank: number }> {
  const rank: Record<SignLevel, number> = { alarm: 2, warn: 1, normal: 0 };
  const open = openOnMap(latest);
  const spoken = spokenRequest(latest);
  const others = open.filter((one) => one !== spoken && signLevel(one) !== 'normal');
  const urgent = [...(spoken === null ? [] : [spoken]), ...others].slice(0, MOST_SIGNS);
  const ordinary = open.filter((one) => signLevel(one) === 'normal').slice(0, MOST_DOTS);
  return {
    type: 'FeatureCollection',
    features: [...ordinary, ...urgent].map((request) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: request.position as number[] },
      properties: {
        id: String(request.id),
        unitId: request.unitId,
        level: signLevel(request),
        rank: rank[signLevel(request)],
      },
    })),
  };
}

/** Dots give way to names; ▲ and ◇ do not. */
export function requestSignLayers(): LayerSpecification[] {
  return [
    {
      id: SIGN_LAYER.dot,
      type: 'symbol',
      source: SIGN_SOURCE,
      filter: ['==', ['get', 'level'], 'normal'],
      layout: { 'icon-image': IMAGE.normal, 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    },
    {
      id: SIGN_LAYER.sign,
      type: 'symbol',
      source: SIGN_SOURCE,
      filter: ['!=', ['get', 'level'], 'normal'],
      layout: {
        'icon-image': ['match', ['get', 'level'], 'alarm', IMAGE.alarm, IMAGE.warn],
        'icon-allow-overlap': true,
        'symbol-sort-key': ['get', 'rank'],
      },
    },
  ];
}
