/** Times on a surface, and how far off its street each point lies; both by point = row × columns + column. */
export interface TimeField {
  columns: number;
  spacingDm: number;
  timeDm: Int32Array;
  /** `NOBODYS` where no street is near. */
  offDm: Uint16Array;
  /** Farthest that anything lies off its street. */
  maxOffDm: number;
}

export const NOBODYS = 0xffff;

/** Part of a field to draw in, ends included; its border must lie outside of every level. */
export interface FieldWindow {
  fromColumn: number;
  fromRow: number;
  toColumn: number;
  toRow: number;
}

/** Room for `contourRings`, kept between drawings. */
export interface ContourScratch {
  next: Int32Array;
}

export function createContourScratch(): ContourScratch {
  return { next: new Int32Array(0) };
}

/** Neighbouring points of one street differ by their distance; half as much again leaves room for steps. More is a break. */
const BREAK = 1.5;

/**
 * Marching squares: closed rings around the points with `value ≤ level`, as flat `[column, row, …]` in fractions of the
 * field, first point not repeated; inside lies to the left, so outer rings run counter-clockwise and holes clockwise.
 * Between two points of a continuous field the line lies where the value is `level`; at a break (another street's
 * territory, a barrier, the end of the off-street spread) where the two streets are equally far, or nearer if the walk
 * ends before.
 * Corners that touch diagonally stay apart, so that rings of a lower level always lie inside those of a higher one.
 */
export function contourRings(
  field: TimeField,
  window: FieldWindow,
  level: number,
  scratch: ContourScratch,
): Float64Array[] {
  const width = window.toColumn - window.fromColumn + 1;
  const height = window.toRow - window.fromRow + 1;
  if (scratch.next.length < 2 * width * height) scratch.next = new Int32Array(2 * width * height);
  const starts = linkCrossings(field.timeDm, field.columns, window, width, height, level, scratch.next);
  const rings: Float64Array[] = [];
  const trail: number[] = [];
  for (const start of starts) {
    if (scratch.next[start] < 0) continue;
    trail.length = 0;
    let crossing = start;
    while (scratch.next[crossing] >= 0) {
      const following = scratch.next[crossing];
      scratch.next[crossing] = -1;
      pushCrossing(field, window, width, level, crossing, trail);
      crossing = following;
    }
    rings.push(Float64Array.from(trail));
  }
  return rings;
}

/**
 * Number of a crossing: 2 × point for the line to the point's right neighbour, 2 × point + 1 for the line to its upper
 * neighbour (points numbered within the window). `next[from] = to` for every piece of line; returns all that lead on.
 */
function linkCrossings(
  field: Int32Array,
  columns: number,
  window: FieldWindow,
  width: number,
  height: number,
  level: number,
  next: Int32Array,
): number[] {
  const starts: number[] = [];
  const link = (from: number, to: number): void => {
    next[from] = to;
    starts.push(from);
  };
  for (let row = 0; row < height - 1; row++) {
    const line = (window.fromRow + row) * columns + window.fromColumn;
    // The right side of one square is the left side of the next.
    let right1 = field[line] <= level ? 1 : 0;
    let right8 = field[line + columns] <= level ? 8 : 0;
    for (let column = 0; column < width - 1; column++) {
      const at = line + column + 1;
      const left = right1 | right8;
      right1 = field[at] <= level ? 1 : 0;
      right8 = field[at + columns] <= level ? 8 : 0;
      const mask = left | (right1 << 1) | (right8 >> 1);
      if (mask === 0 || mask === 15) continue;
      const point = row * width + column;
      const bottom = 2 * point;
      const leftSide = bottom + 1;
      const rightSide = leftSide + 2;
      const top = bottom + 2 * width;
      if (mask === 1) link(bottom, leftSide);
      else if (mask === 2) link(rightSide, bottom);
      else if (mask === 3) link(rightSide, leftSide);
      else if (mask === 4) link(top, rightSide);
      else if (mask === 6) link(top, bottom);
      else if (mask === 7) link(top, leftSide);
      else if (mask === 8) link(leftSide, top);
      else if (mask === 9) link(bottom, top);
      else if (mask === 11) link(rightSide, top);
      else if (mask === 12) link(leftSide, rightSide);
      else if (mask === 13) link(bottom, rightSide);
      else if (mask === 14) link(leftSide, bottom);
      else if (mask === 5) {
        link(bottom, leftSide);
        link(top, rightSide);
      } else {
        link(rightSide, bottom);
        link(leftSide, top);
      }
    }
  }
  return starts;
}

function pushCrossing(
  field: TimeField,
  window: FieldWindow,
  width: number,
  level: number,
  crossing: number,
  trail: number[],
): void {
  const isUpward = (crossing & 1) === 1;
  const row = window.fromRow + Math.floor((crossing >> 1) / width);
  const column = window.fromColumn + ((crossing >> 1) % width);
  const a = row * field.columns + column;
  const b = isUpward ? a + field.columns : a + 1;
  const share = field.timeDm[a] <= level ? inShare(field, a, b, level) : 1 - inShare(field, b, a, level);
  trail.push(isUpward ? column : column + share, isUpward ? row + share : row);
}

/** How far from the inner towards the outer point the line lies, 0…1. */
function inShare(field: TimeField, inner: number, outer: number, level: number): number {
  const { spacingDm, timeDm, offDm } = field;
  const rise = timeDm[outer] - timeDm[inner];
  const left = level - timeDm[inner];
  if (rise <= BREAK * spacingDm) return between(left / rise);
  // Towards the other street one comes off the own by as much as one comes nearer to the other.
  const border =
    offDm[outer] === NOBODYS
      ? (field.maxOffDm - offDm[inner]) / spacingDm
      : 0.5 + (offDm[outer] - offDm[inner]) / (2 * spacingDm);
  return between(Math.min(border, left / spacingDm));
}

/** Never on a point itself, which is clearly in or out: a home there would be on the line. */
function between(share: number): number {
  return Math.max(0.01, Math.min(share, 0.99));
}
