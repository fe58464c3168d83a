import { stat } from 'node:fs/promises';
import { PbfReader } from 'pbf';
import { type OsmBlock, readOsmBlocks } from './osm-blocks.ts';
import { OsmFileError } from './osm-error.ts';
import { type OsmMember, type OsmTags, type OsmVisitor, visitPrimitiveBlock } from './osm-primitives.ts';

export interface OsmWay {
  id: number;
  /** Indexes of nodes; references to nodes outside the extract are dropped. */
  nodes: number[];
  tags: OsmTags;
}

export interface OsmRelation {
  id: number;
  members: OsmMember[];
  tags: OsmTags;
}

/** What the readers need of a file: all nodes' places, and ways and relations with tags. */
export interface OsmExtract {
  nodeLon: Float64Array;
  nodeLat: Float64Array;
  /** Tags of barrier and entrance nodes by node index. */
  nodeTags: Map<number, OsmTags>;
  ways: OsmWay[];
  wayIndexById: Map<number, number>;
  relations: OsmRelation[];
  /** Day of the data, ISO; the file's day where its header gives none. */
  date: string;
  /** References to nodes that are not in the file. */
  missingNodes: number;
}

const READ_FEATURES = new Set(['OsmSchema-V0.6', 'DenseNodes']);

/** Reads a whole .osm.pbf file. Throws `OsmFileError`. */
export async function readOsmExtract(
  path: string,
  onProgress?: (share: number) => void,
): Promise<OsmExtract> {
  const gathered = gatherer();
  let date = '';
  for await (const block of readOsmBlocks(path)) {
    if (block.type === 'OSMHeader') date = readHeader(block, path);
    else {
      try {
        visitPrimitiveBlock(block.data, gathered.visitor);
      } catch (error) {
        throw new OsmFileError(
          'broken-block',
          `${path} has a block that cannot be read, ending at byte ${block.readBytes} (${(error as Error).message}): download it again`,
        );
      }
    }
    onProgress?.(block.readBytes / block.totalBytes);
  }
  if (date === '') date = (await stat(path)).mtime.toISOString().slice(0, 10);
  return { ...gathered.finish(), date };
}

function readHeader(block: OsmBlock, path: string): string {
  const header = { features: [] as string[], timestamp: 0 };
  new PbfReader(block.data).readFields((tag, into, pbf) => {
    if (tag === 4) into.features.push(pbf.readString());
    else if (tag === 32) into.timestamp = pbf.readVarint(true);
  }, header);
  const unknown = header.features.find((feature) => !READ_FEATURES.has(feature));
  if (unknown !== undefined) {
    throw new OsmFileError(
      'unsupported-feature',
      `${path} needs the feature “${unknown}”, which is not read: make a plain extract with “osmium extract”`,
    );
  }
  return header.timestamp > 0 ? new Date(header.timestamp * 1000).toISOString().slice(0, 10) : '';
}

/** Collects in plain growing arrays; node numbers are looked up by binary search once all are known. */
function gatherer() {
  let capacity = 65536;
  let nodeId = new Float64Array(capacity);
  let lon = new Float64Array(capacity);
  let lat = new Float64Array(capacity);
  let count = 0;
  let isSorted = true;
  const tagged: { place: number; tags: OsmTags }[] = [];
  /** Their `nodes` are ids until all nodes are known. */
  const ways: OsmWay[] = [];
  const relations: OsmRelation[] = [];
  const grown = (array: Float64Array): Float64Array<ArrayBuffer> => {
    const larger = new Float64Array(capacity);
    larger.set(array);
    return larger;
  };
  const visitor: OsmVisitor = {
    node(id, nodeLon, nodeLat, tags) {
      if (count === capacity) {
        capacity *= 2;
        nodeId = grown(nodeId);
        lon = grown(lon);
        lat = grown(lat);
      }
      if (count > 0 && id < nodeId[count - 1]) isSorted = false;
      nodeId[count] = id;
      lon[count] = nodeLon;
      lat[count] = nodeLat;
      if (tags !== null && (tags.barrier !== undefined || tags.entrance !== undefined))
        tagged.push({ place: count, tags });
      count++;
    },
    way(id, refs, tags) {
      ways.push({ id, nodes: refs, tags });
    },
    relation(id, members, tags) {
      if (tags.type === 'multipolygon') relations.push({ id, members, tags });
    },
  };
  const finish = () => {
    const indexOf = nodeLookup(nodeId.subarray(0, count), isSorted);
    const wayIndexById = new Map<number, number>();
    let missingNodes = 0;
    ways.forEach(({ id, nodes }, way) => {
      let kept = 0;
      for (const ref of nodes) {
        const index = indexOf(ref);
        if (index < 0) missingNodes++;
        else nodes[kept++] = index;
      }
      nodes.length = kept;
      wayIndexById.set(id, way);
    });
    return {
      nodeLon: lon.slice(0, count),
      nodeLat: lat.slice(0, count),
      nodeTags: new Map(tagged.map(({ place, tags }) => [place, tags])),
      ways,
      wayIndexById,
      relations,
      missingNodes,
    };
  };
  return { visitor, finish };
}

/**
 * Index of a node by its id, -1 where the file has none. Ids of one way lie close together, so the search begins at the last one found
 * and doubles its step until it has passed the id.
 */
function nodeLookup(ids: Float64Array, isSorted: boolean): (id: number) => number {
  const order = isSorted ? null : Uint32Array.from(ids, (_, i) => i).sort((a, b) => ids[a] - ids[b]);
  const sorted = order === null ? ids : Float64Array.from(order, (i) => ids[i]);
  const last = sorted.length - 1;
  let place = 0;
  return (id) => {
    let low = place;
    let high = place;
    for (let step = 1; low > 0 && sorted[low] > id; step *= 2) low = Math.max(0, low - step);
    for (let step = 1; high < last && sorted[high] < id; step *= 2) high = Math.min(last, high + step);
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = sorted[middle];
      if (found === id) {
        place = middle;
        return order === null ? middle : order[middle];
      }
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  };
}
