/** Marks that benches and tests read: `performance.getEntriesByName(…)`. */
export const MARK = {
  /** Cells with their values, lines and water are on screen. */
  firstPicture: 'onegrid:first-picture',
  /** Names, houses and signs are on screen too. */
  names: 'onegrid:names',
  drillStart: 'onegrid:drill-start',
  /** All figures of the newly selected unit are here and painted; the flight of the camera does not count. */
  drillSettled: 'onegrid:drill-settled',
  /** Measure between the two. */
  drill: 'onegrid:drill',
} as const;

/** Old marks are taken away, or a wall that drills for a year would hold millions. */
export function markOnce(name: string): void {
  performance.clearMarks(name);
  performance.mark(name);
}

export function measureDrill(): void {
  markOnce(MARK.drillSettled);
  performance.clearMeasures(MARK.drill);
  if (performance.getEntriesByName(MARK.drillStart).length > 0) {
    performance.measure(MARK.drill, MARK.drillStart, MARK.drillSettled);
  }
}
