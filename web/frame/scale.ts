/** Circumference of the earth at the equator of web mercator, metres. */
const EQUATOR_M = 40075016.686;
/** A tile of MapLibre is 512 CSS pixels wide at zoom 0. */
const TILE_PX = 512;

/** Ground metres of one CSS pixel at a latitude and a zoom. */
export function metresPerPixel(latitude: number, zoom: number): number {
  return (Math.cos((latitude * Math.PI) / 180) * EQUATOR_M) / (TILE_PX * 2 ** zoom);
}

/** The longest of 1, 2, 5 × 10ⁿ metres that is not longer than `mostM`. */
export function roundDistance(mostM: number): number {
  const power = 10 ** Math.floor(Math.log10(mostM));
  return ([5, 2, 1].find((step) => step * power <= mostM) ?? 1) * power;
}
