/**
 * Number of a tile along the Hilbert curves of all zooms, as PMTiles v3 numbers them: first zoom 0, then zoom 1, …
 * Doubles, not 32-bit integers: zoom 15 alone has 4^15 tiles.
 */
export function tileIdOf(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  let tx = x;
  let ty = y;
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const rx = (tx & side) > 0 ? 1 : 0;
    const ry = (ty & side) > 0 ? 1 : 0;
    id += side * side * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) {
        tx = side - 1 - (tx & (side - 1));
        ty = side - 1 - (ty & (side - 1));
      }
      const swap = tx;
      tx = ty;
      ty = swap;
    }
  }
  return id;
}

/** Longitude → horizontal place in the unit square of web mercator, 0 west … 1 east. */
export function mercatorX(lon: number): number {
  return lon / 360 + 0.5;
}

/** Latitude → vertical place in the unit square of web mercator, 0 north … 1 south. */
export function mercatorY(lat: number): number {
  const sin = Math.sin((lat * Math.PI) / 180);
  return 0.5 - (0.25 * Math.log((1 + sin) / (1 - sin))) / Math.PI;
}
