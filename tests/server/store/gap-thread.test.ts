import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barrierIndex } from '../../../geodata/network/barriers.ts';
import { gapList } from '../../../server/store/gap-list.ts';
import type { GapList, GapQuestion } from '../../../server/store/gap-messages.ts';
import { GapThread } from '../../../server/store/gap-thread.ts';
import type { ServiceAreas } from '../../../server/store/service-areas.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
let areas: ServiceAreas;
beforeAll(async () => {
  tiny = await tinyDataset();
  areas = (await tiny.datasets.get('tiny')).serviceAreas!;
}, 60_000);
afterAll(() => tiny.close());

function question(cutoffMinutes: number): GapQuestion {
  const { stations, times } = areas.walks.toStations();
  return {
    times,
    stationIds: stations.map(({ id }) => id),
    speedMps: 1.2,
    cutoffMinutes,
    units: areas.walks.files.homes.unitIds.map((_, unit) => unit),
  };
}
const textOf = ({ features }: GapList): string => new TextDecoder().decode(features);

describe('the thread that finds gaps', () => {
  test('answers each of many questions as if it had been worked out here', async () => {
    const thread = new GapThread(tiny.folder);
    const ground = { ...areas.walks.files, barriers: barrierIndex(areas.walks.files.network) };
    const questions = [2, 3, 4, 30].map(question);
    const found = await Promise.all(questions.map((one) => thread.find(one)));
    const here = questions.map((one) => gapList(ground, one));
    expect(found.map(textOf)).toEqual(here.map(textOf));
    expect(found.map(({ uncovered }) => uncovered)).toEqual(here.map(({ uncovered }) => uncovered));
    expect(textOf(found[0]!)).not.toBe(textOf(found[1]!));
    await thread.close();
  });

  test('says why it cannot answer, and is asked again later', async () => {
    const thread = new GapThread(`${tiny.folder}-nowhere`);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(thread.find(question(3))).rejects.toThrow(/no street network/);
    }
    await thread.close();
  });

  test('lets nobody wait for an answer that will not come', async () => {
    const thread = new GapThread(tiny.folder);
    const waiting = thread.find(question(3));
    const outcome = expect(waiting).rejects.toThrow(/closed/);
    await thread.close();
    await outcome;
    await expect(thread.find(question(3))).rejects.toThrow(/closed/);
  });
});

test('everybody else is served while gaps are looked for', async () => {
  const other = await tinyDataset();
  let isFound = false;
  const gaps = other.app.inject('/api/service-areas/gaps?cutoffMinutes=3').then((answer) => {
    isFound = true;
    return answer;
  });
  let served = 0;
  while (!isFound) {
    expect((await other.app.inject('/api/service-areas/coverage?cutoffMinutes=3')).statusCode).toBe(200);
    served++;
    // Injected questions never leave the microtasks: threads are heard only when the loop turns.
    await setImmediate();
  }
  expect((await gaps).statusCode).toBe(200);
  // Were they looked for on the server's own turns, at most the questions before the search itself would have come first.
  expect(served).toBeGreaterThan(5);
  await other.close();
});
