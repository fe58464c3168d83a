/**
 * Citus: the tables of facts are spread over the workers by the key that their questions join on, so that a request lies with its events
 * and every statistic is added up where the rows are. Not by community: a row of facts names its cell, and the events of a request name
 * no place at all. Only run where the extension is installed in the database; it could not be tried against a real Citus here.
 */
const DISTRIBUTED = [
  { table: 'requests', by: 'request_id', with: 'none' },
  { table: 'request_events', by: 'request_id', with: 'requests' },
  // Their primary key has to hold the column they are spread by.
  { table: 'request_external_ids', by: 'external_id', with: 'none' },
] as const;

type Run = (statement: string) => PromiseLike<readonly unknown[]>;

/** Distributes what is not distributed yet; does nothing without Citus. Inside a transaction that has not written to the tables. */
export async function distributeFacts(run: Run, schema: string): Promise<void> {
  const citus = await run("SELECT 1 FROM pg_extension WHERE extname = 'citus'");
  if (citus.length === 0) return;
  for (const statement of distributeStatements(schema)) await run(statement);
}

export function distributeStatements(schema: string): string[] {
  const named = (table: string) => `'"${schema.replaceAll("'", "''")}".${table}'`;
  return DISTRIBUTED.map(
    ({ table, by, with: other }) =>
      `SELECT create_distributed_table(${named(table)}, '${by}', colocate_with => ${other === 'none' ? "'none'" : named(other)})
       WHERE NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = CAST(${named(table)} AS regclass))`,
  );
}
