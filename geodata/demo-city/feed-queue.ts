/** What waits for its time. */
export interface Timed {
  atMs: number;
}

/** A binary heap by time; of two at the same time the one put in first comes out first. */
export class TimeQueue<T extends Timed> {
  private readonly heap: { item: T; order: number }[] = [];
  private put = 0;

  get length(): number {
    return this.heap.length;
  }

  push(item: T): void {
    const { heap } = this;
    heap.push({ item, order: this.put++ });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.before(child, parent)) break;
      this.swap(child, parent);
      child = parent;
    }
  }

  /** The earliest of what is due at `nowMs`, taken out; null where nothing is. */
  popDue(nowMs: number): T | null {
    const { heap } = this;
    const first = heap[0];
    if (!first || first.item.atMs > nowMs) return null;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      this.sink();
    }
    return first.item;
  }

  private sink(): void {
    const { heap } = this;
    let parent = 0;
    for (;;) {
      let least = parent;
      const left = 2 * parent + 1;
      if (left < heap.length && this.before(left, least)) least = left;
      if (left + 1 < heap.length && this.before(left + 1, least)) least = left + 1;
      if (least === parent) return;
      this.swap(parent, least);
      parent = least;
    }
  }

  private before(a: number, b: number): boolean {
    const left = this.heap[a]!;
    const right = this.heap[b]!;
    return (
      left.item.atMs - right.item.atMs < 0 || (left.item.atMs === right.item.atMs && left.order < right.order)
    );
  }

  private swap(a: number, b: number): void {
    const held = this.heap[a]!;
    this.heap[a] = this.heap[b]!;
    this.heap[b] = held;
  }
}
