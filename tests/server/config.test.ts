import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.ts';
import { isNodeTooOld } from '../../server/node-version.ts';

test('without any setting it listens on loopback and shows the demo', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    dataset: 'guiyang',
    simulatedFeed: true,
    feedRate: 1,
  });
});

test('settings are taken over', () => {
  const config = readConfig({
    PORT: '9000',
    HOST: '0.0.0.0',
    ONEGRID_DATA_DIR: '/tmp/x',
    ONEGRID_DATASET: 'own',
    ONEGRID_SIMULATED_FEED: 'off',
    ONEGRID_FEED_RATE: '2.5',
  });
  expect(config).toMatchObject({
    port: 9000,
    host: '0.0.0.0',
    dataDir: '/tmp/x',
    dataset: 'own',
    simulatedFeed: false,
    feedRate: 2.5,
  });
});

test.each([
  [{ PORT: 'http' }, /PORT=http.*0 to 65535/],
  [{ PORT: '70000' }, /PORT=70000/],
  [{ ONEGRID_SIMULATED_FEED: 'yes' }, /on, off/],
  [{ ONEGRID_FEED_RATE: '0' }, /above 0/],
  [{ ONEGRID_DATASET: '../etc' }, /no name of a data set/],
  [{ DATABASE_URL: 'postgres://x' }, /DATABASE_URL.*user:password@host:5432\/database/],
  [{ DATABASE_URL: 'mysql://one:geheim@x/y' }, /DATABASE_URL.*DuckDB/],
])('%o is refused with what would work', (environment, message) => {
  expect(() => readConfig(environment)).toThrow(ConfigError);
  expect(() => readConfig(environment)).toThrow(message);
});

test('an address of a database is kept as it is, one that cannot be is not repeated: it may hold a password', () => {
  const address = 'postgresql://one:geheim@db.example:5433/cities';
  expect(readConfig({ DATABASE_URL: address }).databaseUrl).toBe(address);
  expect(readConfig({}).databaseUrl).toBe(null);
  expect(() => readConfig({ DATABASE_URL: 'postgres://one:geheim@/' })).toThrow(/^(?!.*geheim)/);
});

test.each([
  ['18.20.0', true],
  ['20.18.9', true],
  ['20.19.0', false],
  ['20.20.2', false],
  ['22.1.0', false],
  ['24.0.0', false],
])('Node %s too old: %s', (version, tooOld) => {
  expect(isNodeTooOld(version)).toBe(tooOld);
});
