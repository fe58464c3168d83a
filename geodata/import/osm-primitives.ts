import { PbfReader } from 'pbf';

export type OsmTags = Record<string, string>;

export interface OsmMember {
  type: 'node' | 'way' | 'relation';
  ref: number;
  role: string;
}

/** What a block hands out, in file order. Nodes without tags get `null`. */
export interface OsmVisitor {
  node(id: number, lon: number, lat: number, tags: OsmTags | null): void;
  way(id: number, refs: number[], tags: OsmTags): void;
  relation(id: number, members: OsmMember[], tags: OsmTags): void;
}

const MEMBER_TYPES: OsmMember['type'][] = ['node', 'way', 'relation'];
const NANO = 1e-9;

interface BlockFrame {
  strings: string[];
  granularity: number;
  latOffset: number;
  lonOffset: number;
}

/** Decodes one inflated `OSMData` block (field numbers: openstreetmap.org, PBF format, `osmformat.proto`). */
export function visitPrimitiveBlock(bytes: Uint8Array, visitor: OsmVisitor): void {
  const frame: BlockFrame = { strings: [], granularity: 100, latOffset: 0, lonOffset: 0 };
  const groups: { from: number; to: number }[] = [];
  const pbf = new PbfReader(bytes);
  pbf.readFields((tag, into, reader) => {
    if (tag === 1) into.strings = readStringTable(reader);
    else if (tag === 2) {
      // Groups may stand before the offsets that they need, so only their place is noted.
      const length = reader.readVarint();
      groups.push({ from: reader.pos, to: reader.pos + length });
      reader.pos += length;
    } else if (tag === 17) into.granularity = reader.readVarint();
    else if (tag === 19) into.latOffset = reader.readVarint(true);
    else if (tag === 20) into.lonOffset = reader.readVarint(true);
  }, frame);
  for (const group of groups) {
    pbf.pos = group.from;
    pbf.readFields(
      (tag, into, reader) => {
        if (tag === 1) visitNode(reader, into, visitor);
        else if (tag === 2) visitDense(reader, into, visitor);
        else if (tag === 3) visitWay(reader, into, visitor);
        else if (tag === 4) visitRelation(reader, into, visitor);
      },
      frame,
      group.to,
    );
  }
}

function readStringTable(reader: PbfReader): string[] {
  return reader.readMessage<string[]>((tag, strings, pbf) => {
    if (tag === 1) strings.push(pbf.readString());
  }, []);
}

function tagsOf(strings: string[], keys: number[], values: number[]): OsmTags {
  const tags: OsmTags = {};
  for (let i = 0; i < keys.length; i++) tags[strings[keys[i]]] = strings[values[i]];
  return tags;
}

function visitNode(reader: PbfReader, frame: BlockFrame, visitor: OsmVisitor): void {
  const node = reader.readMessage(
    (tag, into, pbf) => {
      if (tag === 1) into.id = pbf.readSVarint();
      else if (tag === 2) pbf.readPackedVarint(into.keys);
      else if (tag === 3) pbf.readPackedVarint(into.values);
      else if (tag === 8) into.lat = pbf.readSVarint();
      else if (tag === 9) into.lon = pbf.readSVarint();
    },
    { id: 0, lat: 0, lon: 0, keys: [] as number[], values: [] as number[] },
  );
  visitor.node(
    node.id,
    degrees(frame.lonOffset, frame.granularity, node.lon),
    degrees(frame.latOffset, frame.granularity, node.lat),
    node.keys.length > 0 ? tagsOf(frame.strings, node.keys, node.values) : null,
  );
}

function degrees(offset: number, granularity: number, value: number): number {
  return (offset + granularity * value) * NANO;
}

function visitDense(reader: PbfReader, frame: BlockFrame, visitor: OsmVisitor): void {
  const dense = reader.readMessage(
    (tag, into, pbf) => {
      if (tag === 1) pbf.readPackedSVarint(into.ids);
      else if (tag === 8) pbf.readPackedSVarint(into.lats);
      else if (tag === 9) pbf.readPackedSVarint(into.lons);
      else if (tag === 10) pbf.readPackedVarint(into.keysValues);
    },
    { ids: [] as number[], lats: [] as number[], lons: [] as number[], keysValues: [] as number[] },
  );
  const { strings } = frame;
  let id = 0;
  let lat = 0;
  let lon = 0;
  let at = 0;
  for (let i = 0; i < dense.ids.length; i++) {
    id += dense.ids[i];
    lat += dense.lats[i];
    lon += dense.lons[i];
    let tags: OsmTags | null = null;
    // Key, value, key, value, …, 0 for each node; the list is empty if no node of the group has tags.
    while (at < dense.keysValues.length && dense.keysValues[at] !== 0) {
      tags ??= {};
      tags[strings[dense.keysValues[at]]] = strings[dense.keysValues[at + 1]];
      at += 2;
    }
    at++;
    visitor.node(
      id,
      degrees(frame.lonOffset, frame.granularity, lon),
      degrees(frame.latOffset, frame.granularity, lat),
      tags,
    );
  }
}

function visitWay(reader: PbfReader, frame: BlockFrame, visitor: OsmVisitor): void {
  const way = reader.readMessage(
    (tag, into, pbf) => {
      if (tag === 1) into.id = pbf.readVarint(true);
      else if (tag === 2) pbf.readPackedVarint(into.keys);
      else if (tag === 3) pbf.readPackedVarint(into.values);
      else if (tag === 8) pbf.readPackedSVarint(into.refs);
    },
    { id: 0, refs: [] as number[], keys: [] as number[], values: [] as number[] },
  );
  sumUp(way.refs);
  visitor.way(way.id, way.refs, tagsOf(frame.strings, way.keys, way.values));
}

function visitRelation(reader: PbfReader, frame: BlockFrame, visitor: OsmVisitor): void {
  const relation = reader.readMessage(
    (tag, into, pbf) => {
      if (tag === 1) into.id = pbf.readVarint(true);
      else if (tag === 2) pbf.readPackedVarint(into.keys);
      else if (tag === 3) pbf.readPackedVarint(into.values);
      else if (tag === 8) pbf.readPackedVarint(into.roles);
      else if (tag === 9) pbf.readPackedSVarint(into.refs);
      else if (tag === 10) pbf.readPackedVarint(into.types);
    },
    {
      id: 0,
      keys: [] as number[],
      values: [] as number[],
      roles: [] as number[],
      refs: [] as number[],
      types: [] as number[],
    },
  );
  sumUp(relation.refs);
  const members = relation.refs.map((ref, i) => ({
    type: MEMBER_TYPES[relation.types[i]],
    ref,
    role: frame.strings[relation.roles[i]],
  }));
  visitor.relation(relation.id, members, tagsOf(frame.strings, relation.keys, relation.values));
}

/** References are stored as differences. */
function sumUp(values: number[]): void {
  for (let i = 1; i < values.length; i++) values[i] += values[i - 1];
}
