/** How a row is called in a report: tables count from 1 with the header. `row` counts from 0 without it. */
export function rowName(row: number): string {
  return `row ${row + 2}`;
}
