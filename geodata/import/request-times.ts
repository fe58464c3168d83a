import type { FieldReader } from './field-reader.ts';
import type { ProblemLog } from './import-report.ts';
import { rowName } from './row-name.ts';

/** Reads the times of a row; what is no date, or before the creation, is told and left out. */
export class RequestTimes {
  readonly #fields: FieldReader;
  readonly #parse: (text: string) => number | null;
  readonly #problems: ProblemLog;

  constructor(fields: FieldReader, parse: (text: string) => number | null, problems: ProblemLog) {
    this.#fields = fields;
    this.#parse = parse;
    this.#problems = problems;
  }

  created(row: number, where: number): number | null {
    const text = this.#fields.read(row, 'createdAt');
    const atMs = this.#parse(text);
    if (atMs === null) {
      this.#problems.reject(
        'bad-date',
        rowName(where),
        `“${text}” is no date; write 2026-03-01 08:05:00, or give "dateFormat" in the mapping`,
      );
    }
    return atMs;
  }

  later(row: number, field: string, createdAtMs: number, where: number): number | null {
    const text = this.#fields.read(row, field);
    if (text === '') return null;
    const atMs = this.#parse(text);
    if (atMs !== null && atMs >= createdAtMs) return atMs;
    const problem = atMs === null ? 'is no date' : 'is before the creation';
    this.#problems.add('repaired', 'bad-time', rowName(where), `${field} “${text}” ${problem}; left out`);
    return null;
  }
}
