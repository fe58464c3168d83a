import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, parseInstant, SECOND_MS, toShanghaiIso } from '../../../geodata/model/time.ts';
import { receivedRequests } from '../store/random-requests.ts';
import { TINY_REQUESTS } from '../tiny-dataset.ts';
import { type Open311Door, open311Door, parseXml } from './open311-door.ts';

let door: Open311Door;
beforeAll(async () => {
  door = await open311Door();
}, 60_000);
afterAll(() => door?.close());

describe('requests', () => {
  beforeAll(async () => {
    await door.store.writer.insertRequests(
      receivedRequests({
        seed: 3,
        length: 1200,
        unitIds: door.store.units.list({ level: 'gridCell' }).map(({ id }) => id),
        categoryCodes: door.store.requests.categoryTree().map(({ code }) => code),
        fromMs: door.store.asOfMs() - 80 * DAY_MS,
        toMs: door.store.asOfMs(),
      }),
    );
  });

  test('without a word more: the most recent ninety days, a thousand at most, the newest first', async () => {
    const all = await door.list('');
    expect(all).toHaveLength(1000);
    const times = all.map(({ requested_datetime }) => parseInstant(requested_datetime)!);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const pages = [...all];
    for (let page = 2; pages.length === (page - 1) * 1000; page++)
      pages.push(...(await door.list(`?page=${page}`)));
    const first = door.store.asOfMs() - 90 * DAY_MS;
    const selection = await door.store.select({
      from: toShanghaiIso(first),
      to: toShanghaiIso(door.store.asOfMs() + SECOND_MS),
    });
    const { numberMatched } = await door.store.requests.page({ selection, limit: 1, offset: 0 });
    expect(pages).toHaveLength(numberMatched);
    expect(numberMatched).toBeLessThan(TINY_REQUESTS);
    expect(new Set(pages.map(({ service_request_id }) => service_request_id)).size).toBe(numberMatched);
    expect(
      Math.min(...pages.map(({ requested_datetime }) => parseInstant(requested_datetime)!)),
    ).toBeGreaterThanOrEqual(first);
  });

  test('are masked, and say when they were closed', async () => {
    const all = await door.list('');
    for (const request of all.slice(0, 40)) {
      const masked = (await door.store.requests.get(Number(request.service_request_id)))!;
      const isClosed = ['resolved', 'rated', 'revisited', 'closed', 'merged'].includes(masked.status);
      expect(request).toMatchObject({
        status: isClosed ? 'closed' : 'open',
        status_notes: masked.status,
        service_code: masked.categoryCode,
        service_name: masked.categoryName,
        description: null,
        media_url: null,
        requested_datetime: masked.createdAt,
        address_id: masked.unitId,
        lat: masked.position?.[1] ?? null,
        long: masked.position?.[0] ?? null,
      });
      expect(request.address.split(', ')[0]).toBe(door.store.units.get(masked.unitId)!.name);
      if (isClosed && masked.resolveSeconds !== null) {
        expect(parseInstant(request.updated_datetime)).toBe(
          parseInstant(masked.createdAt)! + masked.resolveSeconds * 1000,
        );
      } else {
        const events = (await door.store.requests.events(masked.id))!;
        expect(request.updated_datetime).toBe(events.at(-1)!.at);
      }
    }
  });

  test('by ids, services, states and time, each as a list with commas or said again', async () => {
    const all = await door.list('');
    const [a, b] = [all[3]!, all[500]!];
    const byId = await door.list(
      `?service_request_id=${b.service_request_id},${a.service_request_id},none&status=open&start_date=soon`,
    );
    expect(byId).toEqual([a, b]);
    const codes = [a.service_code, b.service_code];
    for (const query of [`?service_code=${codes}`, `?service_code=${codes[0]}&service_code=${codes[1]}`]) {
      const found = await door.list(query);
      expect(found.length).toBeGreaterThan(1);
      expect(found.filter(({ service_code }) => !codes.includes(service_code))).toEqual([]);
      expect(found.length).toBeGreaterThanOrEqual(
        all.filter((one) => codes.includes(one.service_code)).length,
      );
    }
    for (const status of ['open', 'closed']) {
      const found = await door.list(`?status=${status}`);
      expect(new Set(found.map((one) => one.status))).toEqual(new Set([status]));
    }
    expect(await door.list('?status=open,closed')).toEqual(all);
    expect(await door.list('?status=&service_code=&jurisdiction_id=&start_date=')).toEqual(all);
    const at = all[700]!.requested_datetime;
    const utc = new Date(parseInstant(at)!).toISOString().replace('.000', '');
    const until = await door.list(`?end_date=${utc}`);
    expect(until[0]!.requested_datetime).toBe(at);
    const from = await door.list(`?start_date=${encodeURIComponent(at)}`);
    expect(from).toEqual(all.filter((one) => parseInstant(one.requested_datetime)! >= parseInstant(at)!));
    expect(await door.list(`?start_date=${at}`)).toEqual(from);
    const within = await door.list(`?start_date=${utc}&end_date=${utc}`);
    expect(within).toEqual(all.filter(({ requested_datetime }) => requested_datetime === at));
  });

  test('in pages', async () => {
    const all = await door.list('');
    expect(await door.list('?page_size=7&page=3')).toEqual(all.slice(14, 21));
    expect(await door.list('?page_size=100000')).toEqual(all);
    expect(await door.list('?page=1000')).toEqual([]);
    expect(parseXml((await door.ask('requests.xml?page=1000')).text, ['request'])).toEqual({
      service_requests: '',
    });
  });
});
