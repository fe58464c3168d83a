import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserRows } from './browser-rows.ts';
import { engineRows } from './engine-rows.ts';
import { type BenchRow, formatTable, machineLine } from './harness.ts';
import { importRows } from './import-rows.ts';
import { ingestRows, killRows } from './ingest-rows.ts';
import { livePageRows } from './live-page-rows.ts';
import { liveRows } from './live-rows.ts';
import { planPageRows } from './plan-page-rows.ts';
import { plannerRows } from './planner-rows.ts';
import { postgresRows, requestRows } from './request-rows.ts';
import { serverRows } from './server-rows.ts';
import { startRows } from './start-rows.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/**
 * `npm run bench -- [name …] --json <file>`: the figures the product promises, measured on this machine.
 * Names choose groups or rows by their beginning; without a name all run. The last full run is kept in tests/bench/results.
 */
const GROUPS: Record<string, (workplace: Workplace) => AsyncGenerator<BenchRow>> = {
  start: startRows,
  engine: engineRows,
  planner: plannerRows,
  'plan-page': planPageRows,
  import: importRows,
  server: serverRows,
  requests: requestRows,
  postgres: postgresRows,
  ingest: ingestRows,
  kill: killRows,
  live: liveRows,
  'live-page': livePageRows,
  browser: browserRows,
};

function parseArguments(args: string[]): { names: string[]; jsonFile: string | null } {
  const names: string[] = [];
  let jsonFile: string | null = null;
  for (let index = 0; index < args.length; index++) {
    if (args[index] === '--json') {
      jsonFile = args[++index] ?? null;
      if (!jsonFile) throw new Error('--json needs a file name');
    } else names.push(args[index]);
  }
  const unknown = names.filter((name) => !(name in GROUPS));
  if (unknown.length > 0) {
    throw new Error(`no such group: ${unknown.join(', ')}; there are ${Object.keys(GROUPS).join(', ')}`);
  }
  return { names, jsonFile };
}

const results = join(dirname(fileURLToPath(import.meta.url)), 'results');
const { names, jsonFile } = parseArguments(process.argv.slice(2));
const machine = machineLine();
console.log(machine);

const workplace = await openWorkplace();
const rows: BenchRow[] = [];
try {
  for (const [name, group] of Object.entries(GROUPS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.error(`measuring ${name} …`);
    for await (const row of group(workplace)) {
      rows.push(row);
      console.error(formatTable([row]).split('\n')[1]);
    }
  }
} finally {
  await workplace.close();
}

const table = formatTable(rows);
console.log(`\n${table}`);
if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify(rows, null, 2)}\n`);
if (names.length === 0) {
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'last.json'), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  writeFileSync(join(results, 'last.txt'), `${machine}\n\n${table}\n`);
}
