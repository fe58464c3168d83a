import { expect, test } from 'vitest';
import { DATASET_NAME } from '../../../server/config.ts';
import { toProblem } from '../../../server/errors.ts';
import { DatabaseProblem } from '../../../server/store/database-problem.ts';
import { distributeFacts, distributeStatements } from '../../../server/store/distribute-facts.ts';
import { quoteName } from '../../../server/store/postgres-connection.ts';
import { schemaOf, WORKING_PREFIX } from '../../../server/store/schema-name.ts';

test.each([
  ['/data/own', 'onegrid_own'],
  ['/data/pg_catalog', 'onegrid_pg_catalog'],
  ['/data/a-b_1', 'onegrid_a-b_1'],
  ['/data/.making-own-12-abc', 'onegrid.making-own-12-abc'],
])('%s has the schema %s', (folder, schema) => {
  expect(schemaOf(folder)).toBe(schema);
  expect(schema.startsWith(WORKING_PREFIX)).toBe(folder.includes('/.'));
});

test('long names fit into 63 bytes and stay apart', () => {
  const names = ['a', 'b'].map((last) => `${'x'.repeat(63)}${last}`);
  for (const name of names) expect(name).toMatch(DATASET_NAME);
  const schemas = [
    ...names,
    ...names.map((name) => `.importing-${name}-123456-abcdefgh`),
    '网'.repeat(40),
  ].map((name) => schemaOf(`/data/${name}`));
  expect(new Set(schemas).size).toBe(schemas.length);
  for (const schema of schemas) expect(Buffer.byteLength(schema)).toBeLessThanOrEqual(63);
});

test('a name is quoted whatever is in it', () => {
  expect(quoteName('a"; DROP TABLE x; --')).toBe('"a""; DROP TABLE x; --"');
});

test('facts are distributed where Citus is, and only there', async () => {
  const asked: string[] = [];
  const run = (citus: boolean) => async (statement: string) => {
    asked.push(statement);
    return citus ? [{ one: 1 }] : [];
  };
  await distributeFacts(run(false), 'onegrid_own');
  expect(asked).toHaveLength(1);
  await distributeFacts(run(true), 'onegrid_own');
  expect(asked.slice(2)).toEqual(distributeStatements('onegrid_own'));
  expect(
    asked.slice(2).map((statement) => /"onegrid_own"\.(\w+)', '(\w+)'/.exec(statement)?.slice(1)),
  ).toEqual([
    ['requests', 'request_id'],
    ['request_events', 'request_id'],
    ['request_external_ids', 'external_id'],
  ]);
});

test('a database that is away is 503 to a client, without where it stands', () => {
  const away = new DatabaseProblem(
    'database-unreachable',
    'no connection to PostgreSQL at db.example:5432/cities',
  );
  const problem = toProblem(away, '/api/units');
  expect(problem).toMatchObject({ status: 503, code: 'database-unreachable' });
  expect(JSON.stringify(problem)).not.toContain('db.example');
});
