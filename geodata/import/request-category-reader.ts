import type { RequestCategory } from '../model/service-request.ts';
import type { BoundField, FieldReader } from './field-reader.ts';
import { ImportRefusal } from './import-refusal.ts';
import type { KindMapping } from './mapping.ts';
import { LONGEST_NAME, tooManyNames } from './name-limit.ts';

const CATEGORY_NAMES = ['category', '一级分类', '诉求类别', '类别'];
/** The store numbers them with 16 bits. */
const MOST_CATEGORIES = 32_767;

/** Codes of categories of up to three levels; without codes of its own a category is known by the names from the top. */
export class RequestCategoryReader {
  readonly added: RequestCategory[] = [];
  readonly #known: Set<string>;
  readonly #fields: FieldReader;
  readonly #levels: { name: BoundField; code: BoundField | null }[];

  constructor(
    columns: readonly string[],
    fields: FieldReader,
    mapping: KindMapping | null,
    known: readonly RequestCategory[],
  ) {
    this.#fields = fields;
    this.#known = new Set(known.map((category) => category.code));
    const usual = CATEGORY_NAMES.find((name) => columns.includes(name));
    const levels = mapping?.categories ?? (usual ? [{ name: usual }] : null);
    if (!levels) {
      throw new ImportRefusal(
        'missing-column',
        `no column gives the category: name it ${CATEGORY_NAMES.join(' or ')}, or map it with --mapping; the file has ${columns.join(', ')}`,
      );
    }
    this.#levels = levels.map(({ name, code }) => ({
      name: fields.bind(name),
      code: code === undefined ? null : fields.bind(code),
    }));
  }

  /** The finest level that the row gives, or null. */
  codeOf(row: number): string | null {
    let parentCode: string | null = null;
    let level = 0;
    for (const bound of this.#levels) {
      const name = this.#fields.readBound(row, bound.name).slice(0, LONGEST_NAME);
      if (name === '') break;
      level += 1;
      const given: string = bound.code ? this.#fields.readBound(row, bound.code) : '';
      const code: string = given !== '' ? given : parentCode === null ? name : `${parentCode}/${name}`;
      if (!this.#known.has(code)) {
        if (this.#known.size === MOST_CATEGORIES) throw tooManyNames('categories', MOST_CATEGORIES, name);
        this.#known.add(code);
        this.added.push({ code, parentCode, level, name });
      }
      parentCode = code;
    }
    return parentCode;
  }
}
