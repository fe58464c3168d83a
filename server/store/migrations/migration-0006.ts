import type { Migration } from './migration.ts';

/**
 * 吹哨报到. There are thousands of whistles where there are millions of 诉求, so that names are kept as texts. Seconds count from the time
 * of the whistle (of an event: from its own time); `unit_no` is where it belongs, of a 诉求 where that was when the whistle was blown.
 */
export const migration0006: Migration = {
  version: 6,
  name: 'whistles',
  statements: [
    `CREATE TABLE whistles (
      whistle_id INTEGER NOT NULL, unit_no INTEGER NOT NULL, from_kind VARCHAR NOT NULL, from_id VARCHAR NOT NULL,
      category_no SMALLINT, response_level SMALLINT NOT NULL, status VARCHAR NOT NULL, blown_at TIMESTAMP NOT NULL,
      updated_at TIMESTAMP NOT NULL, end_seconds INTEGER, outcome VARCHAR, simulated BOOLEAN NOT NULL)`,
    `CREATE TABLE whistle_targets (
      whistle_id INTEGER NOT NULL, target_no SMALLINT NOT NULL, party_kind VARCHAR NOT NULL, party_id VARCHAR NOT NULL,
      unit_no INTEGER, direction VARCHAR NOT NULL, status VARCHAR NOT NULL, call_seconds INTEGER NOT NULL,
      due_seconds INTEGER NOT NULL, report_seconds INTEGER, decline_seconds INTEGER, finish_seconds INTEGER, outcome VARCHAR)`,
    'CREATE TABLE whistle_requests (whistle_id INTEGER NOT NULL, request_id INTEGER NOT NULL, unit_no INTEGER NOT NULL)',
    `CREATE TABLE whistle_events (
      whistle_id INTEGER NOT NULL, seq SMALLINT NOT NULL, event_type VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
      actor_role VARCHAR NOT NULL, source VARCHAR NOT NULL, party_kind VARCHAR, party_id VARCHAR, due_seconds INTEGER,
      response_level SMALLINT, outcome VARCHAR)`,
  ],
};
