/** One step forward of the store's shape. Never changed once released; a later one is added instead. */
export interface Migration {
  version: number;
  name: string;
  statements: string[];
  /** What follows from events is folded anew in a store that held some before. */
  derivesAnew?: true;
  /** What PostgreSQL needs besides: indexes. DuckDB prunes by the order of its rows. */
  postgres?: string[];
}
