import { Worker } from 'node:worker_threads';
import { bundledEntry } from '../server-build.ts';
import { sourceRoot } from '../source-root.ts';
import type { GapList, GapQuestion, GapReply, GapRequest } from './gap-messages.ts';

/** A thread with those who wait for it, by the number of their question. */
interface Session {
  worker: Promise<Worker>;
  waiting: Map<number, { resolve(list: GapList): void; reject(error: Error): void }>;
}

/**
 * Finds the gaps of a data set in a thread of its own, so that everybody else is served meanwhile: a whole city takes some tenths of a
 * second. The thread begins with the first question and stays until `close`; one that failed is followed by another.
 */
export class GapThread {
  private readonly folder: string;
  private session: Session | null = null;
  private asked = 0;
  private isClosed = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws where the thread cannot answer, or is closed before it does */
  async find(question: GapQuestion): Promise<GapList> {
    if (this.isClosed) throw new Error('the data set has been closed');
    const number = ++this.asked;
    this.session ??= this.begin();
    const { worker, waiting } = this.session;
    const answer = new Promise<GapList>((resolve, reject) => waiting.set(number, { resolve, reject }));
    worker.then(
      (thread) => thread.postMessage({ number, ...question } satisfies GapRequest),
      () => undefined,
    );
    return answer;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { session } = this;
    if (session === null) return;
    const worker = await session.worker.catch(() => null);
    this.end(session, new Error('the data set has been closed'));
    await worker?.terminate();
  }

  private begin(): Session {
    const session: Session = { worker: this.startWorker(), waiting: new Map() };
    session.worker.then(
      (worker) => {
        worker.on('message', (reply: GapReply) => receive(session, reply));
        worker.on('error', (error) => this.end(session, error as Error));
        worker.on('exit', () => this.end(session, new Error('the thread that finds gaps ended')));
      },
      (error) => this.end(session, error as Error),
    );
    return session;
  }

  private async startWorker(): Promise<Worker> {
    const file = await bundledEntry(sourceRoot(), 'gap-worker');
    const worker = new Worker(file, { workerData: { folder: this.folder }, execArgv: [] });
    // It has nothing to save: a server that stops need not wait for it.
    worker.unref();
    return worker;
  }

  /** Nobody waits for a thread that is gone; the next question begins another. */
  private end(session: Session, error: Error): void {
    if (this.session === session) this.session = null;
    for (const { reject } of session.waiting.values()) reject(error);
    session.waiting.clear();
  }
}

function receive({ waiting }: Session, reply: GapReply): void {
  const asker = waiting.get(reply.number);
  waiting.delete(reply.number);
  if ('list' in reply) asker?.resolve(reply.list);
  else asker?.reject(new Error(reply.failed));
}
