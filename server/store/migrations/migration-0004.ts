import type { Migration } from './migration.ts';

/** Sums of a day, see `request-measures.ts`. */
const SUMS = `received INTEGER NOT NULL, valid INTEGER NOT NULL, accepted INTEGER NOT NULL, accepted_on_time INTEGER NOT NULL,
  arrived INTEGER NOT NULL, arrived_on_time INTEGER NOT NULL, decided INTEGER NOT NULL, decided_on_time INTEGER NOT NULL,
  matters INTEGER NOT NULL, matters_resolved INTEGER NOT NULL, rated INTEGER NOT NULL, satisfied INTEGER NOT NULL,
  repeatable INTEGER NOT NULL, repeated INTEGER NOT NULL, escalated INTEGER NOT NULL, ever_resolved INTEGER NOT NULL,
  reopened INTEGER NOT NULL, revisited INTEGER NOT NULL, proactive INTEGER NOT NULL, resolved INTEGER NOT NULL,
  resolve_work_seconds BIGINT NOT NULL`;

/** Months since year 0. */
const MONTH_OF_CREATION =
  'CAST(extract(year FROM created_at) * 12 + extract(month FROM created_at) - 1 AS integer)';

/**
 * Daily roll-ups: of the finest unit known, and of streets (or whatever wider unit is all that is known) by category of the first level
 * and by source. Finer by category a roll-up would be as long as the requests themselves. Monthly ones of the finest bins of the heat.
 * A day or month that is stale counts from the requests; in the beginning all are.
 */
export const migration0004: Migration = {
  version: 4,
  name: 'daily roll-ups; ids of sources are found by an index',
  statements: [
    `CREATE TABLE request_unit_days (day_no INTEGER NOT NULL, unit_no INTEGER NOT NULL, ${SUMS})`,
    `CREATE TABLE request_area_days (
      day_no INTEGER NOT NULL, unit_no INTEGER NOT NULL, category_no SMALLINT NOT NULL, source_no SMALLINT NOT NULL, ${SUMS})`,
    'CREATE TABLE request_stale_days (day_no INTEGER NOT NULL)',
    `CREATE TABLE request_bin_months (
      month_no INTEGER NOT NULL, bin_x INTEGER, bin_y INTEGER, received INTEGER NOT NULL)`,
    'CREATE TABLE request_stale_months (month_no INTEGER NOT NULL)',
    `INSERT INTO request_stale_months SELECT DISTINCT ${MONTH_OF_CREATION} FROM requests`,
    `INSERT INTO request_stale_days
     SELECT DISTINCT CAST(created_at AS date) - CAST('1970-01-01' AS date) FROM requests`,
    'CREATE INDEX request_external_ids_by_id ON request_external_ids (external_id)',
  ],
  postgres: [
    'CREATE INDEX request_bin_months_by_month ON request_bin_months (month_no)',
    'CREATE INDEX request_unit_days_by_day ON request_unit_days (day_no)',
    'CREATE INDEX request_unit_days_of_unit ON request_unit_days (unit_no, day_no)',
    'CREATE INDEX request_area_days_by_day ON request_area_days (day_no)',
    'CREATE INDEX request_area_days_of_unit ON request_area_days (unit_no, day_no)',
    'CREATE INDEX requests_of_category ON requests (category_no, created_at) INCLUDE (unit_no, source_no)',
  ],
};
