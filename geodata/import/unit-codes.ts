import { ImportRefusal } from './import-refusal.ts';
import type { KindMapping } from './mapping.ts';
import { normaliseName } from './unit-matching.ts';

/** Codes of named units, from a JSON list of objects. */
export class CodeList {
  readonly #byName = new Map<string, { code: string; parentCode: string }>();

  constructor(entries: readonly Record<string, unknown>[], mapping: NonNullable<KindMapping['codes']>) {
    const text = (entry: Record<string, unknown>, member: string | undefined) =>
      member === undefined ? '' : String(entry[member] ?? '');
    for (const entry of entries) {
      const key = keyOf(text(entry, mapping.name), text(entry, mapping.parentName));
      this.#byName.set(key, { code: text(entry, mapping.code), parentCode: text(entry, mapping.parentCode) });
    }
  }

  find(name: string, parentName: string): { code: string; parentCode: string } | null {
    return this.#byName.get(keyOf(name, parentName)) ?? null;
  }
}

/** @throws {ImportRefusal} invalid-codes */
export function parseCodeList(text: string, mapping: NonNullable<KindMapping['codes']>): CodeList {
  try {
    const entries: unknown = JSON.parse(text);
    if (Array.isArray(entries)) return new CodeList(entries, mapping);
  } catch {
    // Told below, like every other text that is no list.
  }
  throw new ImportRefusal(
    'invalid-codes',
    `${mapping.file} is no JSON list of units with codes; the mapping's "codes" names it`,
  );
}

function keyOf(name: string, parentName: string): string {
  return `${normaliseName(parentName)} ${normaliseName(name)}`;
}
