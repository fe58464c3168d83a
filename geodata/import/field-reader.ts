import { ImportRefusal } from './import-refusal.ts';
import type { FieldMapping, KindMapping } from './mapping.ts';

/** Names under which a field is found without a mapping. */
export type FieldAliases = Record<string, readonly string[]>;

interface BoundField {
  column: number;
  constant: string | null;
  values: Record<string, string> | null;
}

const NOWHERE: BoundField = { column: -1, constant: null, values: null };

/** Named columns and, row by row, their texts. */
export interface NamedCells {
  columns: readonly string[];
  cells: readonly string[][];
}

/** Reads our fields from the columns of a file, by its mapping or by the usual names of columns. */
export class FieldReader {
  readonly #columns: readonly string[];
  #cells: readonly string[][];
  readonly #fields = new Map<string, BoundField>();
  /** Texts that mean nothing, besides the empty one. */
  readonly #empty: Set<string>;

  /** @throws {ImportRefusal} unknown-field, missing-column or duplicate-column, naming what is there. */
  constructor(source: NamedCells, mapping: KindMapping | null, aliases: FieldAliases) {
    this.#columns = source.columns;
    this.#cells = source.cells;
    this.#empty = new Set(mapping?.empty ?? []);
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

  /** Goes on to other rows of the same columns. */
  turnTo(cells: readonly string[][]): void {
    this.#cells = cells;
  }

  /** @throws {ImportRefusal} missing-column, duplicate-column */
  bind(mapping: FieldMapping): BoundField {
    const { column, constant, values } = typeof mapping === 'string' ? { column: mapping } : mapping;
    if (column === undefined) return { ...NOWHERE, constant: constant ?? '' };
    const index = this.#columns.indexOf(column);
    if (index < 0) {
      throw new ImportRefusal(
        'missing-column',
        `the file has no column "${column}", which the mapping asks for; it has ${this.#columns.join(', ')}`,
      );
    }
    this.#refuseNamesake(index);
    return { column: index, constant: constant ?? null, values: values ?? null };
  }

  has(field: string): boolean {
    const bound = this.#fields.get(field);
    return bound !== undefined && (bound.column >= 0 || bound.constant !== null);
  }

  /** Whether nothing stands in a row. */
  isEmpty(row: number): boolean {
    return this.#cells[row].every((cell) => cell === '');
  }

  /** The value in a row, '' where nothing is given. */
  read(row: number, field: string): string {
    return this.readBound(row, this.#fields.get(field)!);
  }

  readBound(row: number, bound: BoundField): string {
    if (bound.column < 0) return bound.constant ?? '';
    const text = this.#cells[row][bound.column] ?? '';
    if (text === '' || (this.#empty.size > 0 && this.#empty.has(text))) return bound.constant ?? '';
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
    const value = Number(text.includes(',') ? text.replaceAll(',', '') : text);
    return Number.isFinite(value) ? value : null;
  }

  /** @throws {ImportRefusal} missing-column, saying under which names the fields are looked for. */
  require(fields: readonly string[], aliases: FieldAliases): void {
    for (const field of fields) {
      if (this.has(field)) continue;
      throw new ImportRefusal(
        'missing-column',
        `no column gives ${field}: name it ${aliases[field].join(' or ')}, or map it with --mapping; the file has ${this.#columns.join(', ')}`,
      );
    }
  }

  #byAlias(names: readonly string[]): BoundField {
    for (const name of names) {
      const index = this.#columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
      if (index < 0) continue;
      this.#refuseNamesake(index);
      return { ...NOWHERE, column: index };
    }
    return NOWHERE;
  }

  /** Of two columns of one name nobody can say which is meant. */
  #refuseNamesake(index: number): void {
    const name = this.#columns[index];
    const other = this.#columns.indexOf(name, index + 1);
    if (other < 0) return;
    throw new ImportRefusal(
      'duplicate-column',
      `columns ${index + 1} and ${other + 1} are both called "${name}", and it is read: rename one of them`,
    );
  }
}

export type { BoundField };
