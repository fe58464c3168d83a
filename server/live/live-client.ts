/** What the hub needs of a response: a writable that says how much it still holds. */
export interface LiveSink {
  write(text: string): boolean;
  end(): void;
  destroy(): void;
  readonly writableLength: number;
  on(event: 'drain' | 'close' | 'error', listener: () => void): unknown;
}

/**
 * One listener. A listener that does not read is let go, not waited for: what it missed lies in the ring, and it comes back with
 * its last id.
 */
export class LiveClient {
  private stalledSince: number | null = null;
  private readonly sink: LiveSink;
  private readonly limits: { maxBufferedBytes: number; maxStallMs: number };
  private readonly now: () => number;

  constructor(sink: LiveSink, limits: { maxBufferedBytes: number; maxStallMs: number }, now: () => number) {
    this.sink = sink;
    this.limits = limits;
    this.now = now;
    sink.on('drain', () => {
      this.stalledSince = null;
    });
  }

  send(frame: string): void {
    if (!this.sink.write(frame)) this.stalledSince ??= this.now();
  }

  /** True where the listener holds too much unread, or has read nothing for too long. */
  isTooSlow(): boolean {
    if (this.sink.writableLength > this.limits.maxBufferedBytes) return true;
    return this.stalledSince !== null && this.now() - this.stalledSince > this.limits.maxStallMs;
  }

  close(): void {
    this.sink.end();
  }

  evict(): void {
    this.sink.destroy();
  }
}
