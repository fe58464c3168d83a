import type { Map as MapLibreMap } from 'maplibre-gl';

/**
 * The map as it stands on screen, copied onto a canvas of its own, with what deck draws over it. A WebGL canvas may be read only in the
 * turn in which it was drawn: both are drawn anew, then read at once.
 * @throws where the browser gives no canvas
 */
export async function mapPicture(map: MapLibreMap): Promise<HTMLCanvasElement> {
  const own = map.getCanvas();
  const others = [...map.getContainer().querySelectorAll('canvas')].filter((canvas) => canvas !== own);
  const drawOthers = others.length === 0 ? null : (await import('./deck-overlay.ts')).drawDeckNow;
  const copy = document.createElement('canvas');
  copy.width = own.width;
  copy.height = own.height;
  const pen = copy.getContext('2d', { willReadFrequently: true });
  if (pen === null) throw new Error('no canvas');
  map.redraw();
  pen.drawImage(own, 0, 0);
  drawOthers?.(map);
  for (const canvas of others) pen.drawImage(canvas, 0, 0, copy.width, copy.height);
  return copy;
}
