/** A process of its own with many listeners of `/api/live` on real connections: says how long news took to reach them. */
import { connect } from 'node:net';
import { type Sample, summarize } from './harness.ts';

export interface ListenTask {
  kind: 'listen';
  address: string;
  listeners: number;
}

/** By id of a 诉求: when it was sent, in milliseconds of the machine's clock. */
export interface TellTask {
  kind: 'tell';
  sentAtMs: [number, number][];
}

export interface Listened {
  /** Milliseconds from sending a row to each listener's hearing of it. */
  latency: Sample;
  /** Of the news of every listener: those that never came. */
  missed: number;
}

const heard = new Map<number, number[]>();
let listeners = 0;

process.on('message', (task: ListenTask | TellTask) => {
  if (task.kind === 'listen') {
    listeners = task.listeners;
    void Promise.all(Array.from({ length: listeners }, () => listen(task.address))).then(() =>
      process.send!({ ready: true }),
    );
  } else process.send!(judge(task));
});

function judge({ sentAtMs }: TellTask): Listened {
  const latencies: number[] = [];
  let missed = 0;
  for (const [id, atMs] of sentAtMs) {
    const times = heard.get(id) ?? [];
    missed += listeners - times.length;
    for (const time of times) latencies.push(time - atMs);
  }
  return { latency: summarize(latencies), missed };
}

/** Resolves with the first heartbeat: from then on nothing is missed. */
function listen(address: string): Promise<void> {
  const { hostname, port, host } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.setEncoding('latin1');
    socket.write(`GET /api/live HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    socket.on('error', reject);
    let rest = '';
    socket.on('data', (text: string) => {
      const now = performance.timeOrigin + performance.now();
      rest += text;
      const end = rest.lastIndexOf('\n\n');
      if (end < 0) return;
      const whole = rest.slice(0, end);
      rest = rest.slice(end);
      if (whole.includes('event: heartbeat')) resolve();
      for (const [, id] of whole.matchAll(/"change":"created","request":\{"id":(\d+)/g)) {
        const times = heard.get(Number(id));
        if (times) times.push(now);
        else heard.set(Number(id), [now]);
      }
    });
  });
}
