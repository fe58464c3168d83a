import type { ExistingCity } from '../../geodata/import/existing-city.ts';
import type { ImportReport } from '../../geodata/import/import-report.ts';
import type { RequestBatch } from '../../geodata/import/import-requests.ts';
import type { ImportOptions } from '../../geodata/import/plan-import.ts';
import type { RequestColumns } from '../../geodata/model/service-request.ts';

/** What the thread is begun with. Names of places are asked for where the table has addresses. */
export interface ReadRequestsInput {
  path: string;
  options: Omit<ImportOptions, 'onProgress'>;
  existing: Pick<ExistingCity, 'units' | 'shapes' | 'categories'>;
}

/** `share` is 0…1 of the file. */
export type ReadBatch = RequestBatch & { share: number };

/** What a whole file turned out to hold, all that a report says but how much of it was new. */
export type ReadFindings = Omit<ImportReport, 'created' | 'updated' | 'unchanged'>;

/** Names of handling units repeat: each goes over once, and by row its number. */
export type PackedBatch = Omit<ReadBatch, 'columns'> & {
  columns: Omit<RequestColumns, 'handlingUnit'> & {
    handlingUnit: { names: string[]; numbers: Uint32Array } | null;
  };
};

export type FromReader =
  | { kind: 'place-names' }
  | { kind: 'batch'; batch: PackedBatch }
  | { kind: 'done'; findings: ReadFindings }
  | { kind: 'refused'; code: string; message: string }
  | { kind: 'failed'; error: unknown };

export type ToReader =
  | { kind: 'place-names'; names: Awaited<ReturnType<ExistingCity['placeNames']>> }
  /** There is room for one more batch. */
  | { kind: 'go-on' };

/** Batches that wait for the main thread, besides those it has: each takes ten megabytes. */
export const READ_AHEAD = 1;

export function packed(batch: ReadBatch): { batch: PackedBatch; buffers: ArrayBuffer[] } {
  const { columns } = batch;
  const handlingUnit = columns.handlingUnit && numbered(columns.handlingUnit);
  const all = { ...columns, handlingUnit };
  const buffers = Object.values(all).flatMap((column) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : [],
  );
  if (handlingUnit) buffers.push(handlingUnit.numbers.buffer as ArrayBuffer);
  return { batch: { ...batch, columns: all }, buffers };
}

export function unpacked({ columns, ...batch }: PackedBatch): ReadBatch {
  const packedNames = columns.handlingUnit;
  const handlingUnit = packedNames && Array.from(packedNames.numbers, (number) => packedNames.names[number]!);
  return { ...batch, columns: { ...columns, handlingUnit } };
}

function numbered(texts: readonly string[]): { names: string[]; numbers: Uint32Array } {
  const numberOf = new Map<string, number>();
  const numbers = Uint32Array.from(texts, (text) => {
    let number = numberOf.get(text);
    if (number === undefined) {
      number = numberOf.size;
      numberOf.set(text, number);
    }
    return number;
  });
  return { names: [...numberOf.keys()], numbers };
}
