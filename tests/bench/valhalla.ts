import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** What is used of `@valhallajs/valhallajs` 3.6.1. */
interface ValhallaPackage {
  Actor: new (config: string) => ValhallaActor;
  getConfig(options: { tileDir: string; verbose: boolean }): Promise<ValhallaConfig>;
}

export interface ValhallaActor {
  isochrone(query: string): Promise<string>;
  matrix(query: string): Promise<string>;
}

type ValhallaConfig = Record<string, Record<string, unknown>>;

export interface Valhalla {
  /** Router over an extract; its tiles are built in `folder`. */
  open(pbfPath: string, folder: string): Promise<ValhallaActor>;
}

/**
 * The rival, if it can be had: a package of the project or of the folder named by ONEGRID_BENCH_VALHALLA (one that has
 * `node_modules/@valhallajs/valhallajs`; it is 300 MB and only ever needed here). Null when absent.
 */
export function findValhalla(): Valhalla | null {
  const folder = process.env.ONEGRID_BENCH_VALHALLA;
  const require = createRequire(folder ? join(folder, 'bench.js') : import.meta.url);
  let entry: string;
  try {
    entry = require.resolve('@valhallajs/valhallajs');
  } catch {
    return null;
  }
  const { Actor, getConfig } = require(entry) as ValhallaPackage;
  return {
    async open(pbfPath, tileFolder) {
      const tileDir = join(tileFolder, 'tiles');
      mkdirSync(tileDir, { recursive: true });
      const config = await getConfig({ tileDir, verbose: false });
      // One origin to all buildings around in one question: its own answer to who is inside.
      Object.assign(config.service_limits.pedestrian as object, {
        max_matrix_distance: 1e6,
        max_matrix_location_pairs: 1e6,
        max_locations: 1e5,
      });
      const configFile = join(tileFolder, 'valhalla.json');
      writeFileSync(configFile, JSON.stringify(config));
      const command = join(dirname(entry), 'bin', 'valhalla-cli.js');
      execFileSync(process.execPath, [command, 'build_tiles', '-c', configFile, resolve(pbfPath)], {
        // It leaves a report where it is started.
        cwd: tileFolder,
        stdio: 'ignore',
      });
      return new Actor(JSON.stringify(config));
    },
  };
}
