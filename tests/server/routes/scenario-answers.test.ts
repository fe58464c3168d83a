import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Position } from '../../../geodata/model/geometry.ts';
import type { Station } from '../../../geodata/model/station.ts';
import { gateKey, type StationPlan } from '../../../geodata/model/station-plan.ts';
import { gatePlace, plannedGatePolicies } from '../../../geodata/network/gate-policies.ts';
import { decodeWalkNetwork, encodeWalkNetwork } from '../../../geodata/network/network-file.ts';
import { openDuckDb } from '../../../server/store/driver-duckdb.ts';
import { openStore } from '../../../server/store/store.ts';
import { scenarioBody } from '../scenario-body.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

/** The tiny city with a scenario, and a twin whose stations stand, and whose gates open, as the scenario has them. */
let tiny: TinyDataset;
let twin: TinyDataset;
let plan: StationPlan;
let id: string;
let moved: Station;
let removed: Station;

beforeAll(async () => {
  tiny = await tinyDataset();
  twin = await tinyDataset();
  const { store } = await tiny.datasets.get('tiny');
  [moved, removed] = store.stations.list();
  const networkFile = join(twin.folder, 'network.bin');
  const network = decodeWalkNetwork(await readFile(networkFile));
  const gates = Object.fromEntries(
    Array.from({ length: network.gateCount }, (_, gate) => [
      gateKey(gatePlace(network, gate)),
      gate % 2 === 0 ? ('open' as const) : ('closed' as const),
    ]),
  );
  const { buildings } = await store.buildings.page({ limit: 1000, offset: 0 });
  const at = (building: number): Position => buildings[building]!.position.map(rounded) as Position;
  plan = {
    moved: { [moved.id]: at(0) },
    added: { 'new-1': at(Math.floor(buildings.length / 2)) },
    removed: [removed.id],
    gates,
  };
  const scenario = await store.scenarios.create(scenarioBody({ plan }));
  id = scenario.id;

  const planned = await (await tiny.datasets.get('tiny')).inScenario(id);
  const network2 = { ...network, gatePolicy: plannedGatePolicies(network, gates) };
  await writeFile(networkFile, encodeWalkNetwork(network2));
  const twinStore = await openStore(twin.folder);
  await twinStore.upsertCity({
    stations: [planned.store.stations.get(moved.id)!, planned.store.stations.get('new-1')!],
  });
  await twinStore.close();
  const driver = await openDuckDb(join(twin.folder, 'store.duckdb'));
  for (const table of ['stations', 'station_assignments'])
    await driver.execute(`DELETE FROM ${table} WHERE station_id = $1`, [removed.id]);
  await driver.close();
}, 60_000);
afterAll(async () => {
  await tiny.close();
  await twin.close();
});

const rounded = (degrees: number): number => Number(degrees.toFixed(5));

/** Without what tells the time, or names the address; stations by id, in whatever order a city has them. */
const answer = async ({ app }: TinyDataset, url: string) => {
  const got = await app.inject(url);
  expect(got.statusCode, `${url} ${got.body.slice(0, 300)}`).toBe(200);
  const body = got.json();
  for (const member of ['timeStamp', 'links']) delete body[member];
  const stations: { id: string }[] = body.stations ?? (url.includes('/stations/items?') ? body.features : []);
  stations.sort((a, b) => (a.id < b.id ? -1 : 1));
  return body;
};
const inScenario = (url: string, scenario = id) =>
  `${url}${url.includes('?') ? '&' : '?'}scenario=${scenario}`;

const AREAS = '/api/service-areas';
const ADDRESSES = [
  `${AREAS}/stations`,
  `${AREAS}/coverage?cutoffMinutes=3`,
  `${AREAS}/coverage?cutoffMinutes=5&profile=wheelchair&when=evening`,
  `${AREAS}/coverage?cutoffMinutes=5&station=new-1`,
  `${AREAS}/cells?cutoffMinutes=4`,
  `${AREAS}/gaps?cutoffMinutes=3`,
  `${AREAS}/gaps?cutoffMinutes=3&when=night`,
  `${AREAS}/stations/new-1?cutoffsMinutes=3,6`,
  `${AREAS}/stations/new-1?cutoffsMinutes=3,6&when=night`,
  `${AREAS}/assigned?cutoffMinutes=3`,
  `${AREAS}/assigned?cutoffMinutes=3&sitedIn=gridCell`,
  `${AREAS}/false-coverage?cutoffMinutes=3`,
  `${AREAS}/circles`,
  '/ogc/collections/isochrones/items?limit=1000',
  '/ogc/collections/isochrones/items?stationId=new-1',
  '/ogc/collections/isochrones/items/new-1-5',
  '/ogc/collections/coverage/items?limit=1000',
  '/ogc/collections/stations/items?limit=1000&kind=serviceStation',
  '/ogc/collections/stations/items/new-1',
];

describe('an answer in a scenario', () => {
  test.each(ADDRESSES)('is that of a city which stands so: %s', async (url) => {
    const planned = await answer(tiny, inScenario(url));
    expect(planned).toEqual(await answer(twin, url));
  });

  test('is that of a city which stands so, for the nearest stations of every home', async () => {
    const { store } = await tiny.datasets.get('tiny');
    const { buildings } = await store.buildings.page({ limit: 60, offset: 0 });
    for (const building of buildings.filter(({ residents }) => residents > 0)) {
      const url = `${AREAS}/nearest?building=${building.id}&count=3`;
      expect(await answer(tiny, inScenario(url))).toEqual(await answer(twin, url));
      const [lon, lat] = building.position;
      const point = `${AREAS}/nearest?lon=${lon}&lat=${lat}&when=weekend`;
      expect(await answer(tiny, inScenario(point))).toEqual(await answer(twin, point));
    }
  });

  test('is that of a city whose gates open so, for points that stand nowhere in a plan', async () => {
    const body = { origins: [moved.position, removed.position], cutoffsMinutes: [3, 6] };
    const post = async ({ app }: TinyDataset, url: string) =>
      (await app.inject({ method: 'POST', url, payload: body })).json();
    const url = `${AREAS}/isochrones`;
    expect(await post(tiny, inScenario(url))).toEqual(await post(twin, url));
    expect(await post(tiny, inScenario(url))).not.toEqual(await post(tiny, url));
  });

  test('differs from today, and today stays as it was', async () => {
    const url = `${AREAS}/coverage?cutoffMinutes=3`;
    const before = await answer(tiny, url);
    expect((await answer(tiny, inScenario(url))).residents).not.toEqual(before.residents);
    expect(await answer(tiny, url)).toEqual(before);
    const { stations } = await answer(tiny, `${AREAS}/stations`);
    expect(stations.map((station: Station) => station.id)).toContain(removed.id);
  });

  test('a station that moved stands in the unit of the home it was put at, and keeps what it is answerable for', async () => {
    const { stations } = await answer(tiny, inScenario(`${AREAS}/stations`));
    const found = stations.find((station: Station) => station.id === moved.id);
    const { store } = await tiny.datasets.get('tiny');
    const [home] = (await store.buildings.page({ limit: 1, offset: 0 })).buildings;
    expect(found).toMatchObject({
      name: moved.name,
      unitId: home!.unitId,
      position: plan.moved[moved.id],
      doors: [plan.moved[moved.id]],
      assignedUnitIds: moved.assignedUnitIds,
    });
    const within = await answer(tiny, inScenario(`${AREAS}/stations?within=${home!.unitId}`));
    expect(within.stations.map((station: Station) => station.id)).toContain(moved.id);
  });

  test('is asked again only when the scenario, or another one, is meant', async () => {
    const { store } = await tiny.datasets.get('tiny');
    const other = await store.scenarios.create(scenarioBody({ name: '另一个', plan }));
    const url = `${AREAS}/coverage?cutoffMinutes=3`;
    const tagOf = async (address: string) => (await tiny.app.inject(address)).headers.etag as string;
    const tag = await tagOf(inScenario(url));
    const again = await tiny.app.inject({ url: inScenario(url), headers: { 'if-none-match': tag } });
    expect(again.statusCode).toBe(304);
    expect(new Set([tag, await tagOf(url), await tagOf(inScenario(url, other.id))]).size).toBe(3);
    await store.scenarios.change(other.id, { ...scenarioBody({ name: '另一个' }), revision: 1 });
    const changed = inScenario(url, other.id);
    expect((await tiny.app.inject({ url: changed, headers: { 'if-none-match': tag } })).statusCode).toBe(200);
    expect(await answer(tiny, changed)).toEqual(await answer(tiny, url));
    await store.scenarios.remove(other.id);
  });

  test('follows when the city under it changes', async () => {
    const own = await tinyDataset();
    const { store } = await own.datasets.get('tiny');
    const [first, second] = store.stations.list();
    const kept = await store.scenarios.create(
      scenarioBody({ plan: { moved: {}, added: {}, removed: [first!.id], gates: {} } }),
    );
    const url = inScenario(`${AREAS}/stations`, kept.id);
    expect((await answer(own, url)).stations).toContainEqual(
      expect.objectContaining({ id: second!.id, name: second!.name }),
    );
    await store.upsertCity({ stations: [{ ...second!, name: '改名' }] });
    expect((await answer(own, url)).stations).toContainEqual(
      expect.objectContaining({ id: second!.id, name: '改名' }),
    );
    await own.close();
  });

  test.each([
    `${AREAS}/stations`,
    `${AREAS}/coverage`,
    `${AREAS}/cells`,
    `${AREAS}/gaps`,
    `${AREAS}/nearest?lon=106&lat=26`,
    `${AREAS}/circles`,
    `${AREAS}/assigned`,
    `${AREAS}/false-coverage`,
    '/ogc/collections/isochrones/items',
    '/ogc/collections/coverage/items',
  ])('that is not there is said not to be: %s', async (url) => {
    const got = await tiny.app.inject(inScenario(url, 's-none'));
    expect(got.json()).toMatchObject({ status: 404, code: 'unknown-scenario' });
    expect(got.json().detail).toMatch(/"s-none".*\/api\/service-areas\/scenarios/);
  });

  test('is not promised where stations mean nothing', async () => {
    const units = await tiny.app.inject(inScenario('/ogc/collections/units/items'));
    expect(units.json()).toMatchObject({ status: 400, code: 'unknown-parameter' });
  });

  test('links to itself', async () => {
    const url = '/ogc/collections/isochrones/items';
    const page = (await tiny.app.inject(inScenario(`${url}?limit=2`))).json();
    for (const { rel, href } of page.links) {
      if (rel === 'self' || rel === 'next') expect(href).toContain(`scenario=${id}`);
    }
    const feature = (await tiny.app.inject(inScenario(`${url}/new-1-5`))).json();
    expect(feature.links[0].href).toMatch(new RegExp(`/new-1-5\\?scenario=${id}$`));
  });
});
