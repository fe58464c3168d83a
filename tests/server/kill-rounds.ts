import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import { openStore } from '../../server/store/store.ts';
import { RawConnection } from '../raw-http.ts';
import { makeRandom } from './store/random-requests.ts';

export interface KillRounds {
  kills: number;
  /** Rows and steps that were answered for, in all rounds. */
  acknowledgedRows: number;
  acknowledgedSteps: number;
  /** Of them: those not found, or not as they were said. */
  lostRows: number;
  lostSteps: number;
  /** Requests beyond one for each row that was ever sent. */
  doubled: number;
  /** State rows that are not what their events lead to. */
  wrongStates: number;
}

export interface KillOptions {
  /** Holds the data set, which is a demo: it is written to from this machine without a token. */
  dataDir: string;
  dataset: string;
  unitId: string;
  categoryCode: string;
  kills: number;
  clients: number;
  seed: number;
  onRound?: (round: number) => void;
}

/** A kill comes this long after the first answers at most: in between lie some dozens of commits. */
const LONGEST_LIFE_MS = 800;
const SOURCE = '热线';

/** Rows and steps that were answered for. */
interface Ledger {
  rows: Map<string, number>;
  steps: Set<string>;
  /** Every row ever sent, answered for or not. */
  sent: Set<string>;
}

/**
 * Starts a server, lets clients deliver single rows and first steps to it over HTTP, kills it at a random moment, and begins again; each
 * server is told first what was answered for before. In the end the store itself is asked.
 */
export async function killRounds(options: KillOptions): Promise<KillRounds> {
  const random = makeRandom(options.seed);
  const ledger: Ledger = { rows: new Map(), steps: new Set(), sent: new Set() };
  const before = await countRequests(options);
  let lostRows = 0;
  for (let round = 0; round < options.kills; round++) {
    const server = await startServer(options);
    lostRows += await deliverAgain(server.address, options, ledger);
    await deliverUntilKilled(server, options, ledger, round, random() * LONGEST_LIFE_MS);
    options.onRound?.(round + 1);
  }
  const end = await askStore(options, ledger, before);
  return {
    kills: options.kills,
    acknowledgedRows: ledger.rows.size,
    acknowledgedSteps: ledger.steps.size,
    ...end,
    lostRows: lostRows + end.lostRows,
  };
}

interface Server {
  address: string;
  child: ChildProcess;
}

async function startServer({ dataDir, dataset }: KillOptions): Promise<Server> {
  const script = fileURLToPath(new URL('./serve-folder.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    env: {
      ...process.env,
      PORT: '0',
      ONEGRID_DATA_DIR: dataDir,
      ONEGRID_DATASET: dataset,
      ONEGRID_SIMULATED_FEED: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('http://')) return { address: line, child };
  }
  throw new Error('the server ended before it listened');
}

/** Times are the same whenever a row is told: a minute of its own before now would make it another row. */
const CREATED_AT = toShanghaiIso(Date.now() - 3_600_000);
const STEP_AT = toShanghaiIso(Date.now() - 3_590_000);

function rowOf({ unitId, categoryCode }: KillOptions, externalId: string) {
  return { source: SOURCE, externalId, createdAt: CREATED_AT, categoryCode, unitId };
}

const ROWS_AT_ONCE = 1000;

/** What was answered for must be unchanged, under its own number. @returns how many rows are not */
async function deliverAgain(address: string, options: KillOptions, { rows }: Ledger): Promise<number> {
  const connection = new RawConnection(address);
  let lost = 0;
  const all = [...rows];
  for (let from = 0; from < all.length; from += ROWS_AT_ONCE) {
    const part = all.slice(from, from + ROWS_AT_ONCE);
    const requests = part.map(([externalId]) => rowOf(options, externalId));
    const { status, body } = await connection.post('/api/requests', JSON.stringify({ requests }));
    if (status !== 200) throw new Error(`a second delivery was answered with ${status}: ${body}`);
    const { ids, created, updated } = JSON.parse(body) as { ids: number[]; created: number; updated: number };
    lost += Math.max(created + updated, part.filter(([, id], place) => ids[place] !== id).length);
  }
  connection.close();
  return lost;
}

/** Every client sends a row, then its first step, then the next row, each when the one before is answered. */
async function deliverUntilKilled(
  { address, child }: Server,
  options: KillOptions,
  ledger: Ledger,
  round: number,
  lifeMs: number,
): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let rowsOfRound = 0;
  const doom = () => {
    rowsOfRound += 1;
    // However slow the machine, every client has been answered about twice when the moment is drawn.
    if (rowsOfRound === 2 * options.clients) setTimeout(() => child.kill('SIGKILL'), lifeMs);
  };
  const client = async (lane: number): Promise<void> => {
    const connection = new RawConnection(address);
    for (let no = 0; ; no++) {
      const externalId = `${round}-${lane}-${no}`;
      ledger.sent.add(externalId);
      const row = await connection.post(
        '/api/requests',
        JSON.stringify({ requests: [rowOf(options, externalId)] }),
      );
      if (row.status !== 200) throw new Error(`a row was answered with ${row.status}: ${row.body}`);
      const [id] = (JSON.parse(row.body) as { ids: number[] }).ids;
      ledger.rows.set(externalId, id!);
      doom();
      const step = await connection.post(
        `/api/requests/${id}/events`,
        JSON.stringify({ type: 'dispatched', at: STEP_AT, actorRole: 'dispatcher' }),
      );
      if (step.status !== 200) throw new Error(`a step was answered with ${step.status}: ${step.body}`);
      ledger.steps.add(externalId);
    }
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: options.clients }, (_, lane) => client(lane)),
  );
  child.kill('SIGKILL');
  await ended;
  for (const outcome of outcomes) {
    const { message } = (outcome as PromiseRejectedResult).reason as Error;
    if (/answered with/.test(message)) throw new Error(message);
  }
}

async function countRequests({ dataDir, dataset }: KillOptions): Promise<number> {
  const store = await openStore(join(dataDir, dataset));
  try {
    return await store.requests.count();
  } finally {
    await store.close();
  }
}

async function askStore(
  { dataDir, dataset }: KillOptions,
  ledger: Ledger,
  before: number,
): Promise<Pick<KillRounds, 'lostRows' | 'lostSteps' | 'doubled' | 'wrongStates'>> {
  const store = await openStore(join(dataDir, dataset));
  try {
    let lostRows = 0;
    let lostSteps = 0;
    let kept = 0;
    for (const externalId of ledger.sent) {
      const id = await store.requests.idOf(SOURCE, externalId);
      if (id !== null) kept++;
      if (ledger.rows.has(externalId) && id !== ledger.rows.get(externalId)) lostRows++;
      if (!ledger.steps.has(externalId)) continue;
      const types = id === null ? [] : (await store.requests.events(id))!.map(({ type }) => type);
      if (types.join() !== 'received,dispatched') lostSteps++;
    }
    return {
      lostRows,
      lostSteps,
      doubled: (await store.requests.count()) - before - kept,
      wrongStates: await store.requests.rebuildState(),
    };
  } finally {
    await store.close();
  }
}
