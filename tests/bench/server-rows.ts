import type { IndicatorColumns } from '../../server/contract/indicators.ts';
import type { StationsAnswer } from '../../server/contract/service-areas.ts';
import { type BenchRow, spread, time } from './harness.ts';
import { openWire, type Wire } from './wire.ts';
import type { Workplace } from './workplace.ts';

const DISTRICT = '520115';
const DAY_MS = 24 * 3600 * 1000;
const day = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/**
 * Answers over HTTP on loopback; every query differs from the one before, so that no cache answers. Where a figure is asked of the server the
 * bytes are only received; the other rows parse them, as a page does.
 */
export async function* serverRows(workplace: Workplace): AsyncGenerator<BenchRow> {
  const { address } = await workplace.server();
  const wire = openWire();
  try {
    yield* rowsOver(address, wire);
  } finally {
    wire.close();
  }
}

async function* rowsOver(address: string, wire: Wire): AsyncGenerator<BenchRow> {
  const runs = { warmup: 20, runs: 200 };

  const columns = await get<IndicatorColumns>(
    `${address}/api/indicators/acceptedOnTimeRate?level=gridCell&within=${DISTRICT}`,
  );
  for (const [period, from] of [
    ['30 days', (i: number) => day(31 + i)],
    ['all two years', (i: number) => day(720 - i)],
  ] as const) {
    const sample = await time(
      (i) =>
        wire.read(
          `${address}/api/indicators/acceptedOnTimeRate?level=gridCell&within=${DISTRICT}&from=${from(i)}&to=${period === '30 days' ? day(1 + i) : day(0)}`,
        ),
      runs,
    );
    yield {
      name: `indicator of ${columns.unitIds.length} cells over 1 M requests, ${period}, p95`,
      unit: 'ms',
      measured: sample.p95,
      asked: 20,
      better: 'lower',
      note: spread(sample),
    };
  }

  for (const zoom of [11, 13, 15]) {
    const sample = await time(
      (i) =>
        get(
          `${address}/api/requests/bins?zoom=${zoom}&within=${DISTRICT}&from=${day(31 + i)}&to=${day(1 + i)}`,
        ),
      runs,
    );
    yield {
      name: `heat bins at zoom ${zoom}, 30 days, p95`,
      unit: 'ms',
      measured: sample.p95,
      asked: null,
      better: 'lower',
      note: spread(sample),
    };
  }

  yield await tileRow(address, wire);

  const { stations } = await get<StationsAnswer>(`${address}/api/service-areas/stations?within=${DISTRICT}`);
  const isochrone = await time((i) => postIsochrone(address, stations[i % stations.length].position), runs);
  yield {
    name: 'isochrone of one station, 5/10/15 min, over HTTP, p95',
    unit: 'ms',
    measured: isochrone.p95,
    asked: null,
    better: 'lower',
    note: `${spread(isochrone)}; all ${stations.length} stations in turn`,
  };

  const summary = await time(
    (i) => get(`${address}/api/requests/summary?within=${DISTRICT}&from=${day(31 + i)}&to=${day(1 + i)}`),
    runs,
  );
  yield {
    name: 'summary of a district, 30 days, p95',
    unit: 'ms',
    measured: summary.p95,
    asked: null,
    better: 'lower',
    note: spread(summary),
  };

  const items = await time(
    () => get(`${address}/ogc/collections/grid-cells/items?within=${DISTRICT}&limit=1000`),
    {
      warmup: 3,
      runs: 30,
    },
  );
  yield {
    name: 'grid cells with statistics as GeoJSON, p95',
    unit: 'ms',
    measured: items.p95,
    asked: null,
    better: 'lower',
    note: spread(items),
  };
}

async function postIsochrone(address: string, origin: number[]): Promise<void> {
  const response = await fetch(`${address}/api/service-areas/isochrones`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ origins: [origin], cutoffsMinutes: [5, 10, 15] }),
  });
  if (!response.ok) throw new Error(`isochrones: ${response.status} ${await response.text()}`);
  await response.json();
}

interface TileJson {
  tiles: string[];
  minzoom: number;
  maxzoom: number;
  bounds: [number, number, number, number];
}

/** Tiles of all three sets over the whole city at every zoom they have, in a fixed scattered order. */
async function tileRow(address: string, wire: Wire): Promise<BenchRow> {
  const urls: string[] = [];
  for (const tileset of ['areas', 'base', 'buildings']) {
    const { tiles, minzoom, maxzoom, bounds } = await get<TileJson>(`${address}/tiles/${tileset}.json`);
    for (let zoom = Math.max(minzoom, 9); zoom <= Math.min(maxzoom, 14); zoom++) {
      const [west, north] = tileOf(bounds[0], bounds[3], zoom);
      const [east, south] = tileOf(bounds[2], bounds[1], zoom);
      for (let x = west; x <= east; x++) {
        for (let y = north; y <= south; y++) {
          urls.push(
            tiles[0].replace('{z}', String(zoom)).replace('{x}', String(x)).replace('{y}', String(y)),
          );
        }
      }
    }
  }
  const sample = await time((i) => wire.read(urls[(i * 7919) % urls.length]), { warmup: 50, runs: 500 });
  return {
    name: 'tile, p95',
    unit: 'ms',
    measured: sample.p95,
    asked: 3,
    better: 'lower',
    note: `${spread(sample)}; ${urls.length} addresses`,
  };
}

function tileOf(lon: number, lat: number, zoom: number): [number, number] {
  const size = 2 ** zoom;
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  return [Math.floor(((lon + 180) / 360) * size), Math.floor(y * size)];
}
