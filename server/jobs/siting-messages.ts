import type { SitingBody, SitingPlace, SitingResult } from '../contract/siting.ts';

/** What the siting worker is given; it reads the network itself. */
export interface SitingInput {
  folder: string;
  stations: number;
  budget: number | null;
  cutoffMinutes: number;
  /** Effective decimetres. */
  cutoffDm: number;
  /** Numbers of `Homes`: near whose homes junctions are looked for. */
  units: number[];
  /** One a home; 0 outside of the question. */
  weightOfHome: Float64Array;
  weight: SitingResult['weight'];
  variant: SitingBody['variant'];
  /** Doors of the stations that stay. */
  keptDoors: [number, number][];
  /** In the order of the candidates' numbers: must-haves first. */
  mustHave: [number, number][];
  /** Null: junctions. */
  places: [number, number][] | null;
  /** One for each of `places`. */
  costs: number[] | null;
  /** Stations that do not stay, whose places may be chosen again. */
  existing: { id: string; position: [number, number] }[];
  /** Null: the quick answer is all. */
  exactSeconds: number | null;
}

/** `result` is told whole each time; `progress` 0…1. */
export type SitingMessage =
  | { kind: 'progress'; progress: number; step: string; result?: SitingResult }
  | { kind: 'done'; result: SitingResult }
  | { kind: 'failed'; message: string };

export type Choice = Pick<
  SitingResult,
  'covered' | 'bound' | 'provenGap' | 'worstShare' | 'worstShareBound'
> & { places: SitingPlace[] };
