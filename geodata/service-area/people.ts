import type { Homes } from './homes.ts';

/** How many live somewhere. */
export interface People {
  residents: number;
  households: number;
  /** Homes. */
  buildings: number;
}

export function nobody(): People {
  return { residents: 0, households: 0, buildings: 0 };
}

/** Adds one home to `people`. */
export function addHome(people: People, homes: Homes, h: number): void {
  people.residents += homes.residents[h];
  people.households += homes.households[h];
  people.buildings++;
}
