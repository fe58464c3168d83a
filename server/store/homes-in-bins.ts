import { type BinGrid, binSql } from './bin-grid.ts';
import { unitsSql } from './request-filter.ts';
import type { Scope } from './store.ts';
import type { StoreContext } from './store-context.ts';

/** Answers kept: each zoom of the whole, and some of what one drills into. */
const KEPT = 16;

/** Rows of the finest bins are fewer than this, north and south together. */
const MOST_ROWS = 2 ** 20;

/** One number for a column and a row. */
export function binKey(x: number, y: number): number {
  return x * MOST_ROWS + y;
}

/** How many people live in each bin: asked once per state of the city, for homes do not move with every request. */
export class HomesInBins {
  private readonly kept = new Map<string, Promise<Map<number, number>>>();

  /** Residents by `binKey`; bins without any are left out. */
  at(context: StoreContext, scope: Scope, grid: BinGrid): Promise<Map<number, number>> {
    const key = `${context.cityVersion} ${scope.id} ${grid.halvings}`;
    let answer = this.kept.get(key);
    if (!answer) {
      answer = readResidents(context, scope, grid);
      // A failure is not kept: the next question tries again.
      answer.catch(() => this.kept.delete(key));
      if (this.kept.size >= KEPT) this.kept.delete(this.kept.keys().next().value!);
      this.kept.set(key, answer);
    }
    return answer;
  }
}

async function readResidents(
  { memory, driver }: StoreContext,
  scope: Scope,
  grid: BinGrid,
): Promise<Map<number, number>> {
  const units = unitsSql(scope);
  const [xs, ys, residents] = await driver.columns(
    `SELECT ${binSql(memory, grid)}, sum(residents) AS residents FROM buildings
     WHERE residents > 0 ${units ? `AND ${units}` : ''} GROUP BY 1, 2`,
  );
  return new Map(xs.map((x, row) => [binKey(x as number, ys[row] as number), residents[row] as number]));
}
