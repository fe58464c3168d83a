import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the running product, without a slash at its end. */
    address: string;
    /** A copy of its data that no server opens: what a server of a test's own copies for itself, since a store belongs to one process. */
    spareDataFolder: string;
  }
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** A command of the product. Vitest says NODE_ENV=test, under which the page would be one for developers: larger, slower, and not what is shipped. */
function node(args: string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function finished(child: ChildProcess, what: string): Promise<void> {
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const exitCode = await new Promise((resolve) => child.once('exit', resolve));
  if (exitCode !== 0) throw new Error(`${what} ended with ${exitCode}:\n${output}`);
}

export interface RunningServer {
  address: string;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts the server over `dataFolder`, on a free port where none is given, and waits until it is healthy. */
export async function startServer(
  dataFolder: string,
  environment: Record<string, string> = {},
  wantedPort?: number,
): Promise<RunningServer> {
  const port = wantedPort ?? (await freePort());
  const child = node(['server/start.ts'], {
    PORT: String(port),
    ONEGRID_DATA_DIR: dataFolder,
    ONEGRID_SIMULATED_FEED: 'off',
    ...environment,
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const address = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 120_000;
  while (!(await isHealthy(address))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the server did not become healthy:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await new Promise((resolve) => child.once('exit', resolve));
    clearTimeout(killer);
  };
  return { address, process: child, stop };
}

export async function isHealthy(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/api/health`)).status === 200;
  } catch {
    return false;
  }
}

/** The three districts of 贵阳 with a twentieth of the requests: every count of the case is the real one. */
export async function makeDemo(
  dataFolder: string,
  args = ['--case', 'guiyang', '--scale', '0.05', '--seed', '7'],
): Promise<void> {
  await finished(
    node(['server/commands/demo.ts', ...args], { ONEGRID_DATA_DIR: dataFolder }),
    'making the demo city',
  );
}

function makePage(): Promise<void> {
  return finished(node(['tests/browser/make-page.ts'], {}), 'building the page');
}

export default async function setup(project: TestProject) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'onegrid-browser-'));
  await Promise.all([makeDemo(dataFolder), makePage()]);
  const spareDataFolder = `${dataFolder}-spare`;
  cpSync(dataFolder, spareDataFolder, { recursive: true });
  const server = await startServer(dataFolder);
  project.provide('address', server.address);
  project.provide('spareDataFolder', spareDataFolder);
  return async () => {
    await server.stop();
    for (const folder of [dataFolder, spareDataFolder]) rmSync(folder, { recursive: true, force: true });
  };
}
