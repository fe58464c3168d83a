import type { Box } from './rails.ts';

/** A box of the layout as a style. */
export function placeBox({ left, top, width, height }: Box): Record<string, string> {
  return { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
}
