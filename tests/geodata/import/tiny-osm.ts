import { deflateSync } from 'node:zlib';
import { PbfWriter } from 'pbf';
import { lonLat } from '../network/walk-fixtures.ts';

export interface TinyOsm {
  /** Places in metres; the id of a node is its number + 1. */
  nodes: [xM: number, yM: number, tags?: Record<string, string>][];
  /** Ways over the numbers of the nodes. */
  ways: { nodes: number[]; tags: Record<string, string> }[];
}

/** A .osm.pbf file as osmium writes it: a header block, dense nodes, ways; zlib. */
export function tinyOsmPbf({ nodes, ways }: TinyOsm): Uint8Array {
  const strings = [''];
  const stringOf = (text: string): number => {
    if (!strings.includes(text)) strings.push(text);
    return strings.indexOf(text);
  };
  // 100 nanodegrees, the default granularity.
  const units = (degrees: number): number => Math.round(degrees * 1e7);
  const places = nodes.map(([x, y]) => lonLat(x, y));
  const tagsOfNodes = nodes.flatMap(([, , tags = {}]) => [
    ...Object.entries(tags).flatMap(([key, value]) => [stringOf(key), stringOf(value)]),
    0,
  ]);
  const dense = new PbfWriter();
  dense.writePackedSVarint(1, differences(nodes.map((_, number) => number + 1)));
  dense.writePackedSVarint(8, differences(places.map(([, lat]) => units(lat))));
  dense.writePackedSVarint(9, differences(places.map(([lon]) => units(lon))));
  dense.writePackedVarint(10, tagsOfNodes);
  const group = new PbfWriter();
  group.writeBytesField(2, dense.finish());
  ways.forEach(({ nodes: refs, tags }, number) => {
    const way = new PbfWriter();
    way.writeVarintField(1, number + 1);
    way.writePackedVarint(2, Object.keys(tags).map(stringOf));
    way.writePackedVarint(3, Object.values(tags).map(stringOf));
    way.writePackedSVarint(8, differences(refs.map((ref) => ref + 1)));
    group.writeBytesField(3, way.finish());
  });
  const table = new PbfWriter();
  for (const text of strings) table.writeStringField(1, text);
  const data = new PbfWriter();
  data.writeBytesField(1, table.finish());
  data.writeBytesField(2, group.finish());
  const header = new PbfWriter();
  header.writeStringField(4, 'OsmSchema-V0.6');
  header.writeStringField(4, 'DenseNodes');
  return Buffer.concat([...block('OSMHeader', header.finish()), ...block('OSMData', data.finish())]);
}

function differences(values: number[]): number[] {
  return values.map((value, i) => value - (values[i - 1] ?? 0));
}

function block(type: string, bytes: Uint8Array): Uint8Array[] {
  const blob = new PbfWriter();
  blob.writeVarintField(2, bytes.length);
  blob.writeBytesField(3, deflateSync(bytes));
  const body = blob.finish();
  const header = new PbfWriter();
  header.writeStringField(1, type);
  header.writeVarintField(3, body.length);
  const head = header.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return [length, head, body];
}
