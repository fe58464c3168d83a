import type { WriteStream } from 'node:tty';

const BAR_WIDTH = 32;
/** Without a terminal a line is printed when this much more is done, or a step begins. */
const PLAIN_STEP = 0.1;

/** One bar for several things that go on at once; plain lines where the output is no terminal. */
export class ProgressDisplay {
  private readonly parts = new Map<string, { weight: number; progress: number; step: string }>();
  private readonly output: NodeJS.WriteStream;
  private lastPlain = -1;
  private readonly begun = new Set<string>();
  private readonly startedAt = Date.now();

  constructor(output: NodeJS.WriteStream = process.stdout) {
    this.output = output;
  }

  /** @param weight seconds it takes, roughly */
  add(name: string, weight: number): (progress: number, step: string) => void {
    const part = { weight, progress: 0, step: '' };
    this.parts.set(name, part);
    return (progress, step) => {
      part.progress = Math.max(part.progress, Math.min(1, progress));
      part.step = step;
      this.draw();
    };
  }

  /** Leaves the finished bar behind. */
  finish(message: string): void {
    if (this.isTerminal()) this.output.write('\r\x1b[K');
    this.output.write(`${message} (${this.seconds()} s)\n`);
  }

  private draw(): void {
    const total = this.total();
    const steps = [...this.parts.values()]
      .filter((part) => part.progress < 1 && part.step !== '')
      .map((part) => part.step);
    const text = steps.join(' · ');
    if (this.isTerminal()) {
      const done = Math.round(total * BAR_WIDTH);
      const bar = `${'█'.repeat(done)}${'░'.repeat(BAR_WIDTH - done)}`;
      const line = `${bar} ${String(Math.round(total * 100)).padStart(3)} % ${text}`;
      this.output.write(`\r\x1b[K${cut(line, (this.output as WriteStream).columns ?? 80)}`);
      return;
    }
    if (text === '' || (total - this.lastPlain < PLAIN_STEP && steps.every((step) => this.begun.has(step))))
      return;
    this.lastPlain = total;
    for (const step of steps) this.begun.add(step);
    this.output.write(`${String(Math.round(total * 100)).padStart(3)} % ${this.seconds()} s  ${text}\n`);
  }

  private total(): number {
    let done = 0;
    let all = 0;
    for (const { weight, progress } of this.parts.values()) {
      done += weight * progress;
      all += weight;
    }
    return all === 0 ? 0 : done / all;
  }

  private seconds(): string {
    return ((Date.now() - this.startedAt) / 1000).toFixed(1);
  }

  private isTerminal(): boolean {
    return this.output.isTTY === true;
  }
}

/** Chinese characters take two columns. */
function cut(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += character.charCodeAt(0) > 0x2e80 ? 2 : 1;
    if (width >= columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}
