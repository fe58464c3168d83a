import { type BinGrid, binSql } from './bin-grid.ts';
import { PlaceIndex } from './place-index.ts';
import { unitsSql } from './request-filter.ts';
import type { Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';

/** Answers kept: each zoom of the whole, and some of what one drills into. */
const KEPT = 16;

/** Residents of bins by column and row. */
export class ResidentsInBins {
  readonly #bins = new PlaceIndex();
  readonly #residents: readonly number[];

  /** Parallel lists; each bin stands once. */
  constructor(xs: readonly number[], ys: readonly number[], residents: readonly number[]) {
    xs.forEach((x, row) => {
      this.#bins.of(x, ys[row]!);
    });
    this.#residents = residents;
  }

  /** 0 where nobody lives. */
  at(x: number, y: number): number {
    return this.#residents[this.#bins.find(x, y)] ?? 0;
  }
}

/** How many people live in each bin: asked once per state of the city, for homes do not move with every request. */
export class HomesInBins {
  private readonly kept = new Map<string, Promise<ResidentsInBins>>();

  at(context: StoreContext, scope: Scope, grid: BinGrid): Promise<ResidentsInBins> {
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
): Promise<ResidentsInBins> {
  const units = unitsSql(scope);
  const [xs, ys, residents] = await driver.columns(
    `SELECT ${binSql(memory, grid)}, sum(residents) AS residents FROM buildings
     WHERE residents > 0 ${units ? `AND ${units}` : ''} GROUP BY 1, 2`,
  );
  return new ResidentsInBins(xs as number[], ys as number[], residents as number[]);
}
