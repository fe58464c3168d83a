import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { hashSources } from './source-hash.ts';

/** What the page is built from. */
const SOURCES = [
  'web',
  'server/contract',
  'geodata/model',
  'geodata/network',
  'geodata/service-area',
  'geodata/indicators',
  'vite.config.ts',
  'server/precompress.ts',
  'package-lock.json',
  'tsconfig.json',
];
const STAMP = 'build-stamp.txt';
/** Seconds the build takes on two cores beside the demo city; only the bar depends on it. */
export const EXPECTED_BUILD_SECONDS = 6;

/** A later start builds only when this changed. */
export function hashWebSources(root: string): string {
  return hashSources(root, SOURCES);
}

/** Does the built page belong to these sources? */
export async function isPageBuilt(webDir: string, sourcesHash: string): Promise<boolean> {
  if (!existsSync(join(webDir, 'index.html'))) return false;
  const stamp = await readFile(join(webDir, STAMP), 'utf8').catch(() => '');
  return stamp === sourcesHash;
}

/**
 * Builds the page in a process of its own, so that its memory goes when it is done.
 * @param report progress 0…1, estimated: the bundler tells none
 * @throws with the bundler's words where it fails
 */
export async function buildPage(
  root: string,
  webDir: string,
  sourcesHash: string,
  report: (progress: number, step: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const step = '构建页面 Building the page';
  const startedAt = Date.now();
  const ticker = setInterval(() => {
    const seconds = (Date.now() - startedAt) / 1000;
    report(1 - Math.exp((-2 * seconds) / EXPECTED_BUILD_SECONDS), step);
  }, 250);
  report(0, step);
  try {
    await runVite(root, webDir, signal);
    await writeFile(join(webDir, STAMP), sourcesHash);
  } finally {
    clearInterval(ticker);
  }
  report(1, step);
}

function runVite(root: string, webDir: string, signal?: AbortSignal): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [vite, 'build', '--outDir', webDir, '--emptyOutDir', '--logLevel', 'warn'],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal },
    );
    let said = '';
    const listen = (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-8000);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the page could not be built:\n${said}`));
    });
  });
}
