import { Agent, get } from 'node:http';

export interface Wire {
  /** Bytes of the body as they came, neither unpacked nor parsed. @throws on any status but 200 and 204 */
  read(url: string): Promise<number>;
  close(): void;
}

/**
 * One kept-alive connection, for figures that are asked of the server: what a client does with an answer (unpacking, parsing, a pool's
 * bookkeeping) takes longer than a tile and would be measured instead.
 */
export function openWire(): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    read: (url) =>
      new Promise((resolve, reject) => {
        get(url, { agent, headers: { 'accept-encoding': 'gzip' } }, (response) => {
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
          });
          response.on('end', () => {
            if (response.statusCode === 200 || response.statusCode === 204) resolve(bytes);
            else reject(new Error(`${url}: ${response.statusCode}`));
          });
        }).on('error', reject);
      }),
    close: () => agent.destroy(),
  };
}
