import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticCase } from '../../geodata/cases/synthetic.ts';
import type { CityPlan } from '../../geodata/demo-city/city-plan.ts';
import { planCity } from '../../geodata/demo-city/plan-city.ts';
import { createRandom, type Random } from '../../geodata/demo-city/random.ts';
import { toStoreTimestamp } from '../../geodata/model/time.ts';
import type { BenchRow } from './harness.ts';
import type { Workplace } from './workplace.ts';

/** 苏州: 10,000 cells. */
const CITY = { districts: 5, subdistricts: 50, communities: 700, gridCells: 10_000 };
const ROWS = 1_000_000;
const FIRST_MS = Date.parse('2024-01-01T00:00:00+08:00');
const TWO_YEARS_S = 730 * 86_400;
const ASKED_SECONDS = 20;
const ASKED_MB = 600;

const HEADER =
  '工单编号,来源,受理时间,一级分类,区县,街道,社区,社区代码,经度,纬度,派单时间,接单时间,到场时间,办结时间,满意度,承办单位';
const SOURCES = ['12345', '小程序', '窗口', '网格员上报'];
const CATEGORIES = Array.from({ length: 120 }, (_, index) => `类别${index + 1}`);
const HANDLERS = Array.from({ length: 80 }, (_, index) => `第${index + 1}承办单位`);

/** A year's export of a hotline into the data set of a city: the command as a user runs it, in a process of its own. */
export async function* importRows(workplace: Workplace): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-import-'));
  try {
    const plan = planCity(syntheticCase(CITY), { seed: 1 });
    const units = join(folder, 'units.geojson');
    writeFileSync(units, unitsText(plan));
    const dataFolder = join(folder, 'data');
    await runImport(workplace.root, dataFolder, ['units', units, '--crs', 'wgs84']);
    const table = join(folder, 'requests.csv');
    await writeRequests(table, plan, createRandom(1));
    const { seconds, peakMb, report } = await runImport(workplace.root, dataFolder, [
      'requests',
      table,
      '--crs',
      'wgs84',
    ]);
    // Some points lie a step outside of the city.
    if (report.created + report.unmatched !== ROWS) {
      throw new Error(`not all rows came in: ${JSON.stringify(report)}`);
    }
    const note = `${ROWS} rows, ${Math.round(statSync(table).size / 1e6)} MB of CSV, half with points, half with names and codes, into ${CITY.gridCells} cells; one run`;
    yield {
      name: 'import of 1 M CSV rows, matched to cells',
      unit: 's',
      measured: seconds,
      asked: ASKED_SECONDS,
      better: 'lower',
      note,
    };
    yield {
      name: 'import of 1 M CSV rows: memory of the process',
      unit: 'MB',
      measured: peakMb,
      asked: ASKED_MB,
      better: 'lower',
      note: 'most resident memory, by the kernel',
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unitsText(plan: CityPlan): string {
  const features = plan.units.map((unit) => ({
    type: 'Feature',
    properties: { id: unit.id, parentId: unit.parentId, level: unit.level, name: unit.name },
    geometry: plan.shapes.get(unit.id) ?? null,
  }));
  return JSON.stringify({ type: 'FeatureCollection', features });
}

/** Every other row has a point; the others name district, street and community, half of them with the code as well. */
async function writeRequests(path: string, plan: CityPlan, random: Random): Promise<void> {
  const byId = new Map(plan.units.map((unit) => [unit.id, unit]));
  const communities = plan.units.filter((unit) => unit.level === 'community');
  const cells = plan.units.filter((unit) => unit.level === 'gridCell');
  const file = createWriteStream(path);
  file.write(`${HEADER}\n`);
  let text = '';
  for (let row = 0; row < ROWS; row++) {
    text += `${requestLine(row)}\n`;
    if (text.length < 1_000_000) continue;
    if (!file.write(text)) await new Promise<void>((resolve) => file.once('drain', resolve));
    text = '';
  }
  file.end(text);
  await new Promise<void>((resolve) => file.once('finish', resolve));

  function requestLine(row: number): string {
    // An export is in order of time, nearly: some rows come late.
    const createdS = Math.floor((row / ROWS) * TWO_YEARS_S) - random.int(0, 3600);
    const after = (least: number, most: number) => createdS + random.int(least, most);
    const at = (seconds: number) => toStoreTimestamp(FIRST_MS + seconds * 1000);
    const life = [after(5, 60), after(61, 300), after(301, 1800), after(1801, 400_000)].map(at);
    const place = row % 2 === 0 ? pointPlace() : namedPlace();
    const ends = [random.pick(CATEGORIES), ...place, ...life, random.int(1, 5), random.pick(HANDLERS)];
    return [`GD${String(row + 1).padStart(9, '0')}`, random.pick(SOURCES), at(createdS), ...ends].join(',');
  }

  function pointPlace(): string[] {
    const [lon, lat] = random.pick(cells).center;
    const near = (degrees: number) => (degrees + random.float(-0.0004, 0.0004)).toFixed(6);
    return ['', '', '', '', near(lon), near(lat)];
  }

  function namedPlace(): string[] {
    const community = random.pick(communities);
    const street = byId.get(community.parentId!)!;
    const district = byId.get(street.parentId!)!;
    const code = random.next() < 0.5 ? community.id : '';
    return [district.name, street.name, community.name, code, '', ''];
  }
}

interface ImportRun {
  seconds: number;
  peakMb: number;
  report: { created: number; unmatched: number };
}

/** Wall time and most resident memory of the command. */
async function runImport(root: string, dataFolder: string, args: string[]): Promise<ImportRun> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/commands/import.ts', ...args], {
    cwd: root,
    env: { ...process.env, ONEGRID_DATA_DIR: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  let peakKb = 0;
  const watch = setInterval(async () => {
    peakKb = Math.max(peakKb, await peakOf(child.pid!));
  }, 50);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`the import ended with ${code}:\n${stderr}`);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, peakMb: peakKb / 1024, report: JSON.parse(stdout.trim().split('\n').at(-1)!) };
}

/** The kernel's own high-water mark of resident memory (VmHWM, KiB): nothing falls between two looks. 0 = the process is gone. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
}
