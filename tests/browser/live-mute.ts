import { createServer, request as forward, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MuteDoor {
  /** Answers like the server behind it. */
  address: string;
  /** From now on the live line stands, and nothing comes over it: what a proxy does that keeps back what it is sent. */
  mute(): void;
  close(): Promise<void>;
}

/** A door before a running server, which can silence the live line without breaking it. */
export async function openMuteDoor(server: string): Promise<MuteDoor> {
  let isMute = false;
  const door = createServer((asked, answer) => {
    const isLive = asked.url?.split('?', 1)[0].endsWith('/api/live') ?? false;
    const onward = forward(
      `${server}${asked.url}`,
      { method: asked.method, headers: asked.headers },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        if (!isLive) {
          got.pipe(answer);
          return;
        }
        answer.flushHeaders();
        got.on('data', (chunk) => {
          if (!isMute) answer.write(chunk);
        });
        got.on('end', () => answer.end());
      },
    );
    onward.on('error', () => fail(answer));
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  const { port } = door.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    mute() {
      isMute = true;
    },
    close() {
      const closed = new Promise<void>((resolve) => door.close(() => resolve()));
      door.closeAllConnections();
      return closed;
    },
  };
}

function fail(answer: ServerResponse): void {
  if (!answer.headersSent) answer.writeHead(502);
  answer.end();
}
