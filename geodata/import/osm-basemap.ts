import type { BasemapFeature } from '../model/basemap.ts';
import type { OsmExtract } from './osm-extract.ts';
import type { OsmTags } from './osm-primitives.ts';
import { type OsmPolygon, relationPolygons, ringPositions, wayPolygon } from './osm-rings.ts';

const ROADS: Record<string, string> = {
  motorway: 'expressway',
  motorway_link: 'expressway',
  trunk: 'expressway',
  trunk_link: 'expressway',
  primary: 'arterial',
  primary_link: 'arterial',
  secondary: 'secondary',
  secondary_link: 'secondary',
  tertiary: 'secondary',
  tertiary_link: 'secondary',
  unclassified: 'local',
  residential: 'local',
  living_street: 'local',
  service: 'local',
  road: 'local',
  pedestrian: 'path',
  footway: 'path',
  path: 'path',
  steps: 'path',
  track: 'path',
  cycleway: 'path',
};

const GREEN = new Set([
  'park',
  'garden',
  'grass',
  'forest',
  'wood',
  'scrub',
  'meadow',
  'village_green',
  'recreation_ground',
  'cemetery',
]);

/** Roads, railways, water and green of an extract, to be drawn under the units. */
export function osmBasemap(extract: OsmExtract): BasemapFeature[] {
  const features: BasemapFeature[] = [];
  for (const way of extract.ways) {
    if (way.nodes.length < 2) continue;
    const polygon = wayPolygon(way.nodes);
    const line = lineFeature(extract, way.nodes, way.tags, polygon !== null);
    if (line !== null) features.push(line);
    else if (polygon !== null) pushArea(extract, features, [polygon], way.tags);
  }
  for (const relation of extract.relations) {
    if (areaKind(relation.tags) === null) continue;
    pushArea(extract, features, relationPolygons(extract, relation).polygons, relation.tags);
  }
  return features;
}

function lineFeature(
  extract: OsmExtract,
  nodes: number[],
  tags: OsmTags,
  isClosed: boolean,
): BasemapFeature | null {
  const name = tags.name ?? '';
  const geometry = (): BasemapFeature['geometry'] => ({
    type: 'LineString',
    coordinates: ringPositions(extract, nodes),
  });
  const isUnderground =
    tags.tunnel !== undefined && tags.tunnel !== 'no' && tags.tunnel !== 'building_passage';
  if (isUnderground || (isClosed && tags.area === 'yes')) return null;
  const road = ROADS[tags.highway ?? ''];
  if (road !== undefined) return { layer: 'road', kind: road, name, geometry: geometry() };
  if (tags.railway === 'rail' || tags.railway === 'light_rail') {
    return {
      layer: 'railway',
      kind: tags.railway === 'rail' ? 'rail' : 'lightRail',
      name,
      geometry: geometry(),
    };
  }
  if (tags.waterway === 'stream' || tags.waterway === 'river' || tags.waterway === 'canal') {
    return {
      layer: 'water',
      kind: tags.waterway === 'stream' ? 'stream' : 'river',
      name,
      geometry: geometry(),
    };
  }
  return null;
}

function areaKind(tags: OsmTags): { layer: 'water' | 'green'; kind: string } | null {
  if (tags.natural === 'water' || tags.waterway === 'riverbank' || tags.waterway === 'dock') {
    const isRiver = tags.waterway === 'riverbank' || tags.water === 'river';
    return { layer: 'water', kind: isRiver ? 'river' : 'lake' };
  }
  const green = tags.leisure ?? tags.landuse ?? tags.natural ?? '';
  if (!GREEN.has(green)) return null;
  return {
    layer: 'green',
    kind: green === 'forest' || green === 'wood' || green === 'scrub' ? 'hill' : 'park',
  };
}

function pushArea(
  extract: OsmExtract,
  features: BasemapFeature[],
  polygons: OsmPolygon[],
  tags: OsmTags,
): void {
  const kind = areaKind(tags);
  if (kind === null || polygons.length === 0) return;
  features.push({
    ...kind,
    name: tags.name ?? '',
    geometry: {
      type: 'MultiPolygon',
      coordinates: polygons.map((polygon) =>
        [polygon.outer, ...polygon.holes].map((ring) => ringPositions(extract, ring)),
      ),
    },
  });
}
