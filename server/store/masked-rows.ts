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

/** Requests as they may be shown. `tail` is the SQL after `FROM requests`; names in `added` are not committed yet. */
export async function readMasked(
  session: Session,
  memory: CityMemory,
  tail: string,
  parameters: SqlValue[],
  added: Readonly<NewNames> = { sources: [], handlingUnits: [] },
): Promise<MaskedRequest[]> {
  const names: NewNames = {
    sources: [...memory.sources, ...added.sources],
    handlingUnits: [...memory.handlingUnits, ...added.handlingUnits],
  };
  const columns = await session.columns(`SELECT ${MASKED_COLUMNS} FROM requests ${tail}`, parameters);
  return columns[0].map((_, row) => maskedRequest(memory, names, (index) => columns[index][row]));
}

function maskedRequest(
  memory: CityMemory,
  { sources, handlingUnits }: Readonly<NewNames>,
  at: (index: number) => SqlValue,
): MaskedRequest {
  const category = memory.categories[at(2) as number];
  const lon = at(14) as number | null;
  const lat = at(15) as number | null;
  return {
    id: at(0) as number,
    source: sources[at(1) as number],
    kind: REQUEST_KINDS[at(16) as number],
    categoryCode: category.code,
    categoryName: category.name,
    unitId: memory.units.units[at(3) as number].id,
    unitAssumed: at(4) as boolean,
    status: REQUEST_STATUSES[at(5) as number] as RequestStatus,
    urgency: at(6) as number,
    escalationLevel: at(7) as number,
    createdAt: toShanghaiIso(secondsToEpochMs(at(8) as number)),
    acceptSeconds: at(9) as number | null,
    arriveSeconds: at(10) as number | null,
    resolveSeconds: at(11) as number | null,
    // The cell's own people have no name among the handling units.
    handlingUnit: handlingUnits[at(17) as number] || null,
    rating: at(12) as number | null,
    simulated: at(13) as boolean,
    position: lon === null || lat === null ? null : [maskDegrees(lon), maskDegrees(lat)],
  };
}
