import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  /** Seconds of Retry-After; null = not said. */
  retryAfter: number | null;
  body: string;
}

/**
 * One kept-alive connection that posts JSON, one request at a time. Written on the socket itself: where clients and server share two
 * processors, what an ordinary client does beside would be measured as the server's.
 */
export class RawConnection {
  private readonly socket: Socket;
  private readonly host: string;
  private readonly headers: string;
  private received = '';
  private waiting: { resolve: (answer: RawAnswer) => void; reject: (error: Error) => void } | null = null;
  private broken: Error | null = null;

  /** @param address like http://127.0.0.1:8080 */
  constructor(address: string, token?: string) {
    const { hostname, port, host } = new URL(address);
    this.host = host;
    this.headers = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
    this.socket = connect(Number(port), hostname);
    this.socket.setNoDelay(true);
    // As Latin-1, a sign is a byte, as the length of the body counts them; answers that are compared are ASCII.
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text: string) => this.take(text));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('the connection was closed')));
  }

  /** @throws where the connection breaks before the whole answer has come */
  post(path: string, body: string): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      if (this.broken) {
        reject(this.broken);
        return;
      }
      this.waiting = { resolve, reject };
      this.socket.write(
        `POST ${path} HTTP/1.1\r\nhost: ${this.host}\r\n${this.headers}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(text: string): void {
    this.received += text;
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.received.slice(0, end);
    const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (this.received.length < end + 4 + length) return;
    const body = this.received.slice(end + 4, end + 4 + length);
    this.received = this.received.slice(end + 4 + length);
    const { waiting } = this;
    this.waiting = null;
    const retryAfter = /retry-after: *(\d+)/i.exec(head)?.[1];
    waiting?.resolve({
      status: Number(head.slice(9, 12)),
      retryAfter: retryAfter === undefined ? null : Number(retryAfter),
      body,
    });
  }

  private fail(error: Error): void {
    this.broken ??= error;
    this.waiting?.reject(this.broken);
    this.waiting = null;
  }
}
