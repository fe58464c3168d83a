import type { Level } from '../../geodata/model/unit.ts';
import type { SearchHit } from '../contract/units.ts';
import { unitsSql } from './request-filter.ts';
import type { Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';

const DEFAULT_LIMIT = 20;

/** How well a name, a code or initials fit the text; lower is better, null = not at all. */
function fitOf(text: string, name: string, code: string, initials: string): number | null {
  if (name === text || code === text) return 0;
  if (name.startsWith(text) || code.startsWith(text)) return 1;
  if (initials === text) return 1;
  if (initials.startsWith(text)) return 2;
  if (name.includes(text)) return 3;
  return text.length >= 2 && initials.includes(text) ? 4 : null;
}

/** Units, stations, estates and buildings by name, code or pinyin initials; better fits first, wider things before narrower. */
export async function searchPlaces(
  context: StoreContext,
  query: string,
  options: { scope?: Scope; limit?: number } = {},
): Promise<SearchHit[]> {
  const text = query.trim().toLowerCase();
  if (text === '') return [];
  const limit = options.limit ?? DEFAULT_LIMIT;
  const found = findInMemory(context, text, options.scope);
  found.sort((a, b) => a.rank - b.rank || a.order - b.order);
  const hits = found.slice(0, limit).map(({ hit }) => hit());
  if (hits.length < limit)
    hits.push(...(await findBuildings(context, query.trim(), limit - hits.length, options.scope)));
  return hits;
}

/** `hit` is made only for what is shown: a path of names costs more than a comparison. */
interface Found {
  rank: number;
  order: number;
  hit: () => SearchHit;
}

/** Stations and estates come after every unit of the same fit. */
const STATION_ORDER = 1e9;
const ESTATE_ORDER = 2e9;

function findInMemory(context: StoreContext, text: string, scope?: Scope): Found[] {
  const { units, unitInitials, stations, stationInitials, estates } = context.memory;
  const inside = scope && !scope.everything ? new Set(scope.unitNos) : null;
  const found: Found[] = [];
  for (let no = 0; no < units.size; no++) {
    if (inside && !inside.has(no)) continue;
    const unit = units.units[no];
    const rank = fitOf(text, unit.name.toLowerCase(), unit.id.toLowerCase(), unitInitials[no]);
    if (rank === null) continue;
    found.push({
      rank,
      // Shallow units first, then in code order.
      order: units.path(no).length * 1e6 + units.codeOrder(no),
      hit: () =>
        hitAt(context, 'unit', unit.id, unit.id, unit.level, unit.name, units.parentNos[no], unit.center),
    });
  }
  for (const station of stations.values()) {
    const no = units.no(station.unitId) ?? -1;
    if (inside && !inside.has(no)) continue;
    const rank = fitOf(
      text,
      station.name.toLowerCase(),
      station.id.toLowerCase(),
      stationInitials.get(station.id)!,
    );
    if (rank === null) continue;
    const level = units.get(station.unitId)?.level ?? 'gridCell';
    found.push({
      rank,
      order: STATION_ORDER,
      hit: () =>
        hitAt(context, 'station', station.id, station.unitId, level, station.name, no, station.position),
    });
  }
  for (const estate of estates.values()) {
    if (inside && !inside.has(estate.unitNo)) continue;
    const rank = fitOf(text, estate.name.toLowerCase(), estate.id.toLowerCase(), estate.initials);
    if (rank === null) continue;
    const community = units.units[estate.unitNo];
    found.push({
      rank,
      order: ESTATE_ORDER,
      hit: () =>
        hitAt(
          context,
          'unit',
          estate.id,
          community.id,
          'estate',
          estate.name,
          estate.unitNo,
          community.center,
        ),
    });
  }
  return found;
}

function hitAt(
  context: StoreContext,
  kind: SearchHit['kind'],
  id: string,
  unitId: string,
  level: Level,
  name: string,
  parentNo: number,
  center: readonly number[],
): SearchHit {
  const { units } = context.memory;
  const path =
    parentNo < 0
      ? ''
      : units
          .path(parentNo)
          .map((no) => units.units[no].name)
          .join(' · ');
  return { kind, id, unitId, level, name, path, center: [...center] };
}

async function findBuildings(
  context: StoreContext,
  query: string,
  limit: number,
  scope?: Scope,
): Promise<SearchHit[]> {
  const { driver, memory } = context;
  const pattern = escapeLike(query);
  const parameters = [query, `${escapeLike(query.toLowerCase())}%`, `%${pattern}%`, `${pattern}%`];
  const units = scope ? unitsSql(scope) : '';
  const rows = await driver.query(
    `SELECT building_id, unit_no, name, lon, lat FROM buildings
     WHERE (building_id = $1 OR initials LIKE $2 OR name LIKE $3) ${units ? `AND ${units}` : ''}
     ORDER BY CASE WHEN name LIKE $4 THEN 0 ELSE 1 END, building_id LIMIT ${Math.trunc(limit)}`,
    parameters,
  );
  return rows.map((row) => {
    const no = row.unit_no as number;
    const center = [row.lon as number, row.lat as number];
    const id = row.building_id as string;
    return hitAt(
      context,
      'building',
      id,
      memory.units.units[no].id,
      'building',
      row.name as string,
      no,
      center,
    );
  });
}

/** A backslash escapes in PostgreSQL but not in DuckDB: signs with a meaning in LIKE become "any one character". */
function escapeLike(text: string): string {
  return text.replace(/[%_\\]/g, '_');
}
