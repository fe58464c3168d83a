import type { Migration } from './migration.ts';

/**
 * More of a 诉求's life: its kind, 退单, 转办, 挂起, 并案, working time to the resolution and the steps of the supervision; events say which
 * system told of them and what they point at. What follows from events is derived anew after it.
 */
export const migration0003: Migration = {
  version: 3,
  name: 'the whole life of a request',
  statements: [
    'CREATE TABLE request_kinds (kind_no INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE)',
    'ALTER TABLE requests ADD COLUMN kind_no SMALLINT DEFAULT 0',
    'ALTER TABLE requests ADD COLUMN merged_into INTEGER',
    'ALTER TABLE requests ADD COLUMN returned_count SMALLINT DEFAULT 0',
    'ALTER TABLE requests ADD COLUMN transferred_count SMALLINT DEFAULT 0',
    'ALTER TABLE requests ADD COLUMN suspend_seconds INTEGER',
    'ALTER TABLE requests ADD COLUMN suspended_work_seconds INTEGER DEFAULT 0',
    'ALTER TABLE requests ADD COLUMN resolve_work_seconds INTEGER',
    'ALTER TABLE requests ADD COLUMN rectify_order_seconds INTEGER',
    'ALTER TABLE requests ADD COLUMN rectify_seconds INTEGER',
    'ALTER TABLE requests ADD COLUMN justify_seconds INTEGER',
    'ALTER TABLE requests ADD COLUMN censure_seconds INTEGER',
    'ALTER TABLE request_events ADD COLUMN source_no SMALLINT',
    'ALTER TABLE request_events ADD COLUMN related_no INTEGER',
    `UPDATE request_events SET source_no = requests.source_no
     FROM requests WHERE requests.request_id = request_events.request_id`,
  ],
  derivesAnew: true,
};
