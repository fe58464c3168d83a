import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../server/store/store.ts';
import { killRounds } from './kill-rounds.ts';
import { copyTiny } from './tiny-dataset.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'onegrid-kill-'));
beforeAll(() => copyTiny(dataDir), 60_000);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** The benchmark kills a hundred times. */
const KILLS = 3;

it('has every row and step that was answered for, once, however the server is killed', async () => {
  const store = await openStore(join(dataDir, 'tiny'));
  const unitId = store.units.list({ level: 'gridCell' })[0]!.id;
  const categoryCode = store.requests.categoryTree().at(-1)!.code;
  await store.close();
  const rounds = await killRounds({
    dataDir,
    dataset: 'tiny',
    unitId,
    categoryCode,
    kills: KILLS,
    clients: 6,
    seed: 5,
  });
  expect(rounds).toMatchObject({ kills: KILLS, lostRows: 0, lostSteps: 0, doubled: 0, wrongStates: 0 });
  expect(rounds.acknowledgedRows).toBeGreaterThan(KILLS * 6);
  expect(rounds.acknowledgedSteps).toBeGreaterThan(KILLS);
}, 120_000);
