import type { Migration } from './migration.ts';

/** Nothing yet. */
export const migration0003: Migration = { version: 3, name: 'reserved', statements: [] };
