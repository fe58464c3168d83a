import type { Migration } from './migration.ts';

/** 并案 (10) is a state beside 关闭 (9): what an event (14) merged was kept as closed before. No figure of the roll-ups tells them apart. */
export const migration0007: Migration = {
  version: 7,
  name: 'merged is a state',
  statements: [
    `UPDATE requests SET status_no = 10 WHERE status_no = 9
     AND request_id IN (SELECT request_id FROM request_events WHERE event_type_no = 14)`,
  ],
};
