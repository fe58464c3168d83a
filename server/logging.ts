import { createRequire } from 'node:module';
import type { FastifyRequest } from 'fastify';
import type { Config } from './config.ts';

/** No queries and no client addresses in the log: they say what somebody searched for. */
export function loggerOptions(config: Pick<Config, 'logLevel' | 'logJson'>) {
  return {
    level: config.logLevel,
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions?.url }),
    },
    ...(config.logJson ? {} : { stream: readableLines() }),
  };
}

/** The formatter is loaded with the first line: most runs never write one. */
function readableLines(): { write(line: string): void } {
  let formatter: { write(line: string): void } | null = null;
  return {
    write(line) {
      formatter ??= loadFormatter()({
        sync: true,
        ignore: 'pid,hostname,reqId',
        translateTime: 'SYS:HH:MM:ss',
      });
      formatter.write(line);
    },
  };
}

function loadFormatter(): typeof import('pino-pretty') {
  return createRequire(import.meta.url)('pino-pretty') as typeof import('pino-pretty');
}
