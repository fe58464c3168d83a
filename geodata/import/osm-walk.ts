import { WAY_FLAGS, WAY_KINDS, type WalkGate, type WalkSource } from '../model/walk-source.ts';
import { segmentsCross } from '../network/barriers.ts';
import type { OsmExtract, OsmWay } from './osm-extract.ts';
import { relationPolygons, ringContainsPoint } from './osm-rings.ts';
import { barrierKind, gatePolicy, isGate, type WalkRule, walkRule } from './osm-walk-rules.ts';

export interface OsmWalkReport {
  /** Ways taken into the network, and highways that may not be walked. */
  walkableWays: number;
  refusedHighways: number;
  /** Gate nodes in the file, and those that stand on a way of the network. */
  gatesInFile: number;
  gatesOnWays: number;
  /** Straight ways added across squares. */
  plazaCrossings: number;
  barrierLines: number;
}

/** Ways added across one square at most: squares with more mouths have a walkable outline that does as well. */
const MAX_PLAZA_MOUTHS = 12;

/** The walking network of an extract. Nodes are renumbered: only those of walkable ways are kept. */
export function osmWalkSource(
  extract: OsmExtract,
  sourceName: string,
): { walk: WalkSource; report: OsmWalkReport } {
  const report: OsmWalkReport = {
    walkableWays: 0,
    refusedHighways: 0,
    gatesInFile: 0,
    gatesOnWays: 0,
    plazaCrossings: 0,
    barrierLines: 0,
  };
  const builder = wayBuilder(extract.nodeLon.length);
  const plazas: Plaza[] = [];
  for (const way of extract.ways) {
    const rule = way.nodes.length >= 2 ? walkRule(way.tags) : null;
    if (rule === null) {
      if (way.tags.highway !== undefined) report.refusedHighways++;
      continue;
    }
    report.walkableWays++;
    builder.add(way.nodes, rule, way.tags.name ?? '');
    if (isPlaza(way)) plazas.push({ nodes: way.nodes, rule, name: way.tags.name ?? '' });
  }
  report.walkableWays += addPlazaOutlines(extract, builder);
  report.plazaCrossings = addPlazaCrossings(extract, plazas, builder);
  const { walk, indexOf } = builder.finish(extract);
  const gates = gatesOf(extract, indexOf, report);
  const barriers = barriersOf(extract);
  report.barrierLines = barriers.length;
  return { walk: { ...walk, gates, barriers, sourceName, sourceDate: extract.date }, report };
}

interface Plaza {
  /** Closed outline. */
  nodes: number[];
  rule: WalkRule;
  name: string;
}

function isPlaza(way: OsmWay): boolean {
  const isArea = way.tags.area === 'yes' && way.nodes[0] === way.nodes[way.nodes.length - 1];
  return isArea && (way.tags.highway === 'pedestrian' || way.tags.highway === 'footway');
}

/** Collects ways in typed arrays that double when full; `uses` says how often each node of the extract is on a way. */
function wayBuilder(nodeCount: number) {
  const uses = new Uint32Array(nodeCount);
  const wayStart: number[] = [0];
  const wayKind: number[] = [];
  const wayFlags: number[] = [];
  const wayGrade: number[] = [];
  const wayNames: string[] = [];
  let wayNodes = new Uint32Array(65536);
  let count = 0;
  return {
    uses,
    add(nodes: readonly number[], rule: WalkRule, name: string): void {
      while (count + nodes.length > wayNodes.length) {
        const larger = new Uint32Array(wayNodes.length * 2);
        larger.set(wayNodes);
        wayNodes = larger;
      }
      const begin = count;
      for (const node of nodes) {
        wayNodes[count++] = node;
        uses[node]++;
      }
      if (rule.isBackward) wayNodes.subarray(begin, count).reverse();
      wayStart.push(count);
      wayKind.push(WAY_KINDS.indexOf(rule.kind));
      wayFlags.push(rule.flags);
      wayGrade.push(rule.grade);
      wayNames.push(name);
    },
    finish({ nodeLon, nodeLat }: OsmExtract) {
      const indexOf = new Int32Array(nodeCount).fill(-1);
      let kept = 0;
      for (let node = 0; node < nodeCount; node++) if (uses[node] > 0) indexOf[node] = kept++;
      const walk = {
        nodeLon: new Float64Array(kept),
        nodeLat: new Float64Array(kept),
        wayStart: Uint32Array.from(wayStart),
        wayNodes: wayNodes.slice(0, count),
        wayKind: Uint8Array.from(wayKind),
        wayFlags: Uint8Array.from(wayFlags),
        wayGrade: Float32Array.from(wayGrade),
        wayNames,
      };
      for (let i = 0; i < count; i++) walk.wayNodes[i] = indexOf[walk.wayNodes[i]];
      for (let node = 0; node < nodeCount; node++) {
        if (indexOf[node] < 0) continue;
        walk.nodeLon[indexOf[node]] = nodeLon[node];
        walk.nodeLat[indexOf[node]] = nodeLat[node];
      }
      return { walk, indexOf };
    },
  };
}

type WayBuilder = ReturnType<typeof wayBuilder>;

/** Squares drawn as multipolygons carry their tags on the relation; their outlines are walked. */
function addPlazaOutlines(extract: OsmExtract, builder: WayBuilder): number {
  let added = 0;
  for (const relation of extract.relations) {
    if (relation.tags.highway !== 'pedestrian' && relation.tags.highway !== 'footway') continue;
    const rule = walkRule(relation.tags);
    if (rule === null) continue;
    for (const member of relation.members) {
      const index = member.type === 'way' ? extract.wayIndexById.get(member.ref) : undefined;
      if (index === undefined || extract.ways[index].tags.highway !== undefined) continue;
      if (extract.ways[index].nodes.length < 2) continue;
      builder.add(extract.ways[index].nodes, { ...rule, kind: 'plaza' }, relation.tags.name ?? '');
      added++;
    }
  }
  return added;
}

/** Straight ways between the mouths of a square (nodes it shares with other ways), where they stay within it. */
function addPlazaCrossings(extract: OsmExtract, plazas: Plaza[], builder: WayBuilder): number {
  let added = 0;
  // Mouths first for all, as crossings would count as further uses of their ends.
  const mouthsOf = plazas.map((plaza) =>
    [...new Set(plaza.nodes)].filter((node) => isMouth(plaza, node, builder)),
  );
  plazas.forEach((plaza, p) => {
    const mouths = mouthsOf[p];
    if (mouths.length > MAX_PLAZA_MOUTHS) return;
    for (let i = 0; i < mouths.length; i++) {
      for (let j = i + 1; j < mouths.length; j++) {
        if (!staysWithin(extract, plaza.nodes, mouths[i], mouths[j])) continue;
        // Who may not walk on the square may not cross it either.
        builder.add([mouths[i], mouths[j]], { ...plaza.rule, kind: 'plaza' }, plaza.name);
        added++;
      }
    }
  });
  return added;
}

function isMouth(plaza: Plaza, node: number, builder: WayBuilder): boolean {
  const own = node === plaza.nodes[0] ? 2 : 1;
  return builder.uses[node] > own;
}

function staysWithin(extract: OsmExtract, ring: number[], from: number, to: number): boolean {
  const { nodeLon, nodeLat } = extract;
  const lon = (nodeLon[from] + nodeLon[to]) / 2;
  const lat = (nodeLat[from] + nodeLat[to]) / 2;
  if (!ringContainsPoint(extract, ring, lon, lat)) return false;
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1];
    const b = ring[i];
    if (a === from || a === to || b === from || b === to) continue;
    if (
      segmentsCross(
        nodeLon[from],
        nodeLat[from],
        nodeLon[to],
        nodeLat[to],
        nodeLon[a],
        nodeLat[a],
        nodeLon[b],
        nodeLat[b],
      )
    ) {
      return false;
    }
  }
  return true;
}

function gatesOf(extract: OsmExtract, indexOf: Int32Array, report: OsmWalkReport): WalkGate[] {
  const gates: WalkGate[] = [];
  for (const [node, tags] of extract.nodeTags) {
    if (isGate(tags)) report.gatesInFile++;
    const policy = gatePolicy(tags);
    if (policy === null || indexOf[node] < 0) continue;
    report.gatesOnWays++;
    gates.push({ node: indexOf[node], policy, estateId: null, name: tags.name ?? '' });
  }
  return gates;
}

function barriersOf(extract: OsmExtract): WalkSource['barriers'] {
  const barriers: WalkSource['barriers'] = [];
  const push = (kind: 'water' | 'railway' | 'wall', nodes: number[]): void => {
    if (nodes.length < 2) return;
    const line: number[] = [];
    for (const node of nodes) line.push(extract.nodeLon[node], extract.nodeLat[node]);
    barriers.push({ kind, line });
  };
  for (const way of extract.ways) {
    const kind = barrierKind(way.tags);
    if (kind !== null) push(kind, way.nodes);
  }
  for (const relation of extract.relations) {
    if (barrierKind(relation.tags) !== 'water') continue;
    for (const polygon of relationPolygons(extract, relation).polygons) {
      push('water', polygon.outer);
      for (const hole of polygon.holes) push('water', hole);
    }
  }
  return barriers;
}

/** Whether any way of a source is for residents only; for the report of an import. */
export function residentsOnlyWays(walk: WalkSource): number {
  return walk.wayFlags.reduce((sum, flags) => sum + ((flags & WAY_FLAGS.residentsOnly) !== 0 ? 1 : 0), 0);
}
