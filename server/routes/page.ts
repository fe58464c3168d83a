import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { notFound } from '../errors.ts';
import type { App } from './route-context.ts';

/** Addresses that the page itself tells apart. */
const SCREENS = ['/', '/wall', '/plan', '/plan/compare', '/remote', '/admin'];

/** The built page: its hashed assets for ever, its index always asked for anew. */
export async function pageRoutes(app: App, webDir: string | null): Promise<void> {
  const index = webDir === null ? null : join(webDir, 'index.html');
  if (webDir === null || index === null || !existsSync(index)) {
    for (const screen of SCREENS) {
      app.get(screen, { schema: { hide: true } }, async () => {
        throw notFound(
          'page-not-built',
          'The page has not been built: npm start builds it, or npm run build.',
        );
      });
    }
    return;
  }
  await app.register(fastifyStatic, {
    root: webDir,
    index: false,
    wildcard: true,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header(
        'cache-control',
        /[/\\]assets[/\\]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  for (const screen of SCREENS) {
    app.get(screen, { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'));
  }
}
