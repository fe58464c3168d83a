/**
 * `npm run dev`: the page from its sources with hot reload, in front of a server on a port of its own. A demo city that is missing is
 * made first, as `npm start` does.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, loadConfigFromFile } from 'vite';
import { readConfig } from './config.ts';
import { exitCode, explain } from './explain.ts';
import { serve } from './main.ts';
import { prepare } from './prepare.ts';
import { sourceRoot } from './source-root.ts';

const ROOT = sourceRoot();
const SERVER_PATHS = '^/(api|tiles|ogc|docs|d|open311)(/|$|\\?)|^/openapi\\.json';

try {
  await dev();
} catch (error) {
  console.error(explain(error));
  process.exit(exitCode(error));
}

async function dev(): Promise<void> {
  const config = readConfig();
  await prepare(config, { root: ROOT, page: false });
  const { address } = await serve({ ...config, port: 0, webDir: null });
  // The page's own settings, but for its proxy: the server's port is not known before it listens.
  const page = await loadConfigFromFile(
    { command: 'serve', mode: 'development' },
    join(ROOT, 'vite.config.ts'),
  );
  const vite = await createServer({
    ...page?.config,
    configFile: false,
    server: {
      host: config.host,
      port: config.port,
      strictPort: true,
      proxy: {
        [SERVER_PATHS]: {
          target: address,
          // The Host header stays the browser's, so that links in answers lead back through this door.
          changeOrigin: false,
          bypass: (request) => (isSource(request.url ?? '') ? request.url : undefined),
        },
      },
    },
  });
  await vite.listen();
  vite.printUrls();
}

/** `web/api/units.ts` is asked for as `/api/units.ts`: a file of the page, not an address of the server. */
function isSource(url: string): boolean {
  const path = url.split('?', 1)[0]!;
  return /\.(ts|js|mjs|vue|css|json)$/.test(path) && existsSync(join(ROOT, 'web', path));
}
