import { requireCoordinateSystem } from '../crs/coordinate-system.ts';
import { fileSource } from './byte-source.ts';
import { chooseMapping } from './choose-mapping.ts';
import type { ExistingCity } from './existing-city.ts';
import { ProblemLog, type UsedMapping } from './import-report.ts';
import { type RequestBatch, RequestReader } from './import-requests.ts';
import type { KindMapping } from './mapping.ts';
import { isServiceRequests, OPEN311_CRS, openServiceRequests, withServiceRequestFields } from './open311.ts';
import { type ImportOptions, refuseWrongFile, refusingCrs } from './plan-import.ts';
import { REQUEST_FIELDS } from './request-fields.ts';
import { openTable } from './table-stream.ts';

/** An import of 诉求 that is read while it is written. Nothing of it is in memory but the batch at hand. */
export interface RequestImport {
  /** Once only; `share` is 0…1 of the file. @throws {ImportRefusal} where the file turns out to be the wrong one */
  batches(): AsyncIterable<RequestBatch & { share: number }>;
  /** What has been found so far: whole when the batches are through. */
  problems: ProblemLog;
  counts(): { unlocated: number; unitAssumed: number };
  mapping: UsedMapping | null;
}

/**
 * Opens a table of 诉求 (CSV, XLSX) or a saved answer of GeoReport v2 (JSON, XML).
 * @throws {ImportRefusal} where the whole file is refused; the message says what would work
 */
export async function openRequests(
  path: string,
  options: ImportOptions,
  existing: ExistingCity,
): Promise<RequestImport> {
  const source = await fileSource(path);
  const isOpen311 = isServiceRequests(source);
  const table = isOpen311 ? await openServiceRequests(source) : await openTable(source);
  const problems = new ProblemLog();
  const chosen = await chooseMapping(
    'requests',
    { given: options.mapping, kept: isOpen311 ? undefined : options.keptMappings },
    table.columns,
    problems,
  );
  const mapping = isOpen311 ? withServiceRequestFields(chosen.mapping) : chosen.mapping;
  const crs = options.crs ?? (isOpen311 ? OPEN311_CRS : undefined);
  const placeNames = hasAddresses(table.columns, mapping) ? await existing.placeNames() : [];
  const reader = refusingCrs(() => {
    const reading = {
      mapping,
      crs: crs === undefined ? null : requireCoordinateSystem(crs),
      within: options.within ?? null,
      placeNames,
    };
    return new RequestReader(table.columns, reading, existing, problems);
  });
  let kept = 0;
  return {
    problems,
    mapping: chosen.used,
    counts: () => ({ unlocated: reader.unlocated, unitAssumed: reader.unitAssumed }),
    async *batches() {
      for await (const rows of table.batches()) {
        for (const read of reader.read(rows)) {
          kept += read.columns.length + read.unmatched.length;
          yield { ...read, share: rows.share };
        }
      }
      const last = reader.rest();
      kept += last.columns.length + last.unmatched.length;
      yield { ...last, share: 1 };
      refuseWrongFile(kept, problems, table.fileName);
    },
  };
}

function hasAddresses(columns: readonly string[], mapping: KindMapping | null): boolean {
  if (mapping !== null) return 'address' in mapping.fields;
  return REQUEST_FIELDS.address.some((name) =>
    columns.some((column) => column.toLowerCase() === name.toLowerCase()),
  );
}
