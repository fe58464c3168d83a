import type { Migration } from './migration.ts';

/** Plans kept under a name. A plan is kept as its own text (geodata/model/station-plan.ts), instants as epoch milliseconds. */
export const migration0002: Migration = {
  version: 2,
  name: 'scenarios',
  statements: [
    `CREATE TABLE scenarios (
      scenario_id VARCHAR PRIMARY KEY, revision INTEGER NOT NULL, name VARCHAR NOT NULL, note VARCHAR NOT NULL,
      plan VARCHAR NOT NULL, within_id VARCHAR, cutoff_minutes DOUBLE PRECISION NOT NULL, profile VARCHAR NOT NULL,
      opening_time VARCHAR NOT NULL, created_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL)`,
  ],
};
