import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSources } from './source-hash.ts';

const SOURCES = ['server', 'geodata', 'package-lock.json'];
/** What is run by path: the server itself and the worker threads. */
const ENTRIES = {
  main: 'server/main.ts',
  import: 'server/commands/run-import.ts',
  'read-requests-worker': 'server/commands/read-requests-worker.ts',
  'make-city-worker': 'server/jobs/make-city-worker.ts',
  'make-map-worker': 'server/jobs/make-map-worker.ts',
  'siting-worker': 'server/jobs/siting-worker.ts',
  'gap-worker': 'server/store/gap-worker.ts',
};
/** Packages with files (the solver's .wasm) or machine code of their own beside their JavaScript. */
const EXTERNAL = [
  '@duckdb/node-bindings',
  '@duckdb/node-bindings-*',
  'highs',
  'pino-pretty',
  'vite',
  'esbuild',
  'tsx',
];
/** Bundles of earlier sources that are kept, beside those that a running process may still load a part of. */
const KEPT_BUNDLES = 3;
/** Name of an empty file in a bundle, followed by the number of a process that runs from it. */
const USED_BY = 'used-by-';

export type BundleEntry = keyof typeof ENTRIES;

/**
 * The server in a few files under dist/server: loading it takes a fifth of a second, loading its thousand modules from source more than
 * two, and worker threads have no TypeScript loader. Bundles only when the sources changed; safe to call from several processes.
 * @returns path of the bundled entry
 */
export async function bundledEntry(root: string, entry: BundleEntry): Promise<string> {
  const parent = join(root, 'dist', 'server');
  const hash = hashSources(root, SOURCES);
  const folder = join(parent, `${hash.slice(0, 16)}-${process.versions.modules}`);
  if (!existsSync(folder)) {
    await bundle(root, parent, folder);
    await removeOldBundles(parent);
  }
  await writeFile(join(folder, `${USED_BY}${process.pid}`), '');
  return join(folder, `${entry}.js`);
}

async function bundle(root: string, parent: string, folder: string): Promise<void> {
  const { build } = await import('esbuild');
  await mkdir(parent, { recursive: true });
  const temporary = join(parent, `.making-${process.pid}`);
  await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: temporary,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    // Less text to parse at every start; names stay for readable stacks.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    external: EXTERNAL,
    // Bundled CommonJS packages ask for these by name.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __filename = import.meta.filename; const __dirname = import.meta.dirname;",
    },
    logLevel: 'silent',
  });
  // Read by path, beside the code that reads them.
  await cp(join(root, 'geodata', 'import', 'mappings'), join(temporary, 'mappings'), { recursive: true });
  // Whoever comes second finds the same bundle in its place.
  await rename(temporary, folder).catch(() => rm(temporary, { recursive: true, force: true }));
}

/** Keeps the newest few of the bundles in a folder, and every one that a living process runs from. */
export async function removeOldBundles(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => !name.startsWith('.'));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, madeAt: (await stat(join(parent, name))).mtimeMs })),
  );
  aged.sort((a, b) => b.madeAt - a.madeAt);
  for (const { name } of aged.slice(KEPT_BUNDLES)) {
    const folder = join(parent, name);
    if (!(await isInUse(folder))) await rm(folder, { recursive: true, force: true });
  }
}

async function isInUse(folder: string): Promise<boolean> {
  const users = (await readdir(folder)).filter((name) => name.startsWith(USED_BY));
  return users.some((name) => isAlive(Number(name.slice(USED_BY.length))));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
