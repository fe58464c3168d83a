/** Position of a cell on a Hilbert curve of 2^16 × 2^16 cells: near cells get near numbers. `x`, `y` are 0…65535. */
export function hilbertIndex(x: number, y: number): number {
  let index = 0;
  let cx = x;
  let cy = y;
  for (let side = 32768; side > 0; side >>= 1) {
    const right = (cx & side) > 0 ? 1 : 0;
    const up = (cy & side) > 0 ? 1 : 0;
    index = index * 4 + ((3 * right) ^ up);
    if (up === 0) {
      if (right === 1) {
        cx = 65535 - cx;
        cy = 65535 - cy;
      }
      const swapped = cx;
      cx = cy;
      cy = swapped;
    }
  }
  return index;
}

/** Old indexes of points in the order of a Hilbert curve over their bounding box. */
export function hilbertOrder(x: Int32Array, y: Int32Array): Uint32Array {
  const count = x.length;
  let minX = 0;
  let minY = 0;
  let span = 1;
  if (count > 0) {
    let maxX = x[0];
    let maxY = y[0];
    minX = maxX;
    minY = maxY;
    for (let i = 1; i < count; i++) {
      if (x[i] < minX) minX = x[i];
      if (x[i] > maxX) maxX = x[i];
      if (y[i] < minY) minY = y[i];
      if (y[i] > maxY) maxY = y[i];
    }
    span = Math.max(1, maxX - minX, maxY - minY);
  }
  const scale = 65535 / span;
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    // The index has 32 bits; the low 20 bits of the key carry the point's number, so that one numeric sort orders both.
    const index = hilbertIndex(Math.floor((x[i] - minX) * scale), Math.floor((y[i] - minY) * scale));
    keys[i] = index * 1048576 + (i & 1048575);
  }
  if (count > 1048576) return sortedByKey(keys);
  keys.sort();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = keys[i] % 1048576;
  return order;
}

function sortedByKey(keys: Float64Array): Uint32Array {
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => keys[a] - keys[b] || a - b);
}
