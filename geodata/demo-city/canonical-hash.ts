import { createHash, type Hash } from 'node:crypto';
import type { CityData } from '../model/city-data.ts';
import type { RequestColumns } from '../model/service-request.ts';
import type { WhistleHistory } from '../model/whistle.ts';

/**
 * SHA-256 over the canonical export of a city, its 诉求 and whistles (read after the 诉求): every value in a fixed order, numbers as the shortest decimal that
 * gives them back, columns as little-endian bytes. Equal hashes mean equal demos.
 */
export function canonicalHash(
  city: CityData,
  requests: Iterable<RequestColumns>,
  whistles: Iterable<WhistleHistory>,
): string {
  const hash = createHash('sha256');
  const { shapes, walk, ...rest } = city;
  for (const key of Object.keys(rest).sort() as (keyof typeof rest)[]) {
    hash.update(`\n${key}\n`);
    for (const row of rest[key]) hash.update(`${canonicalText(row)}\n`);
  }
  hash.update('\nshapes\n');
  for (const id of [...shapes.keys()].sort()) hash.update(`${id} ${canonicalText(shapes.get(id))}\n`);
  hash.update('\nwalk\n');
  updateRecord(hash, walk);
  for (const columns of requests) {
    hash.update('\nrequests\n');
    updateRecord(hash, columns);
  }
  hash.update('\nwhistles\n');
  for (const whistle of whistles) hash.update(`${canonicalText(whistle)}\n`);
  return hash.digest('hex');
}

function updateRecord(hash: Hash, record: object): void {
  for (const [key, value] of Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${key} `);
    if (ArrayBuffer.isView(value))
      hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    else hash.update(canonicalText(value instanceof Map ? [...value] : value));
  }
}

/** JSON with the keys of objects in alphabetical order. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each === null || typeof each !== 'object' || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
