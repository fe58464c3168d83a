/** What a cell holds: `share` is a fraction of 1, `change` a count with its sign, `degrees` five decimals, `number` any number as it is. */
export type CellKind = 'text' | 'count' | 'change' | 'share' | 'minutes' | 'degrees' | 'number';

export interface SheetColumn {
  title: string;
  kind: CellKind;
  /** Letters that fit. */
  width: number;
}

/** A cell of another kind than its column. */
export interface OwnCell {
  kind: CellKind;
  value: string | number | null;
}
export type SheetCell = string | number | null | OwnCell;

/** One sheet of the workbook, as plain data: a row of titles that stays in sight, then the rows. */
export interface BookSheet {
  name: string;
  columns: SheetColumn[];
  rows: SheetCell[][];
  /** Number of columns at the left that stay in sight. */
  frozenColumns: number;
}
