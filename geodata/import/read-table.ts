import { bytesSource } from './byte-source.ts';
import type { SourceFile, SourceRows } from './source-rows.ts';
import { openTable } from './table-stream.ts';

/** A whole table at once, for kinds of which nobody has a million rows. @throws {ImportRefusal} not-a-table */
export async function readTable(file: SourceFile): Promise<SourceRows> {
  const table = await openTable(bytesSource(file.fileName, file.bytes));
  const rows: SourceRows = {
    kind: 'table',
    columns: table.columns,
    cells: [],
    geometries: null,
    broken: [],
  };
  for await (const { first, cells, marks } of table.batches()) {
    for (const row of cells) rows.cells.push(row);
    for (const [place, { problem, undecodable }] of marks) {
      const why = problem ?? (undecodable ? 'it holds bytes that are no text' : null);
      if (why !== null) rows.broken.push({ row: first + place, problem: why });
    }
  }
  return rows;
}
