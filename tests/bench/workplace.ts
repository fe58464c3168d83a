import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDemo, type RunningServer, startServer } from '../browser/serve-demo.ts';

/** What the groups share: a folder with the full demo city, made once, and a server over it. */
export interface Workplace {
  root: string;
  /** Folder of the data sets; the demo city is made in it when first asked for. */
  demoFolder(): Promise<string>;
  server(): Promise<RunningServer>;
  close(): Promise<void>;
}

export const DEMO_CASE = 'guiyang';

export async function openWorkplace(): Promise<Workplace> {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const dataFolder = mkdtempSync(join(tmpdir(), 'onegrid-bench-'));
  let made: Promise<void> | null = null;
  let running: Promise<RunningServer> | null = null;
  const demoFolder = async () => {
    made ??= makeDemo(dataFolder, ['--case', DEMO_CASE, '--seed', '1']);
    await made;
    return dataFolder;
  };
  return {
    root,
    demoFolder,
    async server() {
      running ??= demoFolder().then((folder) => startServer(folder, { ONEGRID_RATE_LIMIT: '10000000' }));
      return running;
    },
    async close() {
      if (running) await (await running).stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
