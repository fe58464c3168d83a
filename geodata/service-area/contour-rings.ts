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
  starts: Int32Array;
  trail: Float64Array;
  lower: Int32Array;
  upper: Int32Array;
}

export function createContourScratch(): ContourScratch {
  return {
    next: new Int32Array(0),
    starts: new Int32Array(0),
    trail: new Float64Array(0),
    lower: new Int32Array(0),
    upper: new Int32Array(0),
  };
}

/** Neighbouring points of one street differ by their distance; half as much again leaves room for steps. More is a break. */
export const BREAK = 1.5;

/**
 * Marching squares: closed rings around the points with `value ≤ level`, as flat `[column, row, …]` in fractions of the
 * field, first point not repeated; inside lies to the left, so outer rings run counter-clockwise and holes clockwise.
 * Between two points of a continuous field the line lies where the value is `level`; at a break (another street's
 * territory, a barrier, the end of the off-street spread) where the two streets are equally far, or nearer if the walk
 * ends before.
 * Corners that touch diagonally stay apart, so that rings of a lower level always lie inside those of a higher one.
 * The rings are parts of the scratch: the next call with it writes over them.
 */
export function contourRings(
  field: TimeField,
  window: FieldWindow,
  level: number,
  scratch: ContourScratch,
): Float64Array[] {
  // Rows as long as a power of two: row and column of a point are then taken apart by shifting.
  const shift = 32 - Math.clz32(window.toColumn - window.fromColumn);
  const startCount = linkCrossings(field, window, level, shift, scratch);
  if (scratch.trail.length < 2 * startCount) scratch.trail = new Float64Array(3 * startCount);
  const { next, starts, trail } = scratch;
  const rings: Float64Array[] = [];
  let end = 0;
  for (let i = 0; i < startCount; i++) {
    if (next[starts[i]] < 0) continue;
    const begin = end;
    let crossing = starts[i];
    while (next[crossing] >= 0) {
      const following = next[crossing];
      next[crossing] = -1;
      placeCrossing(field, window, level, shift, crossing, trail, end);
      end += 2;
      crossing = following;
    }
    rings.push(trail.subarray(begin, end));
  }
  return rings;
}

/**
 * Sides of a square that the line enters and leaves by, for the 16 ways its corners (1 lower left, 2 lower right, 4 upper right,
 * 8 upper left) may be inside; sides are 0 bottom, 1 right, 2 top, 3 left. The second pieces of 5 and 10 follow below.
 */
const ENTERS = Uint8Array.of(0, 0, 1, 1, 2, 0, 2, 2, 3, 0, 1, 1, 3, 0, 3, 0);
const LEAVES = Uint8Array.of(0, 3, 0, 3, 1, 3, 0, 3, 2, 2, 0, 2, 1, 1, 0, 0);

/**
 * Number of a crossing: 2 × point for the line to the point's right neighbour, 2 × point + 1 for the line to its upper
 * neighbour (point = row << shift | column within the window). `next[from] = to` for every piece of line; `starts` are all
 * that lead on, in the order of rows, and their count is returned.
 * Rows are read once, as one bit a point: nearly all squares are wholly in or out, and 32 of them are passed over at once.
 */
function linkCrossings(
  field: TimeField,
  window: FieldWindow,
  level: number,
  shift: number,
  scratch: ContourScratch,
): number {
  const width = window.toColumn - window.fromColumn + 1;
  const height = window.toRow - window.fromRow + 1;
  const words = (width + 31) >> 5;
  makeRoom(scratch, height << shift, words + 1);
  const { next } = scratch;
  let { lower, upper, starts } = scratch;
  let startCount = 0;
  const side = Int32Array.of(0, 3, 2 << shift, 1);
  readRow(field, window, window.fromRow, width, level, lower);
  for (let row = 0; row < height - 1; row++) {
    readRow(field, window, window.fromRow + row + 1, width, level, upper);
    if (starts.length < startCount + 4 * width) {
      starts = new Int32Array(2 * (startCount + 4 * width));
      starts.set(scratch.starts);
      scratch.starts = starts;
    }
    for (let word = 0; word < words; word++) {
      const low = lower[word];
      const high = upper[word];
      const lowRight = (low >>> 1) | (lower[word + 1] << 31);
      const highRight = (high >>> 1) | (upper[word + 1] << 31);
      let mixed = (low ^ lowRight) | (high ^ highRight) | (low ^ high);
      while (mixed !== 0) {
        const bit = 31 - Math.clz32(mixed & -mixed);
        mixed &= mixed - 1;
        const corners =
          ((low >>> bit) & 1) |
          (((lowRight >>> bit) & 1) << 1) |
          (((highRight >>> bit) & 1) << 2) |
          (((high >>> bit) & 1) << 3);
        const square = 2 * ((row << shift) | (word * 32 + bit));
        const from = square + side[ENTERS[corners]];
        next[from] = square + side[LEAVES[corners]];
        starts[startCount++] = from;
        if (corners === 5 || corners === 10) {
          const second = square + side[corners === 5 ? 2 : 3];
          next[second] = square + side[corners === 5 ? 1 : 2];
          starts[startCount++] = second;
        }
      }
    }
    [lower, upper] = [upper, lower];
  }
  return startCount;
}

function makeRoom(scratch: ContourScratch, points: number, words: number): void {
  if (scratch.next.length < 2 * points) scratch.next = new Int32Array(2 * points);
  if (scratch.lower.length < words) {
    scratch.lower = new Int32Array(words);
    scratch.upper = new Int32Array(words);
  }
}

/** One bit for each point of a row, set where its value is at most the level; the word after the last is 0. */
function readRow(
  field: TimeField,
  window: FieldWindow,
  row: number,
  width: number,
  level: number,
  into: Int32Array,
): void {
  const { timeDm } = field;
  const first = row * field.columns + window.fromColumn;
  const above = level + 1;
  let word = 0;
  for (let column = 0; column < width; word++) {
    const end = Math.min(column + 32, width);
    let bits = 0;
    for (let bit = 0; column < end; column++, bit++) {
      // The sign of the difference: no value is below 0, so it never overflows.
      bits |= (((timeDm[first + column] - above) | 0) >>> 31) << bit;
    }
    into[word] = bits;
  }
  into[word] = 0;
}

function placeCrossing(
  field: TimeField,
  window: FieldWindow,
  level: number,
  shift: number,
  crossing: number,
  trail: Float64Array,
  at: number,
): void {
  const isUpward = (crossing & 1) === 1;
  const row = window.fromRow + (crossing >> (shift + 1));
  const column = window.fromColumn + ((crossing >> 1) & ((1 << shift) - 1));
  const a = row * field.columns + column;
  const b = isUpward ? a + field.columns : a + 1;
  const share = field.timeDm[a] <= level ? inShare(field, a, b, level) : 1 - inShare(field, b, a, level);
  trail[at] = isUpward ? column : column + share;
  trail[at + 1] = isUpward ? row + share : row;
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
