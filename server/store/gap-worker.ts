/** Thread of gap-thread.ts: finds and outlines gaps, one question after the other. It reads network and homes of its data set itself, once. */
import { parentPort, workerData } from 'node:worker_threads';
import { barrierIndex } from '../../geodata/network/barriers.ts';
import { gapOutlines } from '../../geodata/service-area/gap-outlines.ts';
import { findGaps } from '../../geodata/service-area/gaps.ts';
import { addHome, nobody } from '../../geodata/service-area/people.ts';
import type { GapList, GapQuestion, GapReply, GapRequest } from './gap-messages.ts';
import { readNetworkFiles } from './network-files.ts';

const { folder } = workerData as { folder: string };
const ground = readGround();

parentPort!.on('message', async ({ number, ...question }: GapRequest) => {
  let reply: GapReply;
  try {
    reply = { number, list: gapList(await ground, question) };
  } catch (error) {
    reply = { number, failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort!.postMessage(reply);
});

async function readGround() {
  const files = await readNetworkFiles(folder);
  if (files === null) throw new Error(`${folder} has no street network`);
  return { ...files, barriers: barrierIndex(files.network) };
}

function gapList(
  { network, homes, barriers }: Awaited<ReturnType<typeof readGround>>,
  { times, cutoffDm, units }: GapQuestion,
): GapList {
  const gaps = findGaps(network, homes, times, barriers, { cutoffDm, units });
  const outlines = gapOutlines(network, homes, gaps, barriers);
  const uncovered = nobody();
  for (let h = 0; h < homes.count; h++) if (gaps.gapOfHome[h] >= 0) addHome(uncovered, homes, h);
  return { gaps: gaps.list.map((gap, i) => ({ ...gap, outline: outlines[i] })), uncovered };
}
