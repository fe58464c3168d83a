/** A feature as JSON text. `geometryText` is GeoJSON text as the store keeps it (never parsed on the way), or null. */
export function featureText(
  id: string | number,
  geometryText: string | null,
  properties: Record<string, unknown>,
  links?: { rel: string; href: string; type?: string }[],
): string {
  const more = links === undefined ? '' : `,"links":${JSON.stringify(links)}`;
  return `{"type":"Feature","id":${JSON.stringify(id)},"geometry":${geometryText ?? 'null'},"properties":${JSON.stringify(properties)}${more}}`;
}

/** A feature collection as JSON text; `members` are its further top-level members. */
export function featureCollectionText(features: string[], members: Record<string, unknown>): string {
  const more = JSON.stringify(members).slice(1, -1);
  return `{"type":"FeatureCollection"${more === '' ? '' : `,${more}`},"features":[${features.join(',')}]}`;
}

export function pointText(position: readonly number[]): string {
  return `{"type":"Point","coordinates":[${position[0]},${position[1]}]}`;
}

/** A flat closed ring `[lon0, lat0, …]` as polygon text. */
export function ringPolygonText(ring: readonly number[]): string {
  const corners: string[] = [];
  for (let i = 0; i < ring.length; i += 2) corners.push(`[${ring[i]},${ring[i + 1]}]`);
  return `{"type":"Polygon","coordinates":[[${corners.join(',')}]]}`;
}
