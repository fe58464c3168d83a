import type { Position } from '../../geodata/model/geometry.ts';
import { PlanClient } from '../../web/plan/plan-client.ts';
import type { PlanAnswer, PlannedStation } from '../../web/plan/worker/messages.ts';

export interface Drag {
  stations: PlannedStation[];
  /** Where the finger goes, one frame after the other. */
  positions: Position[];
}

export interface DragTimes {
  /** Milliseconds from the page's question to its answer, and those of them in which the worker counted and drew; one per position. */
  answered: number[];
  worked: number[];
}

/** Drags a new station with the page's own client and worker. Each question waits for the answer to the one before. */
async function dragInPage({ stations, positions }: Drag): Promise<DragTimes> {
  let take: (answer: PlanAnswer) => void = () => {};
  const next = (type: PlanAnswer['type']): Promise<PlanAnswer> =>
    new Promise((resolve, reject) => {
      take = (answer) => {
        if (answer.type === 'failed') reject(new Error(answer.message));
        else if (answer.type === type) resolve(answer);
      };
    });
  const ready = next('ready');
  const client = new PlanClient(
    { dataset: null, version: 'bench', walker: 'adult', adultSpeedMps: 1.2, cutoffsMinutes: [5, 10, 15] },
    (answer) => take(answer),
  );
  await ready;
  const placed = next('standing');
  client.place(stations, { stations, gates: {}, when: 'anytime' });
  await placed;
  const grabbed = next('standing');
  client.grab(null);
  await grabbed;
  const times: DragTimes = { answered: [], worked: [] };
  for (const position of positions) {
    const frame = next('frame');
    const asked = performance.now();
    client.move(position);
    const answer = await frame;
    times.answered.push(performance.now() - asked);
    if (answer.type === 'frame') times.worked.push(answer.ms);
  }
  client.close();
  return times;
}

Object.assign(globalThis, { dragInPage });
