import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MOST_SCENARIOS, ScenarioChanged, ScenarioNameTaken } from '../../../server/store/scenarios.ts';
import { type DatasetStore, openStore } from '../../../server/store/store.ts';
import { scenarioBody } from '../scenario-body.ts';
import { smallCity } from './small-city.ts';
import { makeTestStore } from './test-store.ts';

let made: Awaited<ReturnType<typeof makeTestStore>>;
let store: DatasetStore;
beforeEach(async () => {
  made = await makeTestStore();
  store = made.store;
});
afterEach(() => made.remove());

const PLAN = {
  moved: { 'st;1@x': [106.65, 26.6] as [number, number] },
  added: { 'new-1': [106.66, 26.61] as [number, number] },
  removed: ['st-2'],
  gates: { '106.65000,26.60000': 'open' as const },
};

describe('a scenario', () => {
  test('is there again, whole, when the store is opened anew', async () => {
    const body = scenarioBody({ plan: PLAN, note: '两行\n备注', within: '520113', when: 'weekend' });
    const kept = await store.scenarios.create(body);
    expect(kept).toMatchObject({ ...body, revision: 1, createdAt: kept.updatedAt });
    await store.close();
    const again = await openStore(made.folder);
    expect(again.scenarios.get(kept.id)).toEqual(kept);
    expect(again.scenarios.list()).toEqual([kept]);
    await again.close();
    rmSync(made.folder, { recursive: true });
    made = await makeTestStore();
  });

  test('counts its changes up, and comes first in the list after one', async () => {
    const first = await store.scenarios.create(scenarioBody({ name: 'A' }));
    await store.scenarios.create(scenarioBody({ name: 'B' }));
    expect(store.scenarios.list().map(({ name }) => name)).toEqual(['B', 'A']);
    const changed = await store.scenarios.change(first.id, {
      ...scenarioBody({ name: 'A', plan: PLAN }),
      revision: 1,
    });
    expect(changed).toMatchObject({ id: first.id, revision: 2, plan: PLAN, createdAt: first.createdAt });
    expect(store.scenarios.list().map(({ name }) => name)).toEqual(['A', 'B']);
  });

  test('is changed by the first of two who read the same revision, and the second is shown what it is now', async () => {
    const { id } = await store.scenarios.create(scenarioBody());
    const change = (note: string) => store.scenarios.change(id, { ...scenarioBody({ note }), revision: 1 });
    const [first, second] = await Promise.allSettled([change('一'), change('二')]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { note: '一', revision: 2 } });
    const reason = (second as PromiseRejectedResult).reason as ScenarioChanged;
    expect(reason).toBeInstanceOf(ScenarioChanged);
    expect(reason.newest).toEqual(store.scenarios.get(id));
    await expect(store.scenarios.remove(id, 1)).rejects.toBeInstanceOf(ScenarioChanged);
    expect(store.scenarios.get(id)).not.toBeNull();
  });

  test('has a name of its own, whoever is faster and however it is written', async () => {
    const named = (name: string) => store.scenarios.create(scenarioBody({ name }));
    const results = await Promise.allSettled([named('Plan A'), named(' plan Ａ ')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((results[1] as PromiseRejectedResult).reason).toBeInstanceOf(ScenarioNameTaken);
    const other = await named('B');
    const change = (name: string) =>
      store.scenarios.change(other.id, { ...scenarioBody({ name }), revision: 1 });
    await expect(change('PLAN A')).rejects.toBeInstanceOf(ScenarioNameTaken);
    expect(await change('b')).toMatchObject({ name: 'b', revision: 2 });
    expect(store.scenarios.list()).toHaveLength(2);
  });

  test('that is gone is gone, and its name and no other is free again', async () => {
    const kept = await store.scenarios.create(scenarioBody());
    expect(await store.scenarios.remove(kept.id, 1)).toEqual(kept);
    expect(store.scenarios.get(kept.id)).toBeNull();
    expect(await store.scenarios.remove(kept.id)).toBeNull();
    expect(await store.scenarios.change(kept.id, { ...scenarioBody(), revision: 1 })).toBeNull();
    const next = await store.scenarios.create(scenarioBody());
    expect(next.id).not.toBe(kept.id);
  });

  test('stays when a city is loaded under it', async () => {
    const kept = await store.scenarios.create(scenarioBody({ plan: PLAN }));
    await store.loadCity(smallCity());
    await store.upsertCity({ stations: smallCity().stations.slice(0, 1) });
    expect(store.scenarios.list()).toEqual([kept]);
  });
});

test('more scenarios than anybody looks through are refused', async () => {
  for (let i = 0; i < MOST_SCENARIOS; i++) await store.scenarios.create(scenarioBody({ name: `${i}` }));
  await expect(store.scenarios.create(scenarioBody({ name: 'one more' }))).rejects.toThrow(/200 scenarios/);
});
