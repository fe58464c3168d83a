import type { CallCount } from '../model/call-count.ts';
import { toShanghaiDay } from '../model/time.ts';
import { type FieldAliases, FieldReader } from './field-reader.ts';
import type { ProblemLog } from './import-report.ts';
import type { KindMapping } from './mapping.ts';
import { timeReader } from './parse-time.ts';
import { placeOf, type SourceRows } from './source-rows.ts';

const CALL_FIELDS: FieldAliases = {
  day: ['day', 'date', '日期', '统计日期'],
  hour: ['hour', '时段', '小时'],
  source: ['source', '来源', '热线'],
  offered: ['offered', '呼入量', '来电量', '呼入总量'],
  answered: ['answered', '接通量', '接听量', '人工接通量'],
};
const WHOLE_DAY = -1;
const LONGEST_SOURCE = 80;
/** The store counts with 32 bits. */
const MOST_CALLS = 2 ** 31 - 1;

/** Counts of calls of a table. @throws {ImportRefusal} missing-column */
export function readCalls(
  source: SourceRows,
  mapping: KindMapping | null,
  problems: ProblemLog,
): CallCount[] {
  const fields = new FieldReader(source, mapping, CALL_FIELDS);
  fields.require(['day', 'offered', 'answered'], CALL_FIELDS);
  const parse = timeReader(mapping?.dateFormat ?? null);
  const broken = new Map(source.broken.map(({ row, problem }) => [row, problem]));
  const counts = new Map<string, CallCount>();
  for (let row = 0; row < source.cells.length; row++) {
    if (fields.isEmpty(row)) continue;
    const where = placeOf(source, row);
    const read = broken.get(row) ?? readRow(fields, parse, row);
    if (typeof read === 'string') {
      problems.reject(broken.has(row) ? 'broken-row' : 'bad-count', where, read);
      continue;
    }
    const key = `${read.day} ${read.hour} ${read.source}`;
    if (counts.has(key)) {
      const message = `${read.day}, its hour and source stand in the file before; the first one counts`;
      problems.reject('same-hour-twice', where, message);
      continue;
    }
    counts.set(key, read);
  }
  return [...counts.values()];
}

/** The row, or what is wrong with it and what would work. */
function readRow(
  fields: FieldReader,
  parse: (text: string) => number | null,
  row: number,
): CallCount | string {
  const dayText = fields.read(row, 'day');
  const dayMs = parse(dayText);
  if (dayMs === null) {
    return `“${dayText}” is no date; write 2026-03-01, or give "dateFormat" in the mapping`;
  }
  const hour = hourOf(fields.read(row, 'hour'));
  if (hour === null)
    return `“${fields.read(row, 'hour')}” is no hour; write 0 to 23, or nothing for the whole day`;
  const offered = wholeNumber(fields, row, 'offered');
  const answered = wholeNumber(fields, row, 'answered');
  if (offered === null || answered === null) return 'offered and answered must be whole numbers from 0 up';
  if (answered > offered)
    return `${answered} calls answered of ${offered} offered: no more can be answered than come in`;
  const source = fields.read(row, 'source').slice(0, LONGEST_SOURCE) || 'import';
  return { day: toShanghaiDay(dayMs), hour, source, offered, answered };
}

/** `8`, `08`, `08:00`, `8时`, `08:00-09:00`; null = no hour of a day. */
function hourOf(text: string): number | null {
  if (text === '') return WHOLE_DAY;
  const found = /^(\d{1,2})(?:时|点|:00)?(?:\s*[-–~至].*)?$/.exec(text.normalize('NFKC'));
  const hour = found ? Number(found[1]) : Number.NaN;
  return hour >= 0 && hour <= 23 ? hour : null;
}

function wholeNumber(fields: FieldReader, row: number, field: string): number | null {
  const value = fields.number(row, field);
  return value !== null && Number.isInteger(value) && value >= 0 && value <= MOST_CALLS ? value : null;
}
