/** One event as it goes over the wire. `seq` counts from 1 within an epoch. */
export interface RingEvent {
  seq: number;
  frame: string;
}

/**
 * The last events of an epoch (one run of the server), in a ring of fixed size. Ids are `epoch-seq`: an id of another epoch,
 * or one that the ring no longer holds the successor of, cannot be resumed from.
 */
export class EventRing {
  readonly epoch: string;
  private readonly events: (RingEvent | undefined)[];
  private lastSeq = 0;

  /** @param epoch unique to this run, without `-` */
  constructor(epoch: string, size: number) {
    this.epoch = epoch;
    this.events = new Array(size);
  }

  /** Id of the newest event; `epoch-0` before the first. */
  get lastId(): string {
    return `${this.epoch}-${this.lastSeq}`;
  }

  push(event: string, data: unknown): string {
    this.lastSeq += 1;
    const frame = sseFrame(event, data, this.lastId);
    this.events[this.lastSeq % this.events.length] = { seq: this.lastSeq, frame };
    return frame;
  }

  /** Frames after `lastEventId`, oldest first; null where they cannot be told (then the client must ask everything anew). */
  since(lastEventId: string): string[] | null {
    const match = /^(.+)-(\d+)$/.exec(lastEventId);
    if (!match || match[1] !== this.epoch) return null;
    const seen = Number(match[2]);
    if (seen > this.lastSeq || seen < this.lastSeq - this.events.length) return null;
    const frames: string[] = [];
    for (let seq = seen + 1; seq <= this.lastSeq; seq++)
      frames.push(this.events[seq % this.events.length]!.frame);
    return frames;
  }
}

/** JSON has no raw line breaks, so one `data:` line is enough. */
export function sseFrame(event: string, data: unknown, id: string): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
