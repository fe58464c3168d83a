/** Thread of gap-thread.ts: finds and outlines gaps, one question after the other. It reads network and homes of its data set itself, once. */
import { parentPort, workerData } from 'node:worker_threads';
import { barrierIndex } from '../../geodata/network/barriers.ts';
import { gapList } from './gap-list.ts';
import type { GapReply, GapRequest } from './gap-messages.ts';
import { readNetworkFiles } from './network-files.ts';

const { folder } = workerData as { folder: string };
const ground = readGround();

parentPort!.on('message', async ({ number, ...question }: GapRequest) => {
  try {
    const list = gapList(await ground, question);
    parentPort!.postMessage({ number, list } satisfies GapReply, [list.features.buffer]);
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error);
    parentPort!.postMessage({ number, failed } satisfies GapReply);
  }
});

async function readGround() {
  const files = await readNetworkFiles(folder);
  if (files === null) throw new Error(`${folder} has no street network`);
  return { ...files, barriers: barrierIndex(files.network) };
}
