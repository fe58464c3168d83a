import { hash } from 'node:crypto';
import type { RequestColumns } from '../../geodata/model/service-request.ts';

const NUMBERS = [
  'createdAtMs',
  'unitAssumed',
  'lon',
  'lat',
  'urgency',
  'dispatchSeconds',
  'acceptSeconds',
  'arriveSeconds',
  'handleSeconds',
  'resolveSeconds',
  'rateSeconds',
  'revisitSeconds',
  'rating',
  'revisitSatisfied',
  'escalationLevel',
  'escalateSeconds',
  'reopenedCount',
  'firstResolveSeconds',
  'reopenSeconds',
  'repeated',
  'proactive',
  'onTime',
  'kind',
] as const;

/** Bytes for the texts of a row; what does not fit is hashed before. */
const TEXT_BYTES = 512;

/**
 * What a source said about each row, in short: equal texts mean that it said the same again. The numbers are hashed as they lie in
 * memory, little-endian on every machine that this runs on.
 */
export function requestFingerprints(columns: RequestColumns): string[] {
  const fingerprints: string[] = new Array(columns.length);
  const numbers = NUMBERS.map((name) => columns[name]);
  const values = new Float64Array(numbers.length + TEXT_BYTES / 8);
  const bytes = Buffer.from(values.buffer);
  const start = numbers.length * 8;
  for (let row = 0; row < columns.length; row++) {
    for (let index = 0; index < numbers.length; index++) values[index] = numbers[index][row];
    let texts = `${columns.categoryCodes[columns.category[row]]}\n${columns.unitIds[columns.unit[row]]}\n${columns.handlingUnit?.[row] ?? ''}${detoursText(columns, row)}`;
    // A character takes three bytes at most (those of four are two UTF-16 units).
    if (texts.length * 3 > TEXT_BYTES) texts = hash('sha1', texts, 'base64');
    const end = start + bytes.write(texts, start);
    fingerprints[row] = hash('sha1', bytes.subarray(0, end), 'base64');
  }
  return fingerprints;
}

function detoursText({ detours }: RequestColumns, row: number): string {
  const steps = detours?.get(row);
  return steps ? `\n${JSON.stringify(steps)}` : '';
}

/** Chosen rows of a batch as a batch of their own. */
export function pickRows(columns: RequestColumns, rows: readonly number[]): RequestColumns {
  const take = <
    Column extends Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array | Int8Array,
  >(
    column: Column,
  ): Column => {
    const picked = column.slice(0, rows.length) as Column;
    rows.forEach((row, place) => {
      picked[place] = column[row];
    });
    return picked;
  };
  return {
    ...columns,
    length: rows.length,
    source: take(columns.source),
    externalId: columns.externalId ? rows.map((row) => columns.externalId![row]) : null,
    createdAtMs: take(columns.createdAtMs),
    category: take(columns.category),
    kind: take(columns.kind),
    unit: take(columns.unit),
    unitAssumed: take(columns.unitAssumed),
    lon: take(columns.lon),
    lat: take(columns.lat),
    urgency: take(columns.urgency),
    dispatchSeconds: take(columns.dispatchSeconds),
    acceptSeconds: take(columns.acceptSeconds),
    arriveSeconds: take(columns.arriveSeconds),
    handleSeconds: take(columns.handleSeconds),
    resolveSeconds: take(columns.resolveSeconds),
    rateSeconds: take(columns.rateSeconds),
    revisitSeconds: take(columns.revisitSeconds),
    rating: take(columns.rating),
    revisitSatisfied: take(columns.revisitSatisfied),
    escalationLevel: take(columns.escalationLevel),
    escalateSeconds: take(columns.escalateSeconds),
    reopenedCount: take(columns.reopenedCount),
    firstResolveSeconds: take(columns.firstResolveSeconds),
    reopenSeconds: take(columns.reopenSeconds),
    repeated: take(columns.repeated),
    proactive: take(columns.proactive),
    onTime: take(columns.onTime),
    detours: columns.detours ? pickDetours(columns.detours, rows) : null,
    handlingUnit: columns.handlingUnit ? rows.map((row) => columns.handlingUnit![row]) : null,
  };
}

function pickDetours(
  detours: NonNullable<RequestColumns['detours']>,
  rows: readonly number[],
): NonNullable<RequestColumns['detours']> {
  return new Map(
    rows.flatMap((row, place) => {
      const steps = detours.get(row);
      return steps ? [[place, steps] as const] : [];
    }),
  );
}
