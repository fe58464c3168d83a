/** A process of its own that delivers single rows over HTTP: the figures of a server are not to be those of its clients. */
import { toShanghaiIso } from '../../geodata/model/time.ts';
import { RawConnection } from '../raw-http.ts';
import { type Sample, summarize } from './harness.ts';

export interface IngestTask {
  address: string;
  unitId: string;
  categoryCode: string;
  /** Begins the ids of the rows, so that no two tasks tell of the same. */
  prefix: string;
  seconds: number;
  /** Clients that send the next row when the last is answered. */
  clients?: number;
  /** Or so many rows a second, whether answers come or not. */
  rowsPerSecond?: number;
}

export interface IngestResult {
  /** By status; 0 = the connection broke. */
  statuses: Record<number, number>;
  /** Answers of 503 without Retry-After. */
  busyWithoutRetry: number;
  seconds: number;
  /** Milliseconds from the row to its answer. */
  latency: Sample;
}

process.on('message', (task: IngestTask) => {
  void run(task).then((result) => process.send!(result));
});

async function run(task: IngestTask): Promise<IngestResult> {
  const statuses: Record<number, number> = {};
  const latencies: number[] = [];
  let busyWithoutRetry = 0;
  let rows = 0;
  const createdAt = toShanghaiIso(Date.now() - 60_000);
  const send = async (connection: RawConnection): Promise<boolean> => {
    rows += 1;
    const row = {
      source: '12345',
      externalId: `${task.prefix}-${rows}`,
      createdAt,
      categoryCode: task.categoryCode,
      unitId: task.unitId,
    };
    const startedMs = performance.now();
    const answer = await connection
      .post('/api/requests', JSON.stringify({ requests: [row] }))
      .catch(() => ({ status: 0, retryAfter: null }));
    latencies.push(performance.now() - startedMs);
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    if (answer.status === 503 && answer.retryAfter === null) busyWithoutRetry += 1;
    return answer.status !== 0;
  };
  const startedMs = performance.now();
  if (task.clients !== undefined) await inTurns(task.clients, task, send);
  else await atPace(task.rowsPerSecond!, task, send);
  const seconds = (performance.now() - startedMs) / 1000;
  return { statuses, busyWithoutRetry, seconds, latency: summarize(latencies) };
}

type Send = (connection: RawConnection) => Promise<boolean>;

async function inTurns(clients: number, { address, seconds }: IngestTask, send: Send): Promise<void> {
  const endMs = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const connection = new RawConnection(address);
      while (performance.now() < endMs && (await send(connection)));
      connection.close();
    }),
  );
}

const TICK_MS = 10;

/** A row that is due takes a connection that is free, or a new one. */
async function atPace(rowsPerSecond: number, { address, seconds }: IngestTask, send: Send): Promise<void> {
  const free: RawConnection[] = [];
  const running = new Set<Promise<void>>();
  const startedMs = performance.now();
  const all = rowsPerSecond * seconds;
  for (let sent = 0; sent < all; ) {
    const due = Math.min(all, Math.floor(((performance.now() - startedMs) / 1000) * rowsPerSecond));
    for (; sent < due; sent++) {
      const connection = free.pop() ?? new RawConnection(address);
      const one = send(connection).then((isWhole) => {
        if (isWhole) free.push(connection);
        running.delete(one);
      });
      running.add(one);
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(running);
  for (const connection of free) connection.close();
}
