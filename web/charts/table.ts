export interface TableColumn {
  key: string;
  label: string;
  /** Numbers stand right, in numerals of one width. */
  isNumber?: boolean;
}

/** One text a column key. */
export type TableRow = Record<string, string>;
