import type { OpeningHours, StationKind } from '../model/station.ts';
import type { Random } from './random.ts';

const WEEKDAYS = [1, 2, 3, 4, 5];
const WEEKEND = [6, 7];
const EVERY_DAY = [...WEEKDAYS, ...WEEKEND];

function open(weekdays: number[], fromMinute: number, toMinute: number): OpeningHours {
  return { weekdays: [...weekdays], fromMinute, toMinute };
}

/** Opening hours (演示): offices on weekdays, some with a Saturday or an evening, shops every day, some 驿站 day and night. */
export function hoursOf(kind: StationKind, centre: boolean, random: Random): OpeningHours[] {
  const dice = random.next();
  if (kind === 'redStation') return [dice < 0.4 ? open(EVERY_DAY, 0, 1440) : open(EVERY_DAY, 480, 1320)];
  if (kind === 'commercialStation') return [open(EVERY_DAY, 600, 1260)];
  if (centre) return [open(WEEKDAYS, 510, 1080), open(WEEKEND, 540, 960)];
  if (dice < 0.45) return [open(WEEKDAYS, 540, 1020)];
  if (dice < 0.65) return [open(WEEKDAYS, 510, 1050), open([6], 540, 720)];
  if (dice < 0.85) return [open(WEEKDAYS, 540, 720), open(WEEKDAYS, 840, 1230)];
  return [open(EVERY_DAY, 540, 1200)];
}

/** Floor area in m² (演示). */
export function areaOf(kind: StationKind, centre: boolean, random: Random): number {
  if (kind === 'redStation') return random.int(18, 60);
  if (kind === 'commercialStation') return random.int(260, 900);
  return centre ? random.int(900, 2400) : random.int(180, 760);
}
