import type { CellCoverageAnswer } from '../../server/contract/service-areas.ts';

export interface GapRow {
  unitId: string;
  /** Residents beyond the cut-off, in all its cells. */
  uncovered: number;
  residents: number;
  cells: number;
}

/** A cell is a gap where fewer than half of its residents are within reach. */
const GAP_SHARE = 0.5;

/**
 * Where people are out of reach: gap cells of `within`, summed by `groupOf` (the community, say), most people first.
 * Cells without residents are no gap.
 */
export function gapRows(
  answer: CellCoverageAnswer,
  within: ReadonlySet<string>,
  groupOf: (cellId: string) => string,
): GapRow[] {
  const groups = new Map<string, GapRow>();
  answer.unitIds.forEach((cellId, index) => {
    const residents = answer.residents[index];
    const covered = answer.coveredResidents[index];
    if (!within.has(cellId) || residents === 0 || covered >= residents * GAP_SHARE) return;
    const unitId = groupOf(cellId);
    const row = groups.get(unitId) ?? { unitId, uncovered: 0, residents: 0, cells: 0 };
    row.uncovered += residents - covered;
    row.residents += residents;
    row.cells += 1;
    groups.set(unitId, row);
  });
  return [...groups.values()].sort((a, b) => b.uncovered - a.uncovered || a.unitId.localeCompare(b.unitId));
}
