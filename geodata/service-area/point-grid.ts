/** Points in a grid of square cells: those of cell c are `items[first[c]]` … `items[first[c + 1] - 1]`, ascending. */
export interface PointGrid {
  cellDm: number;
  minX: number;
  minY: number;
  columns: number;
  rows: number;
  first: Uint32Array;
  items: Uint32Array;
}

/** 4 M cells are 16 MB; a city with a point far outside gets larger cells instead of more of them. */
const MOST_CELLS = 4_000_000;

/**
 * Grid over the points `chosen` of `x`, `y` (decimetres). `cellDm` of the answer is the asked one, doubled as often as
 * needed to keep the grid small.
 */
export function pointGrid(x: Int32Array, y: Int32Array, chosen: Uint32Array, askedCellDm: number): PointGrid {
  let minX = 0;
  let minY = 0;
  let maxX = 0;
  let maxY = 0;
  chosen.forEach((point, i) => {
    if (i === 0 || x[point] < minX) minX = x[point];
    if (i === 0 || x[point] > maxX) maxX = x[point];
    if (i === 0 || y[point] < minY) minY = y[point];
    if (i === 0 || y[point] > maxY) maxY = y[point];
  });
  let cellDm = askedCellDm;
  const along = (length: number): number => Math.floor(length / cellDm) + 1;
  while (along(maxX - minX) * along(maxY - minY) > MOST_CELLS) cellDm *= 2;
  const columns = along(maxX - minX);
  const rows = along(maxY - minY);
  const cellOf = (point: number): number =>
    Math.floor((y[point] - minY) / cellDm) * columns + Math.floor((x[point] - minX) / cellDm);
  const first = new Uint32Array(columns * rows + 1);
  for (const point of chosen) first[cellOf(point) + 1]++;
  for (let c = 0; c < columns * rows; c++) first[c + 1] += first[c];
  const items = new Uint32Array(chosen.length);
  const fill = first.slice(0, columns * rows);
  for (const point of chosen) items[fill[cellOf(point)]++] = point;
  return { cellDm, minX, minY, columns, rows, first, items };
}
