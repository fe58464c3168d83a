/** What is drawn under the units. Geometry is GeoJSON in degrees. */
export interface BasemapFeature {
  layer: 'road' | 'railway' | 'water' | 'green' | 'contour';
  /** road: expressway, arterial, secondary, local, path; water: river, lake, stream; green: park, hill, estate. */
  kind: string;
  name: string;
  geometry:
    | { type: 'LineString'; coordinates: number[][] }
    | { type: 'Polygon'; coordinates: number[][][] }
    | { type: 'MultiPolygon'; coordinates: number[][][][] };
}
