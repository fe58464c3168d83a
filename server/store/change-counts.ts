import { dayStartMs, monthNumber } from './request-days.ts';

/** How often something has happened to the requests of each day and month, whatever it was: a birth, a move, a later step of a life. */
export class ChangeCounts {
  readonly #days = new Map<number, number>();
  readonly #months = new Map<number, number>();

  /** Called once what happened in these days is committed. */
  note(days: ReadonlySet<number>): void {
    const months = new Set<number>();
    for (const day of days) {
      this.#days.set(day, this.dayVersion(day) + 1);
      months.add(monthNumber(dayStartMs(day)));
    }
    for (const month of months) this.#months.set(month, this.monthVersion(month) + 1);
  }

  dayVersion(day: number): number {
    return this.#days.get(day) ?? 0;
  }

  monthVersion(month: number): number {
    return this.#months.get(month) ?? 0;
  }
}
