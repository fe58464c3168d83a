import type { PaperPoint } from './map-frame.ts';

/** A text on the map: around `at`, where it finds room. */
export interface MapLabel {
  text: string;
  at: PaperPoint;
  /** Height of the letters, millimetres. */
  sizeMm: number;
  /** Distance that it keeps from `at`; 0 = it may stand on it, or somewhere near. */
  awayMm: number;
}

/** Where a label came to stand: the middle of its base line. */
export interface PlacedLabel extends MapLabel {
  x: number;
  y: number;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Directions that are tried, best first. */
const AROUND: readonly (readonly [number, number])[] = [
  [1, -1],
  [-1, -1],
  [1, 1],
  [-1, 1],
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
];

const AT_PLACE = [[0, 0]] as const;
/** How far a label that may stand on its place goes from it where others stand there already. */
const NEAR_MM = [0, 3.5, 7, 10.5];
/** Room between two labels, so that 15 beside 14 does not read 1514. */
const GAP_MM = 0.35;

/** A letter of the Latin alphabet or a digit is about half as wide as high, a Chinese character as wide as high. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const letter of text) width += letter.charCodeAt(0) < 0x2000 ? 0.58 * size : size;
  return width;
}

/**
 * Places labels one after the other, where none has been before. One that finds no room is left out if it may be (it stands on its place),
 * and else stands at its best place all the same: a station without its number would be lost.
 */
export function placeLabels(labels: readonly MapLabel[], taken: readonly Box[] = []): PlacedLabel[] {
  const boxes = [...taken];
  const placed: PlacedLabel[] = [];
  for (const label of labels) {
    const candidates = candidatesOf(label);
    const free = candidates.find(({ box }) => boxes.every((other) => !overlaps(box, other)));
    const chosen = free ?? (label.awayMm === 0 ? undefined : candidates[0]);
    if (chosen === undefined) continue;
    boxes.push(chosen.box);
    placed.push({ ...label, x: chosen.x, y: chosen.y });
  }
  return placed;
}

function candidatesOf(label: MapLabel): { box: Box; x: number; y: number }[] {
  const { text, at, sizeMm, awayMm } = label;
  const width = textWidth(text, sizeMm);
  const middles =
    awayMm === 0
      ? NEAR_MM.flatMap((near) => around(near === 0 ? AT_PLACE : AROUND, at, near, near))
      : around(AROUND, at, awayMm + width / 2, 0.8 * (awayMm + sizeMm / 2));
  return middles.map(([x, y]) => ({
    box: {
      left: x - width / 2 - GAP_MM,
      right: x + width / 2 + GAP_MM,
      top: y - sizeMm / 2,
      bottom: y + sizeMm / 2,
    },
    x,
    y: y + sizeMm * 0.36,
  }));
}

function around(
  directions: readonly (readonly [number, number])[],
  [x, y]: PaperPoint,
  stepX: number,
  stepY: number,
): PaperPoint[] {
  return directions.map(([dx, dy]) => [x + dx * stepX, y + dy * stepY]);
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Room that a sign takes. */
export function boxAround([x, y]: PaperPoint, halfMm: number): Box {
  return { left: x - halfMm, top: y - halfMm, right: x + halfMm, bottom: y + halfMm };
}
