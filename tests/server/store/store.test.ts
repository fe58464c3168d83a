import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestEvents } from '../../../geodata/model/request-events.ts';
import { REQUEST_EVENT_TYPES, REQUEST_STATUSES } from '../../../geodata/model/request-life.ts';
import { DAY_MS } from '../../../geodata/model/time.ts';
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

  it('is as new as the last step that its rows tell of, a detour too', async () => {
    const city = smallCity();
    const store = await createStore(join(folder, 'steps'));
    await store.loadCity(city);
    const unitIds = city.units.map((unit) => unit.id);
    const toMs = Date.parse('2026-11-21T00:00:00+08:00');
    const columns = randomRequests({ seed: 1, length: 700, unitIds, fromMs: toMs - 5 * DAY_MS, toMs });
    await store.writer.insertRequests(columns);
    const lastMs = Array.from({ length: columns.length }, (_, row) =>
      Math.max(...requestEvents(columns, row).map(({ atMs }) => atMs)),
    );
    // Otherwise it would prove nothing.
    expect(columns.detours!.has(lastMs.indexOf(Math.max(...lastMs)))).toBe(true);
    expect(store.asOfMs()).toBe(Math.max(...lastMs));
    await store.close();
  });

  it('of an earlier program is brought up to date, what follows from events included', async () => {
    const old = join(folder, 'old');
    mkdirSync(old);
    const driver = await openDuckDb(join(old, 'store.duckdb'));
    await migrate(driver, MIGRATIONS.slice(0, 2));
    await driver.execute("INSERT INTO request_sources VALUES (0, '12345')");
    await driver.execute("INSERT INTO actor_roles VALUES (0, 'resident')");
    await driver.execute(
      `INSERT INTO requests SELECT 1, 0, 0, 0, FALSE, NULL, NULL, 0, 6, CAST('2026-11-25 10:00:00' AS timestamp),
         CAST('2026-11-25 15:00:00' AS timestamp), 5, 30, NULL, 18000, NULL, NULL, NULL, 0, 0, FALSE, FALSE, NULL, NULL, FALSE`,
    );
    for (const [seq, type, clock] of [
      [0, 0, '10:00:00'],
      [1, 1, '10:00:05'],
      [2, 4, '10:00:30'],
      [3, 10, '15:00:00'],
    ]) {
      await driver.execute(
        `INSERT INTO request_events VALUES (1, ${seq}, ${type}, CAST('2026-11-25 ${clock}' AS timestamp), 0, NULL)`,
      );
    }
    await driver.close();

    await (await openStore(old)).close();
    const again = await openDuckDb(join(old, 'store.duckdb'));
    expect(
      await again.query(
        'SELECT status_no, resolve_seconds, resolve_work_seconds, returned_count FROM requests',
      ),
    ).toEqual([{ status_no: 6, resolve_seconds: 18_000, resolve_work_seconds: 3 * 3600, returned_count: 0 }]);
    expect(await again.query('SELECT DISTINCT source_no FROM request_events')).toEqual([{ source_no: 0 }]);
    const [names] = await again.columns('SELECT name FROM request_event_types ORDER BY event_type_no');
    expect(names).toEqual([...REQUEST_EVENT_TYPES]);
    await again.close();
  });

  it('of an earlier program tells what was merged from what was closed', async () => {
    const old = join(folder, 'merged');
    mkdirSync(old);
    const driver = await openDuckDb(join(old, 'store.duckdb'));
    await migrate(driver, MIGRATIONS.slice(0, 6));
    for (const [id, lastEvent] of [
      [1, 14],
      [2, 15],
    ]) {
      await driver.execute(
        `INSERT INTO requests (request_id, source_no, category_no, unit_no, unit_assumed, urgency, status_no, created_at, updated_at,
           escalation_level, reopened_count, repeated, proactive, simulated)
         VALUES (${id}, 0, 0, 0, FALSE, 0, 9, CAST('2026-11-25 10:00:00' AS timestamp), CAST('2026-11-25 10:01:00' AS timestamp),
           0, 0, FALSE, FALSE, FALSE)`,
      );
      await driver.execute(
        `INSERT INTO request_events (request_id, seq, event_type_no, happened_at, actor_role_no)
         VALUES (${id}, 0, 0, CAST('2026-11-25 10:00:00' AS timestamp), 0), (${id}, 1, ${lastEvent}, CAST('2026-11-25 10:01:00' AS timestamp), 0)`,
      );
    }
    await migrate(driver);
    expect(await driver.query('SELECT request_id, status_no FROM requests ORDER BY request_id')).toEqual([
      { request_id: 1, status_no: REQUEST_STATUSES.indexOf('merged') },
      { request_id: 2, status_no: REQUEST_STATUSES.indexOf('closed') },
    ]);
    await driver.close();
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
