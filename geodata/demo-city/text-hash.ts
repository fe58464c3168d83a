/**
 * A text (an id, say) and a seed as 0 ≤ x < 1: a fixed property of a thing that does not depend on the order in which things are met.
 * FNV-1a with the finalizer of MurmurHash3, both in the public domain.
 */
export function textShare(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}
