/** Polylines in a grid of square cells; an item is the index of a segment's first point (its second is the next one). */
export interface SegmentGrid {
  cellDm: number;
  minX: number;
  minY: number;
  columns: number;
  rows: number;
  /** CSR: items of cell c are `first[c]` … `first[c + 1] - 1`. */
  first: Uint32Array;
  items: Uint32Array;
}

/** Grid over the segments of lines `firstPoint[l]` … `firstPoint[l + 1] - 1` of which `take(l)` is true. */
export function segmentGrid(
  firstPoint: Uint32Array,
  x: Int32Array,
  y: Int32Array,
  cellDm: number,
  take: (line: number) => boolean,
): SegmentGrid {
  let minX = 0;
  let minY = 0;
  let maxX = 0;
  let maxY = 0;
  if (x.length > 0) {
    minX = maxX = x[0];
    minY = maxY = y[0];
  }
  for (let i = 1; i < x.length; i++) {
    if (x[i] < minX) minX = x[i];
    if (x[i] > maxX) maxX = x[i];
    if (y[i] < minY) minY = y[i];
    if (y[i] > maxY) maxY = y[i];
  }
  const columns = Math.floor((maxX - minX) / cellDm) + 1;
  const rows = Math.floor((maxY - minY) / cellDm) + 1;
  const grid: SegmentGrid = {
    cellDm,
    minX,
    minY,
    columns,
    rows,
    first: new Uint32Array(columns * rows + 1),
    items: new Uint32Array(0),
  };
  const eachCell = (visit: (cell: number, point: number) => void): void => {
    for (let line = 0; line < firstPoint.length - 1; line++) {
      if (!take(line)) continue;
      for (let i = firstPoint[line]; i < firstPoint[line + 1] - 1; i++) {
        visitCells(grid, x[i], y[i], x[i + 1], y[i + 1], (cell) => visit(cell, i));
      }
    }
  };
  eachCell((cell) => grid.first[cell + 1]++);
  for (let c = 0; c < columns * rows; c++) grid.first[c + 1] += grid.first[c];
  grid.items = new Uint32Array(grid.first[columns * rows]);
  const fill = grid.first.slice(0, columns * rows);
  eachCell((cell, point) => {
    grid.items[fill[cell]++] = point;
  });
  return grid;
}

/** Every cell that the segment touches: row by row, from where it enters the row to where it leaves it. */
function visitCells(
  grid: SegmentGrid,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  visit: (cell: number) => void,
): void {
  const { cellDm, minX, minY, columns } = grid;
  const lowX = y0 <= y1 ? x0 : x1;
  const lowY = Math.min(y0, y1);
  const highX = y0 <= y1 ? x1 : x0;
  const highY = Math.max(y0, y1);
  const firstRow = Math.floor((lowY - minY) / cellDm);
  const lastRow = Math.floor((highY - minY) / cellDm);
  for (let row = firstRow; row <= lastRow; row++) {
    let enter = lowX;
    let leave = highX;
    if (highY > lowY) {
      const bottom = Math.max(lowY, minY + row * cellDm);
      const top = Math.min(highY, minY + (row + 1) * cellDm);
      enter = lowX + ((highX - lowX) * (bottom - lowY)) / (highY - lowY);
      leave = lowX + ((highX - lowX) * (top - lowY)) / (highY - lowY);
    }
    const firstColumn = Math.floor((Math.min(enter, leave) - minX) / cellDm);
    const lastColumn = Math.min(columns - 1, Math.floor((Math.max(enter, leave) - minX) / cellDm));
    for (let column = firstColumn; column <= lastColumn; column++) visit(row * columns + column);
  }
}
