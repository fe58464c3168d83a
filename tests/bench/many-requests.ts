import { SECOND_MS, toStoreTimestamp } from '../../geodata/model/time.ts';
import type { Driver } from '../../server/store/driver.ts';
import { DAY_NUMBER } from '../../server/store/request-days.ts';

/** A prime: the multiples of a number modulo it visit every value once before they repeat. */
const PRIME = 2_147_483_647;
const FACTORS = [1_103_515_245, 69_069, 48_271, 1_664_525, 22_695_477, 134_775_813, 214_013, 16_807];
const ROWS_AT_A_TIME = 1_000_000;

/** A number from 0 to 1 that depends on the row `i` and on which of them it is, the same in every database. */
function uniform(which: number): string {
  return `(((i + ${7919 * (which + 1)}) * ${FACTORS[which]}) % ${PRIME}) / ${PRIME}.0`;
}

export interface ManyRequests {
  total: number;
  fromMs: number;
  toMs: number;
}

/**
 * Fills the table of requests by SQL alone, for benchmarks of questions at the size of a large city: evenly over time, homes and
 * categories, with lives whose shares are the demo's. There are no events: no question of the benchmarks asks for them.
 * A city must have been loaded, and no request.
 */
export async function fillRequests(
  driver: Driver,
  { total, fromMs, toMs }: ManyRequests,
  onProgress: (rows: number) => void = () => undefined,
): Promise<void> {
  const [row] = await driver.query('SELECT count(*) AS categories FROM request_categories');
  await driver.transaction(async (session) => {
    for (const [no, name] of ['12345', '小程序', '窗口', '网格员上报'].entries()) {
      await session.execute('INSERT INTO request_sources (source_no, name) VALUES ($1, $2)', [no, name]);
    }
    await session.execute(
      `CREATE TEMPORARY TABLE places AS SELECT row_number() OVER (ORDER BY building_id) - 1 AS place, unit_no, lon, lat
       FROM buildings WHERE residents > 0`,
    );
    const [counted] = await session.query('SELECT count(*) AS places FROM places');
    const spanS = (toMs - fromMs) / SECOND_MS;
    const fromLocal = toStoreTimestamp(fromMs);
    for (let first = 0; first < total; first += ROWS_AT_A_TIME) {
      const last = Math.min(total, first + ROWS_AT_A_TIME) - 1;
      await session.execute(
        fillSql({
          first,
          last,
          total,
          spanS,
          fromLocal,
          places: Number(counted!.places),
          categories: Number(row!.categories),
        }),
      );
      onProgress(last + 1);
    }
    await session.execute('DROP TABLE places');
    await session.execute(`INSERT INTO request_stale_days SELECT DISTINCT ${DAY_NUMBER} FROM requests`);
  });
  await driver.checkpoint();
}

interface Slice {
  first: number;
  last: number;
  total: number;
  spanS: number;
  fromLocal: string;
  places: number;
  categories: number;
}

function fillSql({ first, last, total, spanS, fromLocal, places, categories }: Slice): string {
  return `INSERT INTO requests (request_id, source_no, category_no, unit_no, unit_assumed, lon, lat, urgency, status_no,
      created_at, updated_at, dispatch_seconds, accept_seconds, arrive_seconds, resolve_seconds, rate_seconds, rating,
      revisit_satisfied, escalation_level, reopened_count, repeated, proactive, on_time, handling_unit_no, simulated, kind_no,
      resolve_work_seconds, returned_count, transferred_count, suspended_work_seconds)
    SELECT i + 1, CAST(floor(u0 * 4) AS smallint), CAST(floor(u1 * ${categories}) AS smallint), unit_no, FALSE,
      CASE WHEN u2 < 0.965 THEN lon + (u3 - 0.5) * 0.0002 END, CASE WHEN u2 < 0.965 THEN lat + (u4 - 0.5) * 0.0002 END,
      CASE WHEN u3 < 0.03 THEN 2 WHEN u3 < 0.15 THEN 1 ELSE 0 END,
      CASE WHEN u5 < 0.6 THEN 7 WHEN u5 < 0.95 THEN 6 ELSE 4 END,
      CAST('${fromLocal}' AS timestamp) + floor(i * (${spanS} / ${total}.0)) * INTERVAL '1 second',
      CAST('${fromLocal}' AS timestamp) + (floor(i * (${spanS} / ${total}.0)) + 86400) * INTERVAL '1 second',
      5, CAST(10 + 52 * u4 AS integer), CAST(120 + 520 * u3 AS integer),
      CASE WHEN u5 < 0.95 THEN CAST(600 + 900000 * u4 * u3 * u2 AS integer) END,
      CASE WHEN u5 < 0.6 THEN CAST(90000 + 900000 * u4 AS integer) END,
      CASE WHEN u5 < 0.6 THEN CASE WHEN u2 < 0.7 THEN 5 WHEN u2 < 0.92 THEN 4 WHEN u2 < 0.96 THEN 3 ELSE 1 END END,
      CASE WHEN u5 < 0.18 THEN u4 < 0.9 END, CASE WHEN u4 < 0.02 THEN 1 ELSE 0 END, CASE WHEN u3 < 0.02 THEN 1 ELSE 0 END,
      u1 < 0.06, u0 > 0.92, CASE WHEN u5 < 0.95 THEN u4 < 0.93 END, 0, TRUE, CAST(floor(u2 * 7) AS smallint),
      CASE WHEN u5 < 0.95 THEN CAST(60 + 260000 * u4 * u3 * u2 AS integer) END, 0, 0, 0
    FROM (
      SELECT i, ${[0, 1, 2, 3, 4, 5].map((which) => `${uniform(which)} AS u${which}`).join(', ')},
        CAST(floor(${uniform(6)} * ${places}) AS bigint) AS drawn
      FROM generate_series(CAST(${first} AS bigint), CAST(${last} AS bigint)) AS series(i)
    ) AS numbered JOIN places ON places.place = numbered.drawn ORDER BY i`;
}
