import type {
  LonLat,
  PlanAnswer,
  PlanFrame,
  PlanNetwork,
  PlannedStation,
  PlanRequest,
  PlanSites,
  PlanStanding,
  PlanWalk,
} from './worker/messages.ts';

export interface PlanListener {
  progress(share: number, step: string): void;
  ready(network: PlanNetwork): void;
  standing(answer: PlanStanding): void;
  frame(answer: PlanFrame): void;
  sites(answer: PlanSites): void;
  walk(answer: PlanWalk): void;
  failed(code: string, message: string): void;
}

export type PlanOpening = Omit<Extract<PlanRequest, { type: 'open' }>, 'type'>;

/** The engine's thread, as the page talks to it. Answers to questions that were overtaken by newer ones are dropped. */
export class PlanClient {
  private readonly worker: Worker;
  private sequence = 0;
  /** Everything before this was asked about stations that stand elsewhere by now. */
  private standingSequence = 0;

  constructor(opening: PlanOpening, listener: PlanListener) {
    this.worker = new Worker(new URL('./worker/plan-worker.ts', import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }: MessageEvent<PlanAnswer>) => {
      if (data.type === 'progress') listener.progress(data.share, data.step);
      else if (data.type === 'ready') listener.ready(data);
      else if (data.type === 'failed') listener.failed(data.code, data.message);
      else if (data.type === 'sites') listener.sites(data);
      else if (data.type === 'walk') listener.walk(data);
      else if (data.type === 'standing') {
        if (data.sequence === this.standingSequence) listener.standing(data);
      } else if (data.sequence > this.standingSequence) listener.frame(data);
    };
    this.worker.onerror = (event) => listener.failed('worker', event.message);
    this.ask({ type: 'open', ...opening });
  }

  /** Lets all stations stand. */
  place(today: PlannedStation[], stations: PlannedStation[]): void {
    this.ask({ type: 'place', sequence: this.nextStanding(), today, stations });
  }

  /** Takes a station in hand (null: a new one). */
  grab(stationId: string | null): void {
    this.ask({ type: 'grab', sequence: this.nextStanding(), stationId });
  }

  /** Counts within units, and measures gaps by the cut-off with that number. */
  look(unitIds: string[] | null, gapCutoff: number): void {
    this.ask({ type: 'look', sequence: this.nextStanding(), unitIds, gapCutoff });
  }

  /** Where the station in hand is held. */
  move(position: LonLat | null): void {
    this.sequence += 1;
    this.ask({ type: 'move', sequence: this.sequence, position });
  }

  /** Asks for places: the best for a gap, or `count` together. */
  site(gapId: string | null, count: number): void {
    this.sequence += 1;
    this.ask({ type: 'site', sequence: this.sequence, gapId, count });
  }

  walk(buildingId: string): void {
    this.sequence += 1;
    this.ask({ type: 'walk', sequence: this.sequence, buildingId });
  }

  /** Is this the answer to the newest question? */
  isNewest({ sequence }: { sequence: number }): boolean {
    return sequence === this.sequence;
  }

  close(): void {
    this.worker.terminate();
  }

  private nextStanding(): number {
    this.sequence += 1;
    this.standingSequence = this.sequence;
    return this.sequence;
  }

  private ask(request: PlanRequest): void {
    // Stations come from reactive stores; a worker takes plain data only.
    this.worker.postMessage(JSON.parse(JSON.stringify(request)));
  }
}
