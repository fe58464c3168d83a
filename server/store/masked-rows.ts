import { REQUEST_KINDS } from '../../geodata/model/request-kind.ts';
import { REQUEST_STATUSES, type RequestStatus } from '../../geodata/model/request-life.ts';
import type { MaskedRequest } from '../../geodata/model/service-request.ts';
import { SECOND_MS, SHANGHAI_OFFSET_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import type { CityMemory } from './city-memory.ts';
import type { Session, SqlValue } from './driver.ts';
import type { NewNames } from './request-numbers.ts';

/** Points are shown to three decimals of a degree: about 100 m, no front door. */
export const MASK_STEPS_PER_DEGREE = 1000;

/** The rounding of `maskDegrees` in SQL, the same to the last bit: half a step goes up. */
export function maskedSql(column: string): string {
  return `floor(${column} * ${MASK_STEPS_PER_DEGREE} + 0.5) / ${MASK_STEPS_PER_DEGREE}`;
}

export function maskDegrees(degrees: number): number {
  return Math.floor(degrees * MASK_STEPS_PER_DEGREE + 0.5) / MASK_STEPS_PER_DEGREE;
}

/** A timestamp as seconds of Shanghai's clock since 1970, readable from both databases. */
export function secondsSql(column: string): string {
  return `CAST(extract(epoch FROM ${column}) AS double precision)`;
}

/** Seconds as `secondsSql` gives them → epoch milliseconds. */
export function secondsToEpochMs(seconds: number): number {
  return Math.round(seconds * SECOND_MS) - SHANGHAI_OFFSET_MS;
}

/** The way back of `secondsToEpochMs`. */
export function epochMsToSeconds(epochMs: number): number {
  return (epochMs + SHANGHAI_OFFSET_MS) / SECOND_MS;
}

const MASKED_COLUMNS = `request_id, source_no, category_no, unit_no, unit_assumed, status_no, urgency, escalation_level,
  ${secondsSql('created_at')}, accept_seconds, arrive_seconds, resolve_seconds, rating, simulated, lon, lat, kind_no, handling_unit_no`;

/** What a row of `requests` shows of itself, in the store's numbers. */
export interface ShownRow {
  requestId: number;
  sourceNo: number;
  categoryNo: number;
  unitNo: number;
  unitAssumed: boolean;
  statusNo: number;
  urgency: number;
  escalationLevel: number;
  createdAtMs: number;
  acceptSeconds: number | null;
  arriveSeconds: number | null;
  resolveSeconds: number | null;
  rating: number | null;
  simulated: boolean;
  /** Degrees as they were given; they are rounded before anybody sees them. */
  lon: number | null;
  lat: number | null;
  kindNo: number;
  handlingUnitNo: number | null;
}

/** Requests as they may be shown. `tail` is the SQL after `FROM requests`; names in `added` are not committed yet. */
export async function readMasked(
  session: Session,
  memory: CityMemory,
  tail: string,
  parameters: SqlValue[],
  added?: Readonly<NewNames>,
): Promise<MaskedRequest[]> {
  const columns = await session.columns(`SELECT ${MASKED_COLUMNS} FROM requests ${tail}`, parameters);
  const rows = columns[0].map((_, row) => shownRow((index) => columns[index][row]));
  return maskRows(memory, rows, added);
}

function shownRow(at: (index: number) => SqlValue): ShownRow {
  return {
    requestId: at(0) as number,
    sourceNo: at(1) as number,
    categoryNo: at(2) as number,
    unitNo: at(3) as number,
    unitAssumed: at(4) as boolean,
    statusNo: at(5) as number,
    urgency: at(6) as number,
    escalationLevel: at(7) as number,
    createdAtMs: secondsToEpochMs(at(8) as number),
    acceptSeconds: at(9) as number | null,
    arriveSeconds: at(10) as number | null,
    resolveSeconds: at(11) as number | null,
    rating: at(12) as number | null,
    simulated: at(13) as boolean,
    lon: at(14) as number | null,
    lat: at(15) as number | null,
    kindNo: at(16) as number,
    handlingUnitNo: at(17) as number | null,
  };
}

/** Rows as they may be shown: no text, no person, the point rounded. Names in `added` are not committed yet. */
export function maskRows(
  memory: CityMemory,
  rows: readonly ShownRow[],
  added: Readonly<NewNames> = { sources: [], handlingUnits: [] },
): MaskedRequest[] {
  const sources = [...memory.sources, ...added.sources];
  const handlingUnits = [...memory.handlingUnits, ...added.handlingUnits];
  return rows.map((row) => {
    const category = memory.categories[row.categoryNo];
    const { lon, lat } = row;
    return {
      id: row.requestId,
      source: sources[row.sourceNo],
      kind: REQUEST_KINDS[row.kindNo],
      categoryCode: category.code,
      categoryName: category.name,
      unitId: memory.units.units[row.unitNo].id,
      unitAssumed: row.unitAssumed,
      status: REQUEST_STATUSES[row.statusNo] as RequestStatus,
      urgency: row.urgency,
      escalationLevel: row.escalationLevel,
      createdAt: toShanghaiIso(row.createdAtMs),
      acceptSeconds: row.acceptSeconds,
      arriveSeconds: row.arriveSeconds,
      resolveSeconds: row.resolveSeconds,
      // The cell's own people have no name among the handling units.
      handlingUnit: handlingUnits[row.handlingUnitNo ?? -1] || null,
      rating: row.rating,
      simulated: row.simulated,
      position: lon === null || lat === null ? null : [maskDegrees(lon), maskDegrees(lat)],
    };
  });
}
