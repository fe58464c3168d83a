import { cpus, totalmem } from 'node:os';

/** One row of the benchmark table. `asked` is the figure to reach, null where none was set. */
export interface BenchRow {
  name: string;
  unit: string;
  measured: number;
  asked: number | null;
  better: 'lower' | 'higher';
  /** What it was compared with in the same run, and measured / rival. */
  rival?: string;
  ratio?: number;
  /** Input, sample size, spread. */
  note?: string;
}

export interface Sample {
  median: number;
  p95: number;
  min: number;
  max: number;
  runs: number;
}

/** Quantile by the nearest rank: the smallest value that at least `share` of the sample does not exceed. */
export function quantile(sorted: number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function summarize(values: number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    min: sorted[0],
    max: sorted[sorted.length - 1],
    runs: sorted.length,
  };
}

/** Times `work(i)` in milliseconds: `warmup` runs that do not count, then `runs` that do, one after the other. */
export async function time(
  work: (index: number) => unknown,
  options: { warmup: number; runs: number },
): Promise<Sample> {
  const values: number[] = [];
  for (let index = 0; index < options.warmup + options.runs; index++) {
    const started = performance.now();
    await work(index);
    if (index >= options.warmup) values.push(performance.now() - started);
  }
  return summarize(values);
}

export const spread = (sample: Sample) =>
  `median ${round(sample.median)}, p95 ${round(sample.p95)}, ${sample.runs} runs`;

export function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

export function machineLine(): string {
  const processor = cpus();
  return `${processor.length} × ${processor[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

/** The table as text, one row a line; ✗ marks a figure that was asked and not reached. */
export function formatTable(rows: BenchRow[]): string {
  const cells = rows.map((row) => [
    reached(row) === false ? '✗' : reached(row) ? '✓' : ' ',
    row.name,
    `${round(row.measured)} ${row.unit}`,
    row.asked === null ? '–' : `${row.better === 'lower' ? '≤' : '≥'} ${row.asked} ${row.unit}`,
    row.rival ? `${round(row.ratio ?? Number.NaN)} × ${row.rival}` : '',
    row.note ?? '',
  ]);
  const head = ['', 'what', 'measured', 'asked', 'against', 'note'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column].length)),
  );
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function reached(row: BenchRow): boolean | null {
  if (row.asked === null) return null;
  return row.better === 'lower' ? row.measured <= row.asked : row.measured >= row.asked;
}
