import type { Geometry } from 'geojson';
import { rowName } from './row-name.ts';

/** Rows of a table or features of a map, in one form: named text columns and, for features, a geometry. */
export interface SourceRows {
  kind: 'table' | 'features';
  columns: string[];
  /** Trimmed texts, one array a row, parallel to `columns`; '' = empty. */
  cells: string[][];
  /** Parallel to `cells`; null for a table. */
  geometries: (Geometry | null)[] | null;
  /** Rows that could not be read at all: said in the report. */
  broken: { row: number; problem: string }[];
}

export interface SourceFile {
  fileName: string;
  bytes: Buffer;
}

/** How people call a row: tables count from 1 with the header, features from 1. */
export function placeOf(source: SourceRows, row: number): string {
  if (source.kind === 'table') return rowName(row);
  const name = nameOf(source, row);
  return name === '' ? `feature ${row + 1}` : `feature ${row + 1} (${name})`;
}

const NAME_COLUMNS = ['name', 'NAME', '名称', 'community', 'id'];

function nameOf(source: SourceRows, row: number): string {
  for (const column of NAME_COLUMNS) {
    const index = source.columns.indexOf(column);
    if (index >= 0 && source.cells[row][index] !== '') return source.cells[row][index];
  }
  return '';
}
