import { PROFILE_TRAITS } from '../../../geodata/network/profiles.ts';
import { fetchNetworkFile } from '../../api/network-files.ts';
import type { PlanAnswer, PlanRequest } from './messages.ts';
import { PlanDrawings } from './plan-drawings.ts';
import { PlanEngine } from './plan-engine.ts';
import { PlanGateBook } from './plan-gates.ts';

/** The engine in a thread of its own, so that a finger never waits for a count. */
let engine: PlanEngine | null = null;
let drawings: PlanDrawings | null = null;
let gateBook: PlanGateBook | null = null;
/** The newest position that waits while one is being counted. */
let waiting: Extract<PlanRequest, { type: 'move' }> | null = null;

const channel = new MessageChannel();

function answer(message: PlanAnswer): void {
  postMessage(message);
}

async function open(request: Extract<PlanRequest, { type: 'open' }>): Promise<void> {
  const { dataset, version } = request;
  const read = async (name: 'network' | 'homes' | 'surface', from: number, to: number): Promise<Uint8Array> =>
    fetchNetworkFile(dataset, name, version, (share) =>
      answer({ type: 'progress', step: name, share: from + share * (to - from) }),
    );
  const network = await read('network', 0, 0.25);
  const homes = await read('homes', 0.25, 0.35);
  const surface = await read('surface', 0.35, 0.85);
  answer({ type: 'progress', step: 'index', share: 0.9 });
  const traits = PROFILE_TRAITS[request.walker];
  const speedMps = request.walker === 'adult' ? request.adultSpeedMps : traits.speedMps;
  engine = new PlanEngine(
    { network, homes, surface },
    { ...request, speedMps, avoidSteps: traits.avoidSteps },
  );
  const opened = engine;
  drawings = new PlanDrawings(() => opened.view);
  gateBook = new PlanGateBook(() => opened.view, opened.todayPolicy);
  answer({
    type: 'ready',
    homes: engine.homes.count,
    edges: engine.network.edgeCount,
    sourceName: engine.network.sourceName,
    sourceDate: engine.network.sourceDate,
    speedMps,
    avoidSteps: traits.avoidSteps,
  });
}

/** Moves are counted between messages, so that whatever came meanwhile replaces a position that nobody waits for any more. */
channel.port1.onmessage = () => {
  if (waiting === null || engine === null) return;
  const { sequence, position } = waiting;
  waiting = null;
  answer({ type: 'frame', ...engine.move(sequence, position) });
};

function handle(request: PlanRequest): void {
  if (engine === null || drawings === null || gateBook === null) throw new Error('the plan is not open yet');
  if (request.type === 'move') {
    waiting = request;
    channel.port2.postMessage(null);
    return;
  }
  if (request.type === 'site') {
    answer({ type: 'sites', ...engine.site(request.sequence, request.gapId, request.count) });
    return;
  }
  if (request.type === 'report') {
    answer({ type: 'reached', ...engine.report(request.sequence, request.of) });
    return;
  }
  if (request.type === 'siting') {
    answer({ type: 'siting', ...engine.siteMany(request.sequence, request.question) });
    return;
  }
  if (request.type === 'place' || request.type === 'grab' || request.type === 'look') waiting = null;
  if (request.type === 'place')
    answer({ type: 'standing', ...engine.place(request.sequence, request.today, request) });
  else if (request.type === 'grab')
    answer({ type: 'standing', ...engine.grab(request.sequence, request.stationId) });
  else if (request.type === 'look')
    answer({ type: 'standing', ...engine.look(request.sequence, request.unitIds, request.gapCutoff) });
  else if (request.type === 'gates' || request.type === 'gateEffects') answer(gateBook.answer(request));
  else if (request.type !== 'open') answer(drawings.answer(request));
}

addEventListener('message', async ({ data }: MessageEvent<PlanRequest>) => {
  try {
    if (data.type === 'open') await open(data);
    else handle(data);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'engine';
    answer({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  }
});
