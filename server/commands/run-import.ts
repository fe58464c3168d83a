import { parseArgs } from 'node:util';
import { ImportRefusal } from '../../geodata/import/import-refusal.ts';
import type { ImportReport } from '../../geodata/import/import-report.ts';
import { IMPORT_KINDS, type ImportKind } from '../../geodata/import/mapping.ts';
import { ConfigError, readConfig } from '../config.ts';
import { ProgressDisplay } from '../progress-display.ts';
import { importIntoDataset } from './import-dataset.ts';

const USAGE = `npm run import -- <${IMPORT_KINDS.join('|')}> <file>
  --crs wgs84|cgcs2000|gcj02|bd09   coordinate system of the file; must be declared where it has coordinates (not for network)
  --mapping <file>                  which column is what; see geodata/import/mappings/pingshan.json. It is kept for the next file
                                    with the same columns
  --within <unit>                   unit that everything lies in; requests that name no place are counted in it
  --dataset own                     data set to import into, made where it is missing; never a demo
  --dry-run                         only say what would happen
  requests --retry-unmatched        no file: look again for the units of the rows that had none; --mapping may translate their names`;

const DEFAULT_DATASET = 'own';
const REFUSED = 2;
const FAILED = 1;

/** Does what the arguments of the command ask. @returns exit code */
export async function runImport(): Promise<number> {
  try {
    const { kind, path, values } = readArguments();
    const display = new ProgressDisplay(process.stderr);
    const { dataDir, databaseUrl } = readConfig();
    const report = await importIntoDataset(
      {
        kind,
        path,
        dataDir,
        databaseUrl,
        datasetId: values.dataset ?? DEFAULT_DATASET,
        crs: values.crs,
        mapping: values.mapping,
        within: values.within,
        dryRun: values['dry-run'] ?? false,
      },
      display.add('import', 1),
    );
    display.finish(describe(kind, report, values['dry-run'] ?? false));
    if (report.mapping) console.error(`  mapping: “${report.mapping.name}” (${report.mapping.origin})`);
    for (const { message, count, effect } of report.reasons) {
      console.error(`  ${effect} ${count}×: ${message}`);
    }
    console.log(JSON.stringify(report));
    return 0;
  } catch (error) {
    if (error instanceof ImportRefusal || error instanceof ConfigError) {
      console.error(`Refused, nothing changed: ${error.message}`);
      console.log(JSON.stringify(refusalReport(error)));
      return REFUSED;
    }
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return FAILED;
  }
}

function readArguments() {
  const text = { type: 'string' as const };
  let parsed: ReturnType<typeof parse>;
  const parse = () =>
    parseArgs({
      allowPositionals: true,
      options: {
        crs: text,
        mapping: text,
        within: text,
        dataset: text,
        'dry-run': { type: 'boolean' as const },
        'retry-unmatched': { type: 'boolean' as const },
      },
    });
  try {
    parsed = parse();
  } catch (error) {
    throw new ImportRefusal('usage', `${(error as Error).message}\n${USAGE}`);
  }
  const [kind, path, ...more] = parsed.positionals;
  if (!IMPORT_KINDS.some((known) => known === kind)) {
    throw new ImportRefusal(
      'usage',
      `“${kind ?? ''}” is nothing that can be imported: name one of ${IMPORT_KINDS.join(', ')}\n${USAGE}`,
    );
  }
  if (parsed.values['retry-unmatched'] && kind === 'requests') {
    if (path === undefined) return { kind: kind as ImportKind, path: null, values: parsed.values };
    throw new ImportRefusal('usage', `--retry-unmatched takes no file\n${USAGE}`);
  }
  if (path === undefined || more.length > 0 || parsed.values['retry-unmatched']) {
    throw new ImportRefusal('usage', `name exactly one file to import\n${USAGE}`);
  }
  return { kind: kind as ImportKind, path, values: parsed.values };
}

function describe(kind: ImportKind, report: ImportReport, dryRun: boolean): string {
  const told = `${report.created} created, ${report.updated} updated, ${report.unchanged} unchanged, ${report.rejected} rejected`;
  const unlocated = report.unlocated > 0 ? `; ${report.unlocated} without a point on the map` : '';
  const unmatched = report.unmatched > 0 ? `, ${report.unmatched} unmatched` : '';
  return `${dryRun ? 'dry run, nothing changed: ' : ''}${kind}: ${told}${unmatched}${unlocated}`;
}

/** The last line has the same shape whatever happened. */
function refusalReport(error: ImportRefusal | ConfigError) {
  return {
    created: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    unmatched: 0,
    unlocated: 0,
    unitAssumed: 0,
    reasons: [{ reason: error.code, effect: 'rejected', count: 1, message: error.message, where: [] }],
    mapping: null,
    refused: error.code,
  };
}
