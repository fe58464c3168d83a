import { readdir, readFile } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { AREA_LEVELS } from '../model/unit.ts';
import { ImportRefusal } from './import-refusal.ts';

export const IMPORT_KINDS = [
  'units',
  'buildings',
  'stations',
  'organizations',
  'network',
  'requests',
  'calls',
] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Where a field comes from: a column, a column with its values translated, or one constant for all rows. */
export const FieldMapping = Type.Union([
  Type.String({ description: 'name of the column' }),
  Type.Object(
    {
      column: Type.Optional(Type.String()),
      constant: Type.Optional(Type.String()),
      values: Type.Optional(
        Type.Record(Type.String(), Type.String(), { description: 'value in the file → value wanted' }),
      ),
    },
    { additionalProperties: false },
  ),
]);
export type FieldMapping = Static<typeof FieldMapping>;

const LevelName = Type.Enum(AREA_LEVELS);

/** How the file of one kind is read. */
export const KindMapping = Type.Object(
  {
    /** Columns by which a file without `--mapping` is recognised: all must be there. */
    recognise: Type.Optional(Type.Array(Type.String())),
    /** Our field → where it comes from. */
    fields: Type.Record(Type.String(), FieldMapping),
    /** Texts that mean “nothing given”. */
    empty: Type.Optional(Type.Array(Type.String())),
    /** `YYYY MM DD HH mm ss` in the order of the file; default ISO 8601 or `YYYY/M/D H:mm`. */
    dateFormat: Type.Optional(Type.String()),
    /** requests: the levels of the category, widest first; without a code the names make one. */
    categories: Type.Optional(
      Type.Array(Type.Object({ name: FieldMapping, code: Type.Optional(FieldMapping) }), {
        minItems: 1,
        maxItems: 3,
      }),
    ),
    /** units: level of every row, where the file does not say. */
    level: Type.Optional(LevelName),
    /** units: a JSON list beside the file (or beside the mapping) that gives codes to names. */
    codes: Type.Optional(
      Type.Object({
        file: Type.String(),
        /** Names of the members of its entries. */
        name: Type.String(),
        parentName: Type.Optional(Type.String()),
        code: Type.String(),
        parentCode: Type.Optional(Type.String()),
      }),
    ),
    /** units: units above those of the file, widest first, made where they are missing. */
    ancestors: Type.Optional(
      Type.Array(Type.Object({ id: Type.String(), name: Type.String(), level: LevelName })),
    ),
  },
  { additionalProperties: false },
);
export type KindMapping = Static<typeof KindMapping>;

/** A mapping file: one part per kind, since the files of one place belong together. */
export const MappingFile = Type.Object(
  {
    name: Type.String(),
    units: Type.Optional(KindMapping),
    buildings: Type.Optional(KindMapping),
    stations: Type.Optional(KindMapping),
    organizations: Type.Optional(KindMapping),
    requests: Type.Optional(KindMapping),
    calls: Type.Optional(KindMapping),
  },
  { additionalProperties: false },
);
export type MappingFile = Static<typeof MappingFile>;

/** @throws {ImportRefusal} invalid-mapping, naming the place in the file. */
export function parseMapping(text: string, fileName: string): MappingFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new ImportRefusal(
      'invalid-mapping',
      `${fileName} is no JSON (${error instanceof Error ? error.message : error})`,
    );
  }
  if (Value.Check(MappingFile, parsed)) return parsed;
  const [first] = Value.Errors(MappingFile, parsed);
  throw new ImportRefusal(
    'invalid-mapping',
    `${fileName}: ${first?.instancePath || 'the file'} ${first?.message ?? 'is no mapping'}; see geodata/import/mappings/pingshan.json for an example`,
  );
}

/** The mapping of the kind in a file. @throws {ImportRefusal} where the file has none for it. */
export function mappingOf(mapping: MappingFile, kind: Exclude<ImportKind, 'network'>): KindMapping {
  const found = mapping[kind];
  if (found) return found;
  throw new ImportRefusal(
    'invalid-mapping',
    `the mapping “${mapping.name}” has no part "${kind}": add one, or import without --mapping`,
  );
}

/** Every column that a mapping asks for, or knows its files by. */
export function columnsOfMapping({ fields, categories, recognise }: KindMapping): string[] {
  const mapped = [
    ...Object.values(fields),
    ...(categories ?? []).flatMap(({ name, code }) => (code === undefined ? [name] : [name, code])),
  ];
  const columns = mapped.map((field) => (typeof field === 'string' ? field : field.column));
  return [...new Set([...(recognise ?? []), ...columns.filter((column) => column !== undefined)])];
}

const MAPPINGS_FOLDER = new URL('mappings/', import.meta.url);

/** The shipped mapping that recognises the columns of a file of this kind, or null. */
export async function recogniseMapping(
  kind: Exclude<ImportKind, 'network'>,
  columns: readonly string[],
): Promise<{ name: string; mapping: KindMapping } | null> {
  for (const fileName of (await readdir(MAPPINGS_FOLDER)).sort()) {
    if (!fileName.endsWith('.json')) continue;
    const shipped = parseMapping(await readFile(new URL(fileName, MAPPINGS_FOLDER), 'utf8'), fileName);
    const mapping = shipped[kind];
    if (mapping?.recognise?.every((column) => columns.includes(column)))
      return { name: shipped.name, mapping };
  }
  return null;
}
