import type { Position } from '../../geodata/model/geometry.ts';
import type { PlanAnswer, PlannedCity, PlannedStation, PlanRequest } from './worker/messages.ts';

export type PlanOpening = Omit<Extract<PlanRequest, { type: 'open' }>, 'type'>;
type Numbered = Extract<PlanRequest, { sequence: number }>;
/** A question without its number; the client numbers them. */
export type PlanQuestion = Numbered extends infer One
  ? One extends Numbered
    ? Omit<One, 'sequence'>
    : never
  : never;

/** The engine's thread, as the page talks to it. Answers to questions that were overtaken by newer ones are dropped. */
export class PlanClient {
  private readonly worker: Worker;
  private sequence = 0;
  /** Everything before this was asked about stations that stand elsewhere by now. */
  private standingSequence = 0;
  private moveSequence = 0;

  constructor(opening: PlanOpening, onAnswer: (answer: PlanAnswer) => void) {
    this.worker = new Worker(new URL('./worker/plan-worker.ts', import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }: MessageEvent<PlanAnswer>) => {
      if (data.type === 'standing' && data.sequence !== this.standingSequence) return;
      if (data.type === 'frame' && data.sequence <= this.standingSequence) return;
      onAnswer(data);
    };
    this.worker.onerror = (event) => onAnswer({ type: 'failed', code: 'worker', message: event.message });
    this.post({ type: 'open', ...opening });
  }

  /** @returns the number that the answer will have */
  ask(question: PlanQuestion): number {
    this.sequence += 1;
    this.post({ ...question, sequence: this.sequence } as PlanRequest);
    return this.sequence;
  }

  /** Lets all stations of the plan stand that are open, and people through its gates. */
  place(today: PlannedStation[], city: PlannedCity): void {
    this.standingSequence = this.ask({ type: 'place', today, ...city });
  }

  /** Takes a station in hand (null: a new one). */
  grab(stationId: string | null): void {
    this.standingSequence = this.ask({ type: 'grab', stationId });
  }

  /** Counts within units, and measures gaps by the cut-off with that number. */
  look(unitIds: string[] | null, gapCutoff: number): void {
    this.standingSequence = this.ask({ type: 'look', unitIds, gapCutoff });
  }

  /** Where the station in hand is held. */
  move(position: Position | null): void {
    this.moveSequence = this.ask({ type: 'move', position });
  }

  /** Is this the answer to the newest move? */
  isNewest({ sequence }: { sequence: number }): boolean {
    return sequence === this.moveSequence;
  }

  close(): void {
    this.worker.terminate();
  }

  private post(request: PlanRequest): void {
    // Stations come from reactive stores; a worker takes plain data only.
    this.worker.postMessage(JSON.parse(JSON.stringify(request)));
  }
}
