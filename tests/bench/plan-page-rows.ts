import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { createRandom } from '../../geodata/demo-city/random.ts';
import type { Position } from '../../geodata/model/geometry.ts';
import { encodeWalkNetwork } from '../../geodata/network/network-file.ts';
import { planeLat, planeLon } from '../../geodata/network/plane.ts';
import { encodeHomes } from '../../geodata/service-area/homes-file.ts';
import { encodeSurface } from '../../geodata/service-area/surface-file.ts';
import { launchBrowser } from '../browser/chromium.ts';
import type { Drag, DragTimes } from './drag-in-page.ts';
import { type BenchRow, spread, summarize } from './harness.ts';
import { type LargeCity, largeCity } from './large-city.ts';
import type { Workplace } from './workplace.ts';

const STATIONS = 1000;
/** Frames before the figures, until the engine's code is compiled, and those that count. */
const WARM_UP = 100;
const FRAMES = 1000;

/** A finger on the planner's map over the largest city, in Chromium, with the worker as `vite build` makes it for the page. */
export async function* planPageRows(workplace: Workplace): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-plan-page-'));
  const city = largeCity();
  const size = `${2 * city.network.edgeCount} directed edges, ${city.homes.count} buildings, ${STATIONS} stations`;
  const drag = dragOver(city);
  try {
    await build({
      configFile: join(workplace.root, 'vite.config.ts'),
      logLevel: 'error',
      build: {
        outDir: folder,
        emptyOutDir: true,
        rolldownOptions: {
          input: join(workplace.root, 'tests/bench/drag-in-page.ts'),
          output: { entryFileNames: 'drag-in-page.js' },
        },
      },
    });
    const { answered, worked } = await dragInChromium(folder, filesOf(city), drag);
    const frames = summarize(answered.slice(WARM_UP));
    const own = summarize(worked.slice(WARM_UP));
    yield {
      name: 'drag frame in the page’s worker, from question to answer, p95',
      unit: 'ms',
      measured: frames.p95,
      asked: 16,
      better: 'lower',
      note: `${spread(frames)}; of it counting and drawing ${spread(own)}; ${size}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function dragInChromium(
  folder: string,
  files: Map<string, Uint8Array>,
  drag: Drag,
): Promise<DragTimes> {
  const server = createServer(({ url = '/' }, response) => {
    const path = url.split('?')[0];
    const file = files.get(path);
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.length });
      response.end(file);
    } else if (path.endsWith('.js')) {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(readFileSync(join(folder, path)));
    } else {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><script type="module" src="/drag-in-page.js"></script>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'dragInPage' in globalThis);
    return await page.evaluate(
      (given) => (globalThis as unknown as { dragInPage(drag: Drag): Promise<DragTimes> }).dragInPage(given),
      drag,
    );
  } finally {
    await browser.close();
    server.close();
  }
}

/** The data set's files under the addresses where the worker asks for them. */
function filesOf({ network, homes, surface }: LargeCity): Map<string, Uint8Array> {
  const address = (name: string) => `/api/service-areas/files/${name}.bin`;
  return new Map([
    [address('network'), encodeWalkNetwork(network)],
    [address('homes'), encodeHomes(homes)],
    [address('surface'), encodeSurface(surface)],
  ]);
}

/** Stations at random homes; a finger that moves from home to home as they stand in the list, with a jump every thirty frames. */
function dragOver({ network, homes }: LargeCity): Drag {
  const random = createRandom(1).stream('stations');
  const place = (home: number): Position => [
    planeLon(network.plane, homes.x[home]),
    planeLat(network.plane, homes.y[home]),
  ];
  const stations = Array.from({ length: STATIONS }, (_, number) => ({
    id: `s${number}`,
    doors: [place(random.int(0, homes.count - 1))],
  }));
  let home = 0;
  const positions = Array.from({ length: WARM_UP + FRAMES }, (_, frame) => {
    home = frame % 30 === 0 ? random.int(0, homes.count - 40) : home + 1;
    return place(home);
  });
  return { stations, positions };
}
