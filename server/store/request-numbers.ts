import type { RequestCategory, RequestColumns } from '../../geodata/model/service-request.ts';
import type { CityMemory } from './city-memory.ts';
import type { Session } from './driver.ts';
import { QueryError } from './query-error.ts';
import type { StageNumbers } from './request-stage.ts';

/** Names met for the first time, by the list they belong to: kept in memory only once they are committed. */
export interface NewNames {
  sources: string[];
  handlingUnits: string[];
}

/** Takes over what has been committed. One by one: a column of free text may bring more names than a call takes arguments. */
export function rememberNames(memory: CityMemory, added: NewNames): void {
  for (const name of added.sources) memory.sources.push(name);
  for (const name of added.handlingUnits) memory.handlingUnits.push(name);
}

/**
 * Turns a batch's own lists into the store's numbers. Sources and handling units that are new are added to the database;
 * units and categories must be known.
 * @throws {QueryError} unknown-unit, unknown-category with the first row that names one
 */
export async function numberBatch(
  session: Session,
  memory: CityMemory,
  columns: RequestColumns,
  added: NewNames,
): Promise<StageNumbers> {
  return {
    unitNos: unitNumbers(memory, columns),
    categoryNos: categoryNumbers(memory, columns),
    sourceNos: await nameNumbers(session, 'sources', memory, added, columns.sources),
    handlingUnitNos: await handlingUnitNumbers(session, memory, columns, added),
  };
}

function unitNumbers(memory: CityMemory, columns: RequestColumns): number[] {
  const numbers = columns.unitIds.map((id) => memory.units.no(id) ?? -1);
  const row = firstRow(columns.unit, numbers, columns.length);
  if (row >= 0) {
    const id = columns.unitIds[columns.unit[row]];
    throw new QueryError('unknown-unit', `row ${row + 1}: there is no unit "${id}"; import units first`);
  }
  return numbers;
}

/** By the list that they number: it is replaced as a whole, and a single row would spend more on this than on itself. */
const numbered = new WeakMap<readonly RequestCategory[], Map<string, number>>();

function categoryNosOf(categories: readonly RequestCategory[]): Map<string, number> {
  let numbers = numbered.get(categories);
  if (!numbers) {
    numbers = new Map(categories.map(({ code }, no) => [code, no]));
    numbered.set(categories, numbers);
  }
  return numbers;
}

function categoryNumbers(memory: CityMemory, columns: RequestColumns): number[] {
  const known = categoryNosOf(memory.categories);
  const numbers = columns.categoryCodes.map((code) => known.get(code) ?? -1);
  const row = firstRow(columns.category, numbers, columns.length);
  if (row >= 0) {
    const code = columns.categoryCodes[columns.category[row]];
    throw new QueryError(
      'unknown-category',
      `row ${row + 1}: there is no category "${code}"; import categories first`,
    );
  }
  return numbers;
}

/** First row whose index stands for nothing, -1 = none. */
function firstRow(indexes: ArrayLike<number>, numbers: number[], length: number): number {
  for (let row = 0; row < length; row++) if (!(numbers[indexes[row]] >= 0)) return row;
  return -1;
}

async function handlingUnitNumbers(
  session: Session,
  memory: CityMemory,
  columns: RequestColumns,
  added: NewNames,
): Promise<Int32Array | null> {
  const { handlingUnit } = columns;
  if (!handlingUnit) return null;
  const names = [...new Set(handlingUnit)];
  const numbers = await nameNumbers(session, 'handlingUnits', memory, added, names);
  const numberOf = new Map(names.map((name, index) => [name, numbers[index]]));
  return Int32Array.from(handlingUnit, (name) => numberOf.get(name)!);
}

const NAME_TABLES = {
  sources: { table: 'request_sources', key: 'source_no' },
  handlingUnits: { table: 'handling_units', key: 'handling_unit_no' },
} as const;

/** Numbers of names in a list whose keys run from 0 without gaps; adds what is missing. Parallel to `names`. */
export async function nameNumbers(
  session: Session,
  list: keyof typeof NAME_TABLES,
  memory: CityMemory,
  added: NewNames,
  names: readonly string[],
): Promise<number[]> {
  const { table, key } = NAME_TABLES[list];
  const known = memory[list];
  const numbers: number[] = [];
  for (const name of names) {
    let number = known.indexOf(name);
    if (number < 0) {
      const place = added[list].indexOf(name);
      if (place >= 0) number = known.length + place;
      else {
        number = known.length + added[list].length;
        added[list].push(name);
        await session.execute(`INSERT INTO ${table} (${key}, name) VALUES ($1, $2)`, [number, name]);
      }
    }
    numbers.push(number);
  }
  return numbers;
}
