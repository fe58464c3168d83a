import type { Migration } from './migration.ts';

/**
 * Imported 诉求 for which no unit was found (their place by names and codes only, never an address or free text; instants as epoch
 * milliseconds, an exact whole number; `candidates` and `life` as JSON), and counts of calls (`hour` -1 = the whole day).
 */
export const migration0005: Migration = {
  version: 5,
  name: 'unmatched requests, calls',
  statements: [
    `CREATE TABLE unmatched_requests (
      source VARCHAR NOT NULL, external_id VARCHAR NOT NULL, created_ms DOUBLE PRECISION NOT NULL,
      category_code VARCHAR NOT NULL, unit_code VARCHAR NOT NULL, community VARCHAR NOT NULL, street VARCHAR NOT NULL,
      district VARCHAR NOT NULL, lon DOUBLE PRECISION, lat DOUBLE PRECISION, reason VARCHAR NOT NULL,
      candidates VARCHAR NOT NULL, life VARCHAR NOT NULL, PRIMARY KEY (source, external_id))`,
    `CREATE TABLE call_counts (
      call_day VARCHAR NOT NULL, hour SMALLINT NOT NULL, source VARCHAR NOT NULL,
      offered INTEGER NOT NULL, answered INTEGER NOT NULL, PRIMARY KEY (call_day, hour, source))`,
  ],
};
