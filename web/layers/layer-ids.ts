/** Sources and layers of the map by name, and the places where scenes put their own layers. */
export const SOURCE = { areas: 'areas', base: 'base', buildings: 'buildings' } as const;

/** Source layers of `areas` that are units, widest first. */
export const AREA_LAYERS = ['district', 'subdistrict', 'community', 'gridCell'] as const;
export type AreaLayer = (typeof AREA_LAYERS)[number];

export const LAYER = {
  background: 'background',
  green: 'green',
  water: 'water',
  shore: 'shore',
  railway: 'railway',
  road: 'road',
  cellFill: 'cell-fill',
  cellHatch: 'cell-hatch',
  cellDots: 'cell-dots',
  roadGap: 'road-gap',
  roadGround: 'road-ground',
  cellLine: 'cell-line',
  communityLine: 'community-line',
  subdistrictCasing: 'subdistrict-casing',
  subdistrictLine: 'subdistrict-line',
  districtHalo: 'district-halo',
  districtLine: 'district-line',
  building: 'building',
  roof: 'building-roof',
  labels: 'labels',
} as const;

/** Scenes put fills under this layer: above the cells and their patterns, below water, streets, lines and labels. */
export const ABOVE_FILLS = LAYER.water;
/** Draws nothing: the patterns, which come late, go under it and so under the fills of a scene that was earlier. */
export const SCENE_FLOOR = 'scene-floor';
