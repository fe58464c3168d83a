import type { UnitPeople } from '../worker/report-shapes.ts';

/** The part of the tree of units that a report asks about. */
export interface ReportTree {
  path(unitId: string): { id: string; name: string; level: string }[];
}

/** What the engine says of today's stations and of the plan's; all lists parallel to `unitIds`, with one entry more for the homes of no unit. */
export interface ReportPeople {
  unitIds: readonly string[];
  totals: UnitPeople;
  /** One per cut-off. */
  today: readonly UnitPeople[];
  plan: readonly UnitPeople[];
}

export interface PeopleCount {
  residents: number;
  households: number;
  buildings: number;
}

export interface ReportRow {
  /** Null for the homes of no unit. */
  unitId: string | null;
  name: string;
  /** Names above it, widest first. */
  above: string[];
  total: PeopleCount;
  /** One per cut-off. */
  today: PeopleCount[];
  plan: PeopleCount[];
}

export const REPORT_LEVELS = ['subdistrict', 'community', 'gridCell'] as const;
export type ReportLevel = (typeof REPORT_LEVELS)[number];

/**
 * Sums people to the units of a level: summed before anybody divides. Only units in `scopeIds` are counted (null: everybody, those of no unit
 * too, in a last row). Homes that are assigned no finer than above the level stand in a row of the unit they are assigned to. In the order
 * of codes.
 */
export function reportRows(
  tree: ReportTree,
  people: ReportPeople,
  level: ReportLevel,
  scopeIds: readonly string[] | null,
): ReportRow[] {
  const scope = scopeIds === null ? null : new Set(scopeIds);
  const rows = new Map<string, ReportRow>();
  for (const [unit, unitId] of people.unitIds.entries()) {
    if (scope !== null && !scope.has(unitId)) continue;
    const path = tree.path(unitId);
    const found = path.findIndex((step) => step.level === level);
    const at = found === -1 ? path.length - 1 : found;
    const own = path[at];
    if (own === undefined) continue;
    let row = rows.get(own.id);
    if (row === undefined) {
      row = emptyRow(own.id, own.name, path.slice(0, at), people);
      rows.set(own.id, row);
    }
    addUnit(row, people, unit);
  }
  const sorted = [...rows.values()].sort((a, b) => (String(a.unitId) < String(b.unitId) ? -1 : 1));
  if (scope !== null) return sorted;
  const homeless = emptyRow(null, '', [], people);
  addUnit(homeless, people, people.unitIds.length);
  return homeless.total.buildings > 0 ? [...sorted, homeless] : sorted;
}

/** All rows together, for the last line of a table. */
export function sumOfRows(rows: readonly ReportRow[]): Pick<ReportRow, 'total' | 'today' | 'plan'> {
  const sum = (read: (row: ReportRow) => PeopleCount): PeopleCount => {
    const into = nobody();
    for (const row of rows) addCount(into, read(row));
    return into;
  };
  const cutoffs = rows[0]?.plan ?? [];
  return {
    total: sum((row) => row.total),
    today: cutoffs.map((_, c) => sum((row) => row.today[c])),
    plan: cutoffs.map((_, c) => sum((row) => row.plan[c])),
  };
}

function nobody(): PeopleCount {
  return { residents: 0, households: 0, buildings: 0 };
}

function emptyRow(
  unitId: string | null,
  name: string,
  above: { name: string }[],
  people: ReportPeople,
): ReportRow {
  return {
    unitId,
    name,
    above: above.map((unit) => unit.name),
    total: nobody(),
    today: people.today.map(nobody),
    plan: people.plan.map(nobody),
  };
}

function addUnit(row: ReportRow, people: ReportPeople, unit: number): void {
  const of = (list: UnitPeople): PeopleCount => ({
    residents: list.residents[unit],
    households: list.households[unit],
    buildings: list.buildings[unit],
  });
  addCount(row.total, of(people.totals));
  for (const [c, list] of people.today.entries()) addCount(row.today[c], of(list));
  for (const [c, list] of people.plan.entries()) addCount(row.plan[c], of(list));
}

function addCount(into: PeopleCount, other: PeopleCount): void {
  into.residents += other.residents;
  into.households += other.households;
  into.buildings += other.buildings;
}
