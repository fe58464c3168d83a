import type { Feature, FeatureCollection, LineString, Point } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import type { CoverageState } from '../../geodata/model/organization.ts';
import type { OrganizationCoverageAnswer } from '../../server/contract/organizations.ts';
import { THEMES, type ThemeName, type ThemeTokens } from '../theme/tokens.ts';
import { CELL_MARK, PATTERN, type UnitState, whenMarked } from './area-style.ts';
import { withAlpha } from './colour.ts';
import { IMAGE } from './images.ts';
import { FONT_BOLD, FONT_NUMERAL } from './label-style.ts';
import { SOURCE } from './layer-ids.ts';

export const ORGANIZATION_SOURCE = {
  ribbons: 'organization-ribbons',
  nodes: 'organization-nodes',
  signs: 'organization-signs',
} as const;
export const ORGANIZATION_LAYER = {
  vacantLine: 'organization-vacant-line',
  ribbon: 'organization-ribbon',
  node: 'organization-node',
  star: 'organization-star',
  joint: 'organization-joint',
  vacant: 'organization-vacant',
} as const;

/** Vacancies and ribbons are seen from the district down; what they are called and how they are rated from the street down. */
const VACANT_ZOOM = 11.6;
const SIGN_ZOOM = 12.7;

/** Words on the map, in the language of the screen. */
export interface OrganizationWords {
  vacant: string;
  joint(cells: number): string;
}

type Center = readonly number[];
type SignKind = 'joint' | 'vacant' | 'star';

/** Fill of a cell by how it is covered. A vacancy is empty: its dashed line and its word say what it is. */
export function coverageColour(tokens: ThemeTokens, state: CoverageState): string {
  const colours: Record<CoverageState, string> = {
    single: tokens.organizationSingle,
    joint: tokens.organizationJoint,
    attached: tokens.organizationAttached,
    vacant: tokens.zeroFill,
  };
  return colours[state];
}

/** State by cell. */
export function organizationCellStates(
  theme: ThemeName,
  coverage: Pick<OrganizationCoverageAnswer, 'unitIds' | 'states'>,
): Map<string, UnitState> {
  const tokens = THEMES[theme];
  const states = new Map<string, UnitState>();
  coverage.unitIds.forEach((id, index) => {
    const state = coverage.states[index];
    states.set(id, {
      fill: coverageColour(tokens, state),
      edge: state === 'joint' ? withAlpha(tokens.ribbon, 0.5) : null,
      pattern: PATTERN.none,
      mark: state === 'vacant' ? CELL_MARK.vacant : CELL_MARK.none,
    });
  });
  return states;
}

/**
 * Cells of a joint branch in an order in which a ribbon runs through them without crossing itself needlessly: from the cell
 * farthest from the middle always on to the nearest that is left.
 */
export function ribbonOrder(centers: readonly Center[]): Center[] {
  const left = [...centers];
  if (left.length < 3) return left;
  const middle = [0, 1].map((axis) => left.reduce((sum, center) => sum + center[axis], 0) / left.length);
  const order: Center[] = [];
  let next = left.reduce(
    (far, one) => (distance2(one, middle) > distance2(far, middle) ? one : far),
    left[0],
  );
  while (left.length > 0) {
    order.push(next);
    left.splice(left.indexOf(next), 1);
    const last = next;
    next = left.reduce((near, one) => (distance2(one, last) < distance2(near, last) ? one : near), left[0]);
  }
  return order;
}

/** Ribbons through the cells of each joint branch, with a ring in each cell. Branches with a single known cell have none. */
export function ribbonFeatures(
  joint: OrganizationCoverageAnswer['joint'],
  centerOf: (unitId: string) => Center | null,
): { lines: FeatureCollection<LineString, object>; nodes: FeatureCollection<Point, object> } {
  const lines: Feature<LineString, object>[] = [];
  const nodes: Feature<Point, object>[] = [];
  for (const branch of joint) {
    const centers = knownCenters(branch.unitIds, centerOf);
    if (centers.length < 2) continue;
    const coordinates = ribbonOrder(centers).map((center) => [...center]);
    lines.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } });
    for (const center of coordinates) {
      nodes.push({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: center } });
    }
  }
  return {
    lines: { type: 'FeatureCollection', features: lines },
    nodes: { type: 'FeatureCollection', features: nodes },
  };
}

/** Signs with words: “联 n” over each joint branch, 空缺 in each vacant cell, stars of rated branches. */
export function organizationSigns(
  coverage: OrganizationCoverageAnswer,
  centerOf: (unitId: string) => Center | null,
  words: OrganizationWords,
): FeatureCollection<Point, { kind: SignKind; text: string; stars: number }> {
  const features: Feature<Point, { kind: SignKind; text: string; stars: number }>[] = [];
  const put = (kind: SignKind, center: Center, text: string, stars = 0): void => {
    const geometry: Point = { type: 'Point', coordinates: [...center] };
    features.push({ type: 'Feature', properties: { kind, text, stars }, geometry });
  };
  for (const branch of coverage.joint) {
    const centers = knownCenters(branch.unitIds, centerOf);
    if (centers.length < 2) continue;
    const north = centers.reduce((top, one) => (one[1] > top[1] ? one : top), centers[0]);
    put('joint', north, words.joint(branch.unitIds.length));
  }
  coverage.unitIds.forEach((id, index) => {
    const center = centerOf(id);
    if (center === null) return;
    if (coverage.states[index] === 'vacant') put('vacant', center, words.vacant);
    const stars = coverage.stars[index];
    // On a ribbon the stars would hide its ring; a joint branch wears none.
    if (stars !== null && stars >= 3 && coverage.states[index] !== 'joint')
      put('star', center, String(stars), stars);
  });
  return { type: 'FeatureCollection', features };
}

/** Bottom to top: vacancies' dashed lines, ribbons, rings, stars, pills. */
export function organizationLayers(theme: ThemeName, unitPx: number): LayerSpecification[] {
  const tokens = THEMES[theme];
  const u = unitPx;
  const sign = (
    id: string,
    kind: SignKind,
    image: string,
    colour: string,
    offsetU: number,
    minzoom: number,
  ): LayerSpecification => ({
    id,
    type: 'symbol',
    source: ORGANIZATION_SOURCE.signs,
    filter: ['==', ['get', 'kind'], kind],
    minzoom,
    layout: {
      'text-field': ['get', 'text'],
      'text-font': FONT_BOLD,
      'text-size': 16 * u,
      'text-offset': [0, offsetU / 16],
      'icon-image': image,
      'icon-text-fit': 'both',
      'icon-text-fit-padding': [1 * u, 4 * u, 1 * u, 4 * u],
    },
    paint: { 'text-color': colour },
  });
  return [
    {
      id: ORGANIZATION_LAYER.vacantLine,
      type: 'line',
      source: SOURCE.areas,
      'source-layer': 'gridCell',
      paint: {
        'line-color': tokens.warn,
        'line-width': 2 * u,
        'line-dasharray': [4, 3],
        'line-opacity': whenMarked(CELL_MARK.vacant),
      },
    },
    {
      id: ORGANIZATION_LAYER.ribbon,
      type: 'line',
      source: ORGANIZATION_SOURCE.ribbons,
      minzoom: VACANT_ZOOM,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': tokens.ribbon,
        'line-width': ['interpolate', ['linear'], ['zoom'], 11, 2 * u, 13, 6 * u],
      },
    },
    {
      id: ORGANIZATION_LAYER.node,
      type: 'circle',
      source: ORGANIZATION_SOURCE.nodes,
      minzoom: VACANT_ZOOM,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 2.4 * u, 13, 7 * u],
        'circle-color': tokens.land,
        'circle-stroke-color': tokens.ribbon,
        'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 11, 1.2 * u, 13, 3 * u],
      },
    },
    {
      id: ORGANIZATION_LAYER.star,
      type: 'symbol',
      source: ORGANIZATION_SOURCE.signs,
      filter: ['==', ['get', 'kind'], 'star'],
      minzoom: SIGN_ZOOM,
      layout: {
        'icon-image': IMAGE.darkPill,
        'icon-text-fit': 'both',
        'icon-text-fit-padding': [1 * u, 3 * u, 1 * u, 3 * u],
        'text-field': [
          'format',
          ['image', ['concat', 'og-star-', ['to-string', ['get', 'stars']]]],
          {},
          ['concat', ' ', ['get', 'text']],
          {},
        ],
        'text-font': FONT_NUMERAL,
        'text-size': 17 * u,
      },
      paint: {
        'text-color': ['match', ['get', 'stars'], 5, tokens.gold5, 4, tokens.gold4, tokens.gold3],
      },
    },
    sign(ORGANIZATION_LAYER.joint, 'joint', IMAGE.pill, tokens.bg, -26, SIGN_ZOOM),
    sign(ORGANIZATION_LAYER.vacant, 'vacant', IMAGE.vacantPill, tokens.warn, 0, VACANT_ZOOM),
  ];
}

function knownCenters(unitIds: readonly string[], centerOf: (unitId: string) => Center | null): Center[] {
  return unitIds.map(centerOf).filter((center) => center !== null);
}

function distance2(left: Center, right: Center): number {
  return (left[0] - right[0]) ** 2 + (left[1] - right[1]) ** 2;
}
