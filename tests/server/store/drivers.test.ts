import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseProblem, StoreInUse } from '../../../server/store/database-problem.ts';
import { type Driver, DuplicateKey } from '../../../server/store/driver.ts';
import { openDuckDb } from '../../../server/store/driver-duckdb.ts';
import { openPostgres } from '../../../server/store/driver-postgres.ts';
import { secondsSql } from '../../../server/store/masked-rows.ts';
import { startPostgres, type TestPostgres } from './postgres-server.ts';

setFlagsFromString('--expose-gc');
/** Lets go of what nobody holds any more, as it may happen at any moment. */
const collectGarbage = runInNewContext('gc') as () => void;

const SLOW_MS = 180_000;
let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
}, SLOW_MS);
afterAll(() => postgres?.stop());

/** What a separator, an escape or a quote of some format might be. */
const TEXTS = [
  '',
  'plain',
  "it's",
  '"quoted"',
  'tab\tnew\nline\r\n',
  '\\N',
  '\\',
  '\\.',
  '$1 %s {}',
  '贵阳市 🏙️',
  'NULL',
  'e\u0301',
  null,
];
const DOUBLES = [0, -0.1, 1 / 3, 1e300, 5e-324, Number.NaN, Infinity, -Infinity, 106.65000000000001, null];

describe.each(['duckdb', 'postgres'] as const)('the %s driver', (engine) => {
  let driver: Driver;
  beforeAll(async () => {
    driver =
      engine === 'duckdb'
        ? await openDuckDb(':memory:')
        : await openPostgres({ url: postgres.url, schema: 'a "drôle" name' }, { create: true });
  });
  afterAll(() => driver?.close());

  it('knows which it is', () => {
    expect(driver.engine).toBe(engine);
  });

  it('takes every text in bulk and as a parameter, and gives it back', async () => {
    await driver.execute('CREATE TABLE texts (place INTEGER, said VARCHAR)');
    await driver.bulkInsert(
      'texts',
      [
        { type: 'integer', values: TEXTS.map((_, place) => place) },
        { type: 'text', values: TEXTS },
      ],
      TEXTS.length,
    );
    for (const text of TEXTS) await driver.execute('INSERT INTO texts VALUES ($1, $2)', [100, text]);
    const [bulk] = await driver.columns('SELECT said FROM texts WHERE place < 100 ORDER BY place');
    expect(bulk).toEqual(TEXTS);
    for (const text of TEXTS.slice(0, -1)) {
      const rows = await driver.query('SELECT count(*) AS n FROM texts WHERE said = $1', [text]);
      expect(rows, String(text)).toEqual([{ n: 2 }]);
    }
    expect(await driver.query('SELECT count(*) AS n FROM texts WHERE said IS NULL')).toEqual([{ n: 2 }]);
  });

  it('takes every number, to the last bit', async () => {
    await driver.execute(
      'CREATE TABLE numbers (place INTEGER, small SMALLINT, whole INTEGER, large BIGINT, fraction DOUBLE PRECISION, yes BOOLEAN)',
    );
    await driver.bulkInsert(
      'numbers',
      [
        { type: 'integer', values: Int32Array.from(DOUBLES, (_, place) => place) },
        { type: 'smallint', values: DOUBLES.map((_, place) => (place === 3 ? null : 32767 - place)) },
        { type: 'integer', values: DOUBLES.map((_, place) => (place === 4 ? null : -(2 ** 31) + place)) },
        { type: 'integer', values: DOUBLES.map((_, place) => place) },
        { type: 'double', values: DOUBLES },
        { type: 'flag', values: DOUBLES.map((_, place) => (place === 5 ? null : place % 2 === 0)) },
      ],
      DOUBLES.length,
    );
    await driver.execute('UPDATE numbers SET large = $1 WHERE place = $2', [2 ** 53 - 1, 2]);
    const columns = await driver.columns(
      'SELECT small, whole, large, fraction, yes FROM numbers ORDER BY place',
    );
    expect(columns[0]).toEqual(DOUBLES.map((_, place) => (place === 3 ? null : 32767 - place)));
    expect(columns[1]).toEqual(DOUBLES.map((_, place) => (place === 4 ? null : -(2 ** 31) + place)));
    expect(columns[2]).toEqual(DOUBLES.map((_, place) => (place === 2 ? 2 ** 53 - 1 : place)));
    expect(columns[3]).toEqual(DOUBLES);
    expect(columns[4]).toEqual(DOUBLES.map((_, place) => (place === 5 ? null : place % 2 === 0)));
    const [row] = await driver.query(
      'SELECT count(*) AS n, sum(large) AS total, sum(small) AS few, max(whole) AS top FROM numbers WHERE fraction < $1',
      [0.25],
    );
    expect(Object.values(row!).map((value) => typeof value)).toEqual(Array(4).fill('number'));
    expect(await driver.query('SELECT count(*) AS n FROM numbers WHERE small = $1', [2 ** 40])).toEqual([
      { n: 0 },
    ]);
    expect(await driver.query('SELECT count(*) AS n FROM numbers WHERE whole = $1', [0.5])).toEqual([
      { n: 0 },
    ]);
  });

  it('gives thousands of numbers with what is missing among them', async () => {
    await driver.execute('CREATE TABLE gaps (place INTEGER, whole INTEGER, fraction DOUBLE PRECISION)');
    const places = Array.from({ length: 9000 }, (_, place) => place);
    const wholes = places.map((place) => (place % 7 === 3 || place > 8900 ? null : place * 5));
    const fractions = places.map((place) => (place % 64 === 63 ? null : place / 8));
    await driver.bulkInsert(
      'gaps',
      [
        { type: 'integer', values: places },
        { type: 'integer', values: wholes },
        { type: 'double', values: fractions },
      ],
      places.length,
    );
    expect(await driver.columns('SELECT whole, fraction FROM gaps ORDER BY place')).toEqual([
      wholes,
      fractions,
    ]);
    expect(
      await driver.columns('SELECT whole FROM gaps WHERE place % 2 = 1 ORDER BY place LIMIT 4000 OFFSET 3'),
    ).toEqual([wholes.filter((_, place) => place % 2 === 1).slice(3, 4003)]);
  });

  it('takes instants to the microsecond, and refuses to give one raw', async () => {
    await driver.execute('CREATE TABLE instants (place INTEGER, happened_at TIMESTAMP)');
    const seconds = [0, 1_795_608_000, 1_795_608_000.123456, -86_400.5, null];
    await driver.bulkInsert(
      'instants',
      [
        { type: 'integer', values: seconds.map((_, place) => place) },
        { type: 'instant', values: seconds },
      ],
      seconds.length,
    );
    const [found] = await driver.columns(`SELECT ${secondsSql('happened_at')} FROM instants ORDER BY place`);
    expect(found).toEqual(seconds);
    const [same] = await driver.query(
      'SELECT count(*) AS n FROM instants WHERE happened_at = CAST($1 AS timestamp)',
      ['1970-01-01 00:00:00'],
    );
    expect(same).toEqual({ n: 1 });
    await expect(driver.columns('SELECT happened_at FROM instants')).rejects.toThrow(/does not read/);
    await expect(driver.query('SELECT happened_at FROM instants')).rejects.toThrow(/does not read/);
  });

  it('an empty bulk insert and an empty answer are no trouble', async () => {
    await driver.execute('CREATE TABLE nothings (a INTEGER, b VARCHAR)');
    await driver.bulkInsert(
      'nothings',
      [
        { type: 'integer', values: [] },
        { type: 'text', values: [] },
      ],
      0,
    );
    expect(await driver.query('SELECT a, b FROM nothings')).toEqual([]);
    expect(await driver.columns('SELECT a, b FROM nothings')).toEqual([[], []]);
  });

  it('takes many rows with long texts, in their order', async () => {
    await driver.execute('CREATE TABLE longs (place INTEGER, said VARCHAR, tail INTEGER)');
    const said = Array.from({ length: 20_000 }, (_, place) => '长'.repeat(place % 500));
    said[7] = '长'.repeat(400_000);
    const places = Int32Array.from(said, (_, place) => place);
    await driver.bulkInsert(
      'longs',
      [
        { type: 'integer', values: places },
        { type: 'text', values: said },
        { type: 'integer', values: places },
      ],
      said.length,
    );
    const [back, tails] = await driver.columns('SELECT said, tail FROM longs ORDER BY place');
    expect(back!.every((text, place) => text === said[place])).toBe(true);
    expect(tails).toEqual([...places]);
  });

  it('rolls back what failed, in a statement, in bulk or in the work, and goes on', async () => {
    await driver.execute('CREATE TABLE things (thing INTEGER PRIMARY KEY)');
    const insert = (values: number[]) => (session: Pick<Driver, 'bulkInsert'>) =>
      session.bulkInsert('things', [{ type: 'integer', values }], values.length);
    await driver.transaction(insert([1, 2]));
    const failures = [
      driver.transaction(async (session) => {
        await insert([3])(session);
        throw new Error('enough');
      }),
      driver.transaction(async (session) => {
        await insert([4])(session);
        await insert([5, 5])(session);
      }),
      driver.transaction(async (session) => {
        await session.execute('INSERT INTO things VALUES (6)');
        await session.query('SELECT nothing FROM nowhere');
      }),
      driver.bulkInsert('nowhere', [{ type: 'integer', values: [1] }], 1),
      driver.bulkInsert('things', [{ type: 'integer', values: [2] }], 1),
    ];
    const reasons = await Promise.all(failures.map((failure) => failure.then(String, String)));
    expect(reasons[0]).toMatch(/enough/);
    expect(reasons[1]).toMatch(/duplicate/i);
    expect(reasons[2]).toMatch(/nowhere/);
    expect(reasons[4]).toMatch(/duplicate|constraint/i);
    expect(await driver.columns('SELECT thing FROM things ORDER BY thing')).toEqual([[1, 2]]);
    await driver.transaction(insert([7]));
    expect(await driver.query('SELECT count(*) AS n FROM things')).toEqual([{ n: 3 }]);
  });

  it('tells of a key that is there already without its value, and leaves nothing that disturbs a later transaction', async () => {
    await driver.execute('CREATE TABLE keyed (source INTEGER, id VARCHAR, PRIMARY KEY (source, id))');
    const insert = (ids: string[]) =>
      driver.bulkInsert(
        'keyed',
        [
          { type: 'integer', values: ids.map(() => 1) },
          { type: 'text', values: ids },
        ],
        ids.length,
      );
    await insert(['a', 'b']);
    const failure = await insert(['c', 'order 4711', 'b']).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(DuplicateKey);
    expect(String(failure)).not.toContain('4711');
    await driver.transaction(async (session) => {
      await session.execute("INSERT INTO keyed VALUES (1, 'd')");
      collectGarbage();
      await new Promise((resolve) => setImmediate(resolve));
      await session.execute("INSERT INTO keyed VALUES (1, 'e')");
    });
    expect(await driver.columns('SELECT id FROM keyed ORDER BY id')).toEqual([['a', 'b', 'd', 'e']]);
  });

  it('lets one transaction in at a time, and readers see it as a whole or not at all', async () => {
    await driver.execute('CREATE TABLE accounts (account INTEGER, amount INTEGER)');
    await driver.execute('INSERT INTO accounts VALUES (1, 1000), (2, 0)');
    const transfers = Array.from({ length: 40 }, () =>
      driver.transaction(async (session) => {
        const [row] = await session.query('SELECT amount FROM accounts WHERE account = 1');
        await session.execute('UPDATE accounts SET amount = $1 WHERE account = 1', [
          Number(row!.amount) - 10,
        ]);
        await session.execute('UPDATE accounts SET amount = amount + 10 WHERE account = 2');
      }),
    );
    const sums = await Promise.all(
      Array.from({ length: 60 }, () => driver.query('SELECT sum(amount) AS total FROM accounts')),
    );
    expect(new Set(sums.map(([row]) => row!.total))).toEqual(new Set([1000]));
    await Promise.all(transfers);
    expect(await driver.columns('SELECT amount FROM accounts ORDER BY account')).toEqual([[600, 400]]);
  });

  it('keeps the temporary tables of the writer, emptied and filled again', async () => {
    await driver.prepareWriter(['CREATE TEMPORARY TABLE stage (place INTEGER)']);
    for (const round of [1, 2, 3]) {
      const seen = await driver.transaction(async (session) => {
        await session.bulkInsert('stage', [{ type: 'integer', values: [round] }], 1);
        const found = await session.columns('SELECT place FROM stage');
        await session.execute('TRUNCATE stage');
        return found;
      });
      expect(seen).toEqual([[round]]);
    }
    await driver.checkpoint();
  });

  it('orders texts by their bytes', async () => {
    await driver.execute(
      `CREATE TABLE names (name VARCHAR${engine === 'postgres' ? ' COLLATE "C"' : ''} PRIMARY KEY)`,
    );
    const values = ['b', 'A', 'a', 'B', 'ä', '-', '一', '_'];
    await driver.bulkInsert('names', [{ type: 'text', values }], values.length);
    expect(await driver.columns('SELECT name FROM names ORDER BY name')).toEqual([
      ['-', 'A', 'B', '_', 'a', 'b', 'ä', '一'],
    ]);
  });
});

describe('PostgreSQL alone', () => {
  const place = () => ({ url: postgres.url, schema: 'onegrid_alone' });

  it('a second writer is refused while the first has the store open, and let in afterwards', async () => {
    const first = await openPostgres(place(), { create: true });
    await expect(openPostgres(place())).rejects.toThrow(StoreInUse);
    await expect(openPostgres(place())).rejects.toThrow(/another process.*stop that one/);
    await first.close();
    await (await openPostgres(place())).close();
  });

  it('readers cannot write', async () => {
    const driver = await openPostgres(place());
    await driver.execute('CREATE TABLE kept (thing INTEGER)');
    await expect(driver.query('DELETE FROM kept')).rejects.toThrow(/read-only/);
    await driver.close();
  });

  it('a connection that is lost is opened anew, with its lock and its temporary tables', {
    timeout: SLOW_MS,
  }, async () => {
    const own = { url: postgres.url, schema: 'onegrid_lost' };
    const driver = await openPostgres(own, { create: true });
    await driver.execute('CREATE TABLE kept (thing INTEGER)');
    await driver.prepareWriter(['CREATE TEMPORARY TABLE stage (place INTEGER)']);
    await driver.query('SELECT 1 AS one');
    const count = () =>
      driver.transaction(async (session) => {
        await session.bulkInsert('stage', [{ type: 'integer', values: [1] }], 1);
        return (await session.query('SELECT count(*) AS n FROM stage'))[0];
      });
    expect(await count()).toEqual({ n: 1 });
    const killAll = () =>
      postgres.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'onegrid'",
      );
    await killAll();
    expect(await driver.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await count()).toEqual({ n: 1 });
    await expect(openPostgres(own)).rejects.toThrow(StoreInUse);

    const cut = driver.transaction(async (session) => {
      await session.execute('INSERT INTO kept VALUES (1)');
      await killAll();
      await session.execute('INSERT INTO kept VALUES (2)');
    });
    await expect(cut).rejects.toThrow(DatabaseProblem);
    expect(await driver.query('SELECT count(*) AS n FROM kept')).toEqual([{ n: 0 }]);
    await driver.execute('INSERT INTO kept VALUES (3)');

    await postgres.restart();
    expect(await driver.query('SELECT count(*) AS n FROM kept')).toEqual([{ n: 1 }]);
    expect(await count()).toEqual({ n: 1 });
    await driver.close();
  });

  it.each([
    ['no server', (url: URL) => (url.port = '1'), /no connection.*127\.0\.0\.1:1\/cities/],
    ['a wrong password', (url: URL) => (url.password = 'falsch'), /user or password is wrong/],
    ['an unknown database', (url: URL) => (url.pathname = '/nowhere'), /no database of that name/],
  ])('%s: the cause and what would work, without the password', async (_, change, message) => {
    const url = new URL(postgres.url);
    change(url);
    const problem = await openPostgres({ url: url.href, schema: 'x' }, { create: true }).catch(
      (error) => error,
    );
    expect(problem).toBeInstanceOf(DatabaseProblem);
    expect(problem.message).toMatch(message);
    expect(problem.message).not.toContain(url.password);
    expect(problem.message).not.toContain(decodeURIComponent(url.password));
  });

  it('a user who may make no schema is told what an administrator has to grant', async () => {
    await postgres.run("CREATE ROLE guest LOGIN PASSWORD 'gast'");
    const url = new URL(postgres.url);
    url.username = 'guest';
    url.password = 'gast';
    const opening = openPostgres({ url: url.href, schema: 'theirs' }, { create: true });
    await expect(opening).rejects.toThrow(/GRANT CREATE/);
  });
});
