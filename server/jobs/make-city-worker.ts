/** Worker thread of make-dataset.ts: generates the city, hands the other worker its part, and loads the store. */
import { workerData } from 'node:worker_threads';
import type { CaseSpec } from '../../geodata/cases/case-spec.ts';
import { flowOf } from '../../geodata/cases/flows/flow-registry.ts';
import { generateCity } from '../../geodata/demo-city/city.ts';
import { generateRequests } from '../../geodata/demo-city/requests.ts';
import { withWhistles } from '../../geodata/demo-city/whistles.ts';
import type { CityData } from '../../geodata/model/city-data.ts';
import type { Dataset } from '../../geodata/model/dataset.ts';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import type { WhistleHistory } from '../../geodata/model/whistle.ts';
import { createStore } from '../store/store.ts';
import { keepCalls } from './demo-calls.ts';
import { answerWith, type CityWorkerInput, type MapPart, reporter } from './make-dataset-messages.ts';

const { datasetId, spec, folder, databaseUrl, seed, nowMs, cancelled, toMapWorker } =
  workerData as CityWorkerInput;
const reportCity = reporter('city', cancelled);
const reportStore = reporter('store', cancelled);
/** Share of the city in the store's time; the requests take the rest. */
const CITY_SHARE = 0.15;
/** People walk 1.2 m/s unless a question says otherwise (DESIGN.md, domain rules). */
const WALK_SPEED_MPS = 1.2;

await answerWith(async () => {
  try {
    reportCity(0, '生成城市 Generating the city');
    const city = generateCity(spec, {
      seed,
      onProgress: reportCity,
    });
    reportCity(1, '生成城市 Generating the city');
    toMapWorker.postMessage(mapPart(city));
    await load(city, spec);
    return manifestOf(city, spec);
  } finally {
    toMapWorker.close();
  }
});

function mapPart({ units, shapes, basemap, buildings, walk }: CityData): MapPart {
  return { units, shapes, basemap, buildings, walk };
}

async function load(city: CityData, { requestsTotal, scale, cases }: CaseSpec): Promise<void> {
  const store = await createStore(folder, { databaseUrl });
  try {
    await store.loadCity(city, (done) => reportStore(done * CITY_SHARE, '写入城市 Storing the city'));
    const total = Math.max(1, Math.round(requestsTotal * scale));
    const whistles: WhistleHistory[] = [];
    // An empty store numbers its first requests from 1 in the order of time, which is that of the batches.
    const options = { seed, nowMs, flow: flowOf({ cases }), firstRequestId: 1 };
    const batches = withWhistles(city, generateRequests(city, { seed, nowMs, total }), options, whistles);
    await store.loadRequests(batches, (rows) =>
      reportStore(CITY_SHARE + ((1 - CITY_SHARE) * rows) / total, '生成诉求 Making requests'),
    );
    await store.whistles.load(whistles);
    await keepCalls(store, seed, nowMs);
    await store.setMeta({
      seed: String(seed),
      demoNow: toShanghaiIso(nowMs),
      fedUntil: toShanghaiIso(nowMs),
    });
  } finally {
    await store.close();
  }
}

function manifestOf(
  city: CityData,
  { title, cases, center, defaultCutoffMinutes, notices }: CaseSpec,
): Dataset {
  const root = city.units.find((unit) => unit.parentId === null);
  if (!root) throw new Error('the generated city has no root unit');
  return {
    id: datasetId,
    name: title,
    demo: true,
    state: 'ready',
    version: Date.now().toString(36),
    rootUnitId: root.id,
    seed,
    now: toShanghaiIso(nowMs),
    bbox: root.bbox,
    center,
    cases,
    defaultCutoffMinutes,
    walkSpeedMps: WALK_SPEED_MPS,
    networkSource: { name: city.walk.sourceName, date: city.walk.sourceDate },
    notices,
  };
}
