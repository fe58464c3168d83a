import type { Building, Estate } from '../../geodata/model/building.ts';
import type { BoundingBox } from '../../geodata/model/geometry.ts';
import { str, strOrNull } from './city-memory.ts';
import type { SqlRow, SqlValue } from './driver.ts';
import { unitsSql } from './request-filter.ts';
import type { Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';

export interface BuildingPage {
  buildings: Building[];
  numberMatched: number;
}

export interface BuildingsNoun {
  get(id: string): Promise<Building | null>;
  estate(id: string): Promise<Estate | null>;
  /** Names of estates and buildings with the units they lie in, each pair once. */
  placeNames(): Promise<{ name: string; unitId: string }[]>;
  /** In id order. `kind`, `estateId`, `unitId` are property filters. */
  page(options: {
    scope?: Scope;
    bbox?: BoundingBox;
    kind?: string;
    estateId?: string;
    unitId?: string;
    limit: number;
    offset: number;
  }): Promise<BuildingPage>;
}

export function createBuildings(context: StoreContext): BuildingsNoun {
  return {
    get: (id) => readBuilding(context, id),
    estate: (id) => readEstate(context, id),
    placeNames: () => readPlaceNames(context),
    page: (options) => readPage(context, options),
  };
}

export async function readBuilding(context: StoreContext, id: string): Promise<Building | null> {
  const [row] = await context.driver.query('SELECT * FROM buildings WHERE building_id = $1', [id]);
  return row ? toBuilding(context, row) : null;
}

export async function readEstate(context: StoreContext, id: string): Promise<Estate | null> {
  const [row] = await context.driver.query('SELECT * FROM estates WHERE estate_id = $1', [id]);
  if (!row) return null;
  return {
    id: str(row.estate_id),
    unitId: context.memory.units.units[row.unit_no as number].id,
    name: str(row.name),
    gated: row.gated === true,
    footprint: JSON.parse(str(row.footprint)) as number[],
  };
}

async function readPlaceNames({ driver, memory }: StoreContext): Promise<{ name: string; unitId: string }[]> {
  const [names, unitNos] = await driver.columns(
    `SELECT name, unit_no FROM estates WHERE name <> '' UNION SELECT name, unit_no FROM buildings WHERE name <> ''
     ORDER BY name, unit_no`,
  );
  return names.map((name, index) => ({
    name: str(name),
    unitId: memory.units.units[unitNos[index] as number].id,
  }));
}

async function readPage(
  context: StoreContext,
  options: Parameters<BuildingsNoun['page']>[0],
): ReturnType<BuildingsNoun['page']> {
  const { memory, driver } = context;
  const parameters: SqlValue[] = [];
  const conditions: string[] = [];
  const equal = (column: string, value: SqlValue | undefined) => {
    if (value !== undefined) conditions.push(`${column} = $${parameters.push(value)}`);
  };
  const { scope, bbox } = options;
  if (scope?.buildingId) equal('building_id', scope.buildingId);
  else if (scope?.estateId) equal('estate_id', scope.estateId);
  else if (scope && !scope.everything) conditions.push(unitsSql(scope));
  equal('kind', options.kind);
  equal('estate_id', options.estateId);
  if (options.unitId !== undefined) equal('unit_no', memory.units.no(options.unitId) ?? -1);
  if (bbox) {
    const [west, south, east, north] = bbox.map((bound) => `$${parameters.push(bound)}`);
    conditions.push(
      `lon >= CAST(${west} AS double precision) AND lat >= CAST(${south} AS double precision)`,
      `lon <= CAST(${east} AS double precision) AND lat <= CAST(${north} AS double precision)`,
    );
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const [counted] = await driver.query(`SELECT count(*) AS n FROM buildings ${where}`, parameters);
  const rows = await driver.query(
    `SELECT * FROM buildings ${where} ORDER BY building_id
     LIMIT ${Math.trunc(options.limit)} OFFSET ${Math.trunc(options.offset)}`,
    parameters,
  );
  return { buildings: rows.map((row) => toBuilding(context, row)), numberMatched: Number(counted.n) };
}

function toBuilding(context: StoreContext, row: SqlRow): Building {
  return {
    id: str(row.building_id),
    unitId: context.memory.units.units[row.unit_no as number].id,
    estateId: strOrNull(row.estate_id),
    name: str(row.name),
    kind: str(row.kind) as Building['kind'],
    floors: row.floors as number,
    heightM: row.height_m as number,
    households: row.households as number,
    residents: row.residents as number,
    elderly: row.elderly as number,
    children: row.children as number,
    position: [row.lon as number, row.lat as number],
    footprint: JSON.parse(str(row.footprint)) as number[],
    entrances: JSON.parse(str(row.entrances)) as [number, number][],
  };
}
