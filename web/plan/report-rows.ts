/** The part of the tree of units that a report asks about. */
export interface ReportTree {
  path(unitId: string): { id: string; name: string; level: string }[];
}

/** People by unit, as the engine answers: parallel to `unitIds`. */
export interface ReportPeople {
  unitIds: readonly string[];
  peopleOfUnit: ArrayLike<number>;
  /** `[cutoff][unit]`, the plan's. */
  peopleWithin: readonly ArrayLike<number>[];
}

export interface ReportRow {
  unitId: string;
  name: string;
  /** Names above it, widest first. */
  above: string[];
  people: number;
  /** One per cut-off. */
  within: number[];
}

export const REPORT_LEVELS = ['subdistrict', 'community', 'gridCell'] as const;
export type ReportLevel = (typeof REPORT_LEVELS)[number];

/**
 * Sums people to the units of a level inside a scope: summed before anybody divides. Homes that are assigned no finer than above the level
 * stand in a row of the unit they are assigned to. Most people out of the last cut-off first.
 */
export function reportRows(
  tree: ReportTree,
  people: ReportPeople,
  level: ReportLevel,
  scopeId: string | null,
): ReportRow[] {
  const rows = new Map<string, ReportRow>();
  people.unitIds.forEach((unitId, unit) => {
    const path = tree.path(unitId);
    if (scopeId !== null && !path.some(({ id }) => id === scopeId)) return;
    const found = path.findIndex((step) => step.level === level);
    const at = found === -1 ? path.length - 1 : found;
    const own = path[at];
    if (own === undefined) return;
    let row = rows.get(own.id);
    if (row === undefined) {
      row = {
        unitId: own.id,
        name: own.name,
        above: path.slice(0, at).map(({ name }) => name),
        people: 0,
        within: people.peopleWithin.map(() => 0),
      };
      rows.set(own.id, row);
    }
    row.people += people.peopleOfUnit[unit];
    for (let c = 0; c < row.within.length; c++) row.within[c] += people.peopleWithin[c][unit];
  });
  const missing = (row: ReportRow) => row.people - row.within[row.within.length - 1];
  return [...rows.values()].sort((a, b) => missing(b) - missing(a) || (a.unitId < b.unitId ? -1 : 1));
}

/** RFC 4180 with a mark that spreadsheets read UTF-8 by; cells that a spreadsheet would run as a formula are quoted away. */
export function csvText(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number): string => {
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
