import { describe, expect, it } from 'vitest';
import { formatTable, quantile, summarize, time } from './harness.ts';

describe('the benchmark harness', () => {
  it('takes quantiles by the nearest rank', () => {
    const sorted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(quantile(sorted, 0.5)).toBe(5);
    expect(quantile(sorted, 0.95)).toBe(10);
    expect(quantile([7], 0.95)).toBe(7);
    expect(summarize([3, 1, 2])).toEqual({ median: 2, p95: 3, min: 1, max: 3, runs: 3 });
  });

  it('does not count the warm-up', async () => {
    const seen: number[] = [];
    const sample = await time((index) => seen.push(index), { warmup: 2, runs: 3 });
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(sample.runs).toBe(3);
  });

  it('marks what was not reached', () => {
    const table = formatTable([
      { name: 'fast', unit: 'ms', measured: 2, asked: 3, better: 'lower' },
      { name: 'slow', unit: 'ms', measured: 4, asked: 3, better: 'lower' },
      { name: 'free', unit: 'ms', measured: 4, asked: null, better: 'lower' },
    ]);
    expect(table.split('\n').map((line) => line[0])).toEqual([' ', '✓', '✗', ' ']);
  });
});
