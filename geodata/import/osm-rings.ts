import type { OsmExtract, OsmRelation } from './osm-extract.ts';

/** Rings of node indexes, closed (first = last). */
export interface OsmPolygon {
  outer: number[];
  holes: number[][];
}

/** The closed way as a polygon, null if it is not closed or has no area. */
export function wayPolygon(nodes: number[]): OsmPolygon | null {
  return nodes.length >= 4 && nodes[0] === nodes[nodes.length - 1] ? { outer: nodes, holes: [] } : null;
}

/** Outer rings of a multipolygon with the holes that lie in them. `broken`: rings that do not close in this extract. */
export function relationPolygons(
  extract: OsmExtract,
  relation: OsmRelation,
): { polygons: OsmPolygon[]; broken: number } {
  const outer = joinedRings(extract, relation, 'outer');
  const inner = joinedRings(extract, relation, 'inner');
  const polygons: OsmPolygon[] = outer.rings.map((ring) => ({ outer: ring, holes: [] }));
  for (const hole of inner.rings) {
    const around = polygons.find((polygon) => contains(extract, polygon.outer, hole[0]));
    around?.holes.push(hole);
  }
  return { polygons, broken: outer.broken + inner.broken };
}

/** Joins member ways end to end until they close. */
function joinedRings(
  extract: OsmExtract,
  relation: OsmRelation,
  role: string,
): { rings: number[][]; broken: number } {
  const parts: number[][] = [];
  for (const member of relation.members) {
    if (member.type !== 'way' || (member.role || 'outer') !== role) continue;
    const index = extract.wayIndexById.get(member.ref);
    if (index !== undefined && extract.ways[index].nodes.length >= 2) parts.push(extract.ways[index].nodes);
  }
  const rings: number[][] = [];
  let broken = 0;
  while (parts.length > 0) {
    const ring = [...parts.pop()!];
    while (ring[0] !== ring[ring.length - 1]) {
      const end = ring[ring.length - 1];
      const next = parts.findIndex((part) => part[0] === end || part[part.length - 1] === end);
      if (next < 0) break;
      const [part] = parts.splice(next, 1);
      const onward = part[0] === end ? part : [...part].reverse();
      for (let i = 1; i < onward.length; i++) ring.push(onward[i]);
    }
    if (ring.length >= 4 && ring[0] === ring[ring.length - 1]) rings.push(ring);
    else broken++;
  }
  return { rings, broken };
}

/** Even–odd rule on degrees. */
export function contains(extract: OsmExtract, ring: number[], node: number): boolean {
  return ringContainsPoint(extract, ring, extract.nodeLon[node], extract.nodeLat[node]);
}

export function ringContainsPoint(extract: OsmExtract, ring: number[], lon: number, lat: number): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const aLat = extract.nodeLat[ring[i - 1]];
    const bLat = extract.nodeLat[ring[i]];
    if (aLat > lat === bLat > lat) continue;
    const aLon = extract.nodeLon[ring[i - 1]];
    const bLon = extract.nodeLon[ring[i]];
    if (lon < ((bLon - aLon) * (lat - aLat)) / (bLat - aLat) + aLon) inside = !inside;
  }
  return inside;
}

export function ringPositions(extract: OsmExtract, ring: number[]): number[][] {
  return ring.map((node) => [extract.nodeLon[node], extract.nodeLat[node]]);
}
