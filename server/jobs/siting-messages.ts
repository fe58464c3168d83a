import type { SitingQuestion } from '../../geodata/service-area/siting/quick-siting.ts';
import type { SitingResult } from '../contract/siting.ts';

/** A public building or a school: a room that a station could share. */
export interface SitingRoom {
  buildingId: string;
  name: string;
  position: [number, number];
}

/** What the siting worker is given; it reads the network itself. */
export interface SitingInput {
  folder: string;
  /** Who may pass the gates in the plan; null = as the network has it. */
  gatePolicy: Uint8Array | null;
  question: SitingQuestion;
  cutoffMinutes: number;
  weight: SitingResult['weight'];
  /** In the order of the question's sources. */
  rooms: SitingRoom[];
  standingIds: string[];
  /** Null: the quick answer is all. */
  exactSeconds: number | null;
}

/** `result` is told whole each time; `progress` 0…1. */
export type SitingMessage =
  | { kind: 'progress'; progress: number; step: string; result?: SitingResult }
  | { kind: 'done'; result: SitingResult }
  | { kind: 'failed'; message: string };
