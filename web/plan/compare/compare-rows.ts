import type { CoverageAnswer } from '../../../server/contract/service-areas.ts';

export const PARTS = ['residents', 'households', 'buildings', 'gridCells'] as const;
export type Part = (typeof PARTS)[number];

/** What is told of one side: today or a scenario. */
export interface SideFigures {
  /** One for each cut-off, in the same order on both sides. */
  coverage: readonly CoverageAnswer[];
  stations: number;
  /** Cells that are covered in name only. */
  falseCells: number;
  /** Residents covered at the chosen cut-off, by unit of the next level. */
  children: readonly { unitId: string; covered: number; total: number }[];
}

/** One line of the table of differences; `total` null where the figure is no part of a whole. */
export interface ComparedRow {
  part: Part | 'uncovered' | 'stations' | 'falseCells';
  /** Null where the figure does not depend on them. */
  minutes: number | null;
  a: number;
  b: number;
  total: number | null;
}

/** Figures of two sides beside each other: first whatever is said at `cutoffMinutes`, then stations and false coverage, then the other minutes. */
export function comparedRows(a: SideFigures, b: SideFigures, cutoffMinutes: number): ComparedRow[] {
  const covered = a.coverage.flatMap((answer, index) =>
    PARTS.map((part): ComparedRow => {
      const other = b.coverage[index];
      return {
        part,
        minutes: answer.cutoffMinutes,
        a: answer[part].covered,
        b: other[part].covered,
        total: other[part].total,
      };
    }),
  );
  const chosen = a.coverage.findIndex((answer) => answer.cutoffMinutes === cutoffMinutes);
  const left = ({ coverage }: SideFigures): number =>
    coverage[chosen].residents.total - coverage[chosen].residents.covered;
  const rest: ComparedRow[] = [
    { part: 'stations', minutes: null, a: a.stations, b: b.stations, total: null },
    { part: 'falseCells', minutes: null, a: a.falseCells, b: b.falseCells, total: null },
  ];
  if (chosen < 0) return [...rest, ...covered];
  const isChosen = ({ minutes }: ComparedRow): boolean => minutes === cutoffMinutes;
  return [
    ...covered.filter(isChosen),
    { part: 'uncovered', minutes: cutoffMinutes, a: left(a), b: left(b), total: null },
    ...rest,
    ...covered.filter((row) => !isChosen(row)),
  ];
}

/** Units of the next level, the greatest difference first; then in the order of the answer. */
export function comparedUnits(
  a: SideFigures,
  b: SideFigures,
): { unitId: string; a: number; b: number; total: number }[] {
  const other = new Map(b.children.map((child) => [child.unitId, child]));
  return a.children
    .flatMap((child) => {
      const planned = other.get(child.unitId);
      return planned === undefined
        ? []
        : [{ unitId: child.unitId, a: child.covered, b: planned.covered, total: planned.total }];
    })
    .sort((left, right) => Math.abs(right.b - right.a) - Math.abs(left.b - left.a));
}
