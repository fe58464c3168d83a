import { ImportRefusal } from './import-refusal.ts';
import type { FieldMapping, KindMapping } from './mapping.ts';
import type { SourceRows } from './source-rows.ts';

/** Names under which a field is found without a mapping. */
export type FieldAliases = Record<string, readonly string[]>;

interface BoundField {
  column: number;
  constant: string | null;
  values: Record<string, string> | null;
}

const NOWHERE: BoundField = { column: -1, constant: null, values: null };

/** Reads our fields from the columns of a file, by its mapping or by the usual names of columns. */
export class FieldReader {
  readonly #source: SourceRows;
  readonly #fields = new Map<string, BoundField>();
  readonly #empty: Set<string>;

  /** @throws {ImportRefusal} unknown-field or missing-column, naming what is there. */
  constructor(source: SourceRows, mapping: KindMapping | null, aliases: FieldAliases) {
    this.#source = source;
    this.#empty = new Set(['', ...(mapping?.empty ?? [])]);
    for (const [field, names] of Object.entries(aliases)) {
      const mapped = mapping?.fields[field];
      this.#fields.set(field, mapped === undefined ? this.#byAlias(mapping ? [] : names) : this.bind(mapped));
    }
    for (const field of Object.keys(mapping?.fields ?? {})) {
      if (aliases[field]) continue;
      throw new ImportRefusal(
        'unknown-field',
        `the mapping names a field "${field}" that this kind does not have; it has ${Object.keys(aliases).join(', ')}`,
      );
    }
  }

  /** @throws {ImportRefusal} missing-column */
  bind(mapping: FieldMapping): BoundField {
    const { column, constant, values } = typeof mapping === 'string' ? { column: mapping } : mapping;
    if (column === undefined) return { ...NOWHERE, constant: constant ?? '' };
    const index = this.#source.columns.indexOf(column);
    if (index < 0) {
      throw new ImportRefusal(
        'missing-column',
        `the file has no column "${column}", which the mapping asks for; it has ${this.#source.columns.join(', ')}`,
      );
    }
    return { column: index, constant: constant ?? null, values: values ?? null };
  }

  has(field: string): boolean {
    const bound = this.#fields.get(field);
    return bound !== undefined && (bound.column >= 0 || bound.constant !== null);
  }

  /** The value in a row, '' where nothing is given. */
  read(row: number, field: string): string {
    return this.readBound(row, this.#fields.get(field)!);
  }

  readBound(row: number, bound: BoundField): string {
    if (bound.column < 0) return bound.constant ?? '';
    const text = this.#source.cells[row][bound.column] ?? '';
    if (this.#empty.has(text)) return bound.constant ?? '';
    return bound.values ? (bound.values[text] ?? text) : text;
  }

  /** A whole number ≥ 0, or null where nothing (or no number) is given. */
  count(row: number, field: string): number | null {
    const value = this.number(row, field);
    return value === null || value < 0 ? null : Math.round(value);
  }

  number(row: number, field: string): number | null {
    const text = this.read(row, field);
    if (text === '') return null;
    const value = Number(text.replaceAll(',', ''));
    return Number.isFinite(value) ? value : null;
  }

  /** @throws {ImportRefusal} missing-column, saying under which names the fields are looked for. */
  require(fields: readonly string[], aliases: FieldAliases): void {
    for (const field of fields) {
      if (this.has(field)) continue;
      throw new ImportRefusal(
        'missing-column',
        `no column gives ${field}: name it ${aliases[field].join(' or ')}, or map it with --mapping; the file has ${this.#source.columns.join(', ')}`,
      );
    }
  }

  #byAlias(names: readonly string[]): BoundField {
    for (const name of names) {
      const index = this.#source.columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
      if (index >= 0) return { ...NOWHERE, column: index };
    }
    return NOWHERE;
  }
}

export type { BoundField };
