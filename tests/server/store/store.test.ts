import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../../server/store/driver-duckdb.ts';
import { makeInitials } from '../../../server/store/initials.ts';
import { MIGRATIONS, migrate, NewerStore } from '../../../server/store/migrations/migrate.ts';
import { createStore, openStore } from '../../../server/store/store.ts';
import { randomRequests } from './random-requests.ts';
import { smallCity } from './small-city.ts';

const FROM_MS = Date.parse('2026-10-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');

describe('a store file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'onegrid-file-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('answers the same after it is closed and opened', async () => {
    const city = smallCity();
    const store = await createStore(folder);
    await store.loadCity(city);
    const unitIds = city.units.map((unit) => unit.id);
    await store.loadRequests([
      randomRequests({ seed: 2, length: 500, unitIds, fromMs: FROM_MS, toMs: TO_MS }),
    ]);
    await store.setMeta({ colour: 'red' });
    await store.setMeta({ colour: 'green' });
    const ask = async (asked: typeof store) => ({
      units: asked.units.list(),
      stations: asked.stations.list(),
      profile: await asked.units.profile('520113'),
      summary: await asked.requests.summary(await asked.select({})),
      asOf: asked.asOf(),
      meta: await asked.meta(),
    });
    const before = await ask(store);
    await store.close();
    await expect(createStore(folder)).rejects.toThrow(/already/);
    const again = await openStore(folder);
    expect(await ask(again)).toEqual(before);
    expect(before.meta).toEqual({ colour: 'green' });
    expect(new Set(before.units.map((unit) => unit.id))).toEqual(new Set(unitIds));
    await again.close();
  });

  it('is refused where a newer program wrote it, naming both versions', async () => {
    const driver = await openDuckDb(':memory:');
    await migrate(driver);
    await migrate(driver);
    await driver.execute("INSERT INTO schema_migrations (version, name) VALUES (99, 'from the future')");
    await expect(migrate(driver)).rejects.toThrow(NewerStore);
    await expect(migrate(driver)).rejects.toThrow(new RegExp(`version 99.*knows ${MIGRATIONS.length}`));
    await driver.close();
  });

  it('says where there is none', async () => {
    await expect(openStore(join(folder, 'nowhere'))).rejects.toThrow(/no store/);
  });

  it('numbers its migrations without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });
});

describe('a driver', () => {
  it('rolls back what failed and goes on', async () => {
    const driver = await openDuckDb(':memory:');
    await driver.execute('CREATE TABLE things (thing INTEGER)');
    const failing = driver.transaction(async (session) => {
      await session.execute('INSERT INTO things VALUES (1)');
      throw new Error('enough');
    });
    await expect(failing).rejects.toThrow('enough');
    const values = Int32Array.from({ length: 5000 }, (_, index) => index);
    await driver.bulkInsert('things', [{ type: 'integer', values }], values.length);
    expect(await driver.query('SELECT count(*) AS n, max(thing) AS top FROM things')).toEqual([
      { n: 5000, top: 4999 },
    ]);
    await driver.close();
  });
});

describe('initials', () => {
  it('stand for the names of the field', () => {
    const phrase = makeInitials('phrase');
    expect([phrase('金阳街道'), phrase('重庆路社区'), phrase('3栋 A座')]).toEqual(['jyjd', 'cqlsq', '3daz']);
    expect(makeInitials('character')('碧海花园1栋')).toBe('bhhy1d');
  });
});
