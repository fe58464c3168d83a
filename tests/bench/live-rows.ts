import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import { LiveHub } from '../../server/live/live-hub.ts';
import { RawConnection } from '../raw-http.ts';
import { ask, startScript } from './child-task.ts';
import { type BenchRow, round, spread } from './harness.ts';
import type { Listened } from './live-client.ts';
import type { Workplace } from './workplace.ts';
import { openWritable } from './writable-city.ts';

const LISTENERS = 500;
const ROWS_PER_SECOND = 50;
const SECONDS = 20;

/** News on its way to many screens, and to one that does not look. */
export async function* liveRows(workplace: Workplace): AsyncGenerator<BenchRow> {
  yield await newsRow(workplace);
  yield* stalledRows();
}

/** Every row is a commit of its own; its time runs from the sending of the row, so that the commit is in it. */
async function newsRow(workplace: Workplace): Promise<BenchRow> {
  const city = await openWritable(workplace);
  const clients = startScript('live-client.ts');
  try {
    await ask(clients, { kind: 'listen', address: city.server.address, listeners: LISTENERS });
    const free: RawConnection[] = [];
    const sentAtMs: [number, number][] = [];
    const sending: Promise<void>[] = [];
    const createdAt = toShanghaiIso(Date.now() - 60_000);
    for (let no = 0; no < ROWS_PER_SECOND * SECONDS; no++) {
      const connection = free.pop() ?? new RawConnection(city.server.address);
      const atMs = performance.timeOrigin + performance.now();
      const row = {
        source: '12345',
        externalId: `live-${no}`,
        createdAt,
        categoryCode: city.categoryCode,
        unitId: city.unitId,
      };
      sending.push(
        connection.post('/api/requests', JSON.stringify({ requests: [row] })).then(({ status, body }) => {
          if (status !== 200) throw new Error(`a row was answered with ${status}: ${body}`);
          sentAtMs.push([(JSON.parse(body) as { ids: number[] }).ids[0]!, atMs]);
          free.push(connection);
        }),
      );
      await sleep(1000 / ROWS_PER_SECOND);
    }
    await Promise.all(sending);
    await sleep(2000);
    const { latency, missed } = await ask<Listened>(clients, { kind: 'tell', sentAtMs });
    if (missed > 0) throw new Error(`${missed} news did not reach a listener`);
    for (const connection of free) connection.close();
    return {
      name: `a new request reaches ${LISTENERS} screens, ${ROWS_PER_SECOND} a second, p95`,
      unit: 's',
      measured: latency.p95 / 1000,
      asked: 1,
      better: 'lower',
      note: `from sending the row over HTTP to each listener's socket, none missed; in ms: ${spread(latency)}`,
    };
  } finally {
    clients.kill();
    await city.close();
  }
}

const FRAME_BYTES = 4000;
/** Fills the buffers of the system first: until they are full, nothing is kept in the process. */
const FLOODED_BYTES = 16 * 1024 * 1024;

/** A real connection that reads nothing. Its buffers in the system are filled quickly, then news come at their ordinary pace. */
async function* stalledRows(): AsyncGenerator<BenchRow> {
  const flooded = await stalledListener((kept) => (kept < FLOODED_BYTES ? 0 : 20));
  yield {
    name: 'a screen that reads nothing under a flood of news: most that was kept for it',
    unit: 'MiB',
    measured: flooded.mostKeptBytes / 2 ** 20,
    asked: 2,
    better: 'lower',
    note: `let go after ${round(flooded.seconds)} s; the system's own buffers took ${round(flooded.systemBytes / 2 ** 20)} MiB`,
  };
  const quiet = await stalledListener((kept, isStalled) => (isStalled ? 200 : kept < FLOODED_BYTES ? 0 : 20));
  yield {
    name: 'a screen that reads nothing, with few news: time until it is let go',
    unit: 's',
    measured: quiet.seconds,
    asked: 60,
    better: 'lower',
    note: `from the first news that the system did not take; ${round(quiet.mostKeptBytes / 2 ** 20)} MiB were kept for it`,
  };
}

/** More than what is on its way at any moment to a listener that reads. */
const STALLED_BYTES = 64 * 1024;

interface Stalled {
  /** From the first write that had to wait to the end of the connection. */
  seconds: number;
  mostKeptBytes: number;
  systemBytes: number;
}

async function stalledListener(pauseMs: (sentBytes: number, isStalled: boolean) => number): Promise<Stalled> {
  const hub = new LiveHub({
    epoch: 'bench',
    asOf: () => toShanghaiIso(Date.now()),
    simulated: () => false,
    nowIso: () => toShanghaiIso(Date.now()),
  });
  let keptBytes = () => 0;
  const server = createServer((_request, response) => {
    keptBytes = () => (response.destroyed ? 0 : response.writableLength);
    hub.subscribe(response, null);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
  socket.pause();
  try {
    while (hub.clientCount === 0) await sleep(5);
    const news = {
      jobId: 'j',
      kind: 'demo',
      state: 'running' as const,
      progress: 0,
      step: 'x'.repeat(FRAME_BYTES),
      error: null,
      dataset: null,
    };
    let sentBytes = 0;
    let mostKeptBytes = 0;
    let systemBytes = 0;
    let stalledAt: number | null = null;
    while (hub.clientCount > 0) {
      if (stalledAt === null && keptBytes() > STALLED_BYTES) {
        stalledAt = performance.now();
        systemBytes = sentBytes - keptBytes();
      }
      hub.publishJob(news);
      sentBytes += FRAME_BYTES;
      mostKeptBytes = Math.max(mostKeptBytes, keptBytes());
      await sleep(pauseMs(sentBytes, stalledAt !== null));
    }
    return {
      seconds: (performance.now() - (stalledAt ?? performance.now())) / 1000,
      mostKeptBytes,
      systemBytes,
    };
  } finally {
    socket.destroy();
    hub.close();
    await new Promise((resolve) => server.close(resolve));
  }
}
