import type { Migration } from './migration.ts';

/**
 * The first shape of the store. Small tables carry primary keys; the tables of facts do not: one writer hands out their
 * keys, rows are kept in the order of time, and an index over millions of rows would cost the load more than it serves
 * (PostgreSQL, which keeps no minimum and maximum of each run of rows, gets its own).
 * Days are ISO texts, instants local Shanghai wall-clock time without zone, durations integer seconds.
 */
export const migration0001: Migration = {
  version: 1,
  name: 'units, organizations, stations, buildings, requests',
  statements: [
    'CREATE TABLE dataset_meta (meta_key VARCHAR PRIMARY KEY, meta_value VARCHAR NOT NULL)',
    `CREATE TABLE units (
      unit_no INTEGER PRIMARY KEY, unit_id VARCHAR NOT NULL, parent_no INTEGER, unit_level VARCHAR NOT NULL,
      name VARCHAR NOT NULL, initials VARCHAR NOT NULL, code_status VARCHAR NOT NULL,
      valid_from VARCHAR NOT NULL, valid_to VARCHAR,
      households INTEGER NOT NULL, residents INTEGER NOT NULL, elderly INTEGER NOT NULL, children INTEGER NOT NULL,
      area_m2 DOUBLE PRECISION NOT NULL, lon DOUBLE PRECISION NOT NULL, lat DOUBLE PRECISION NOT NULL,
      west DOUBLE PRECISION NOT NULL, south DOUBLE PRECISION NOT NULL,
      east DOUBLE PRECISION NOT NULL, north DOUBLE PRECISION NOT NULL)`,
    'CREATE TABLE unit_ancestors (unit_no INTEGER NOT NULL, ancestor_no INTEGER NOT NULL, distance SMALLINT NOT NULL)',
    'CREATE TABLE unit_shapes (unit_no INTEGER PRIMARY KEY, geometry VARCHAR NOT NULL)',
    `CREATE TABLE crosswalk_shares (
      from_id VARCHAR NOT NULL, to_id VARCHAR NOT NULL, effective_on VARCHAR NOT NULL,
      share DOUBLE PRECISION NOT NULL, basis VARCHAR NOT NULL, PRIMARY KEY (from_id, to_id, effective_on))`,
    'CREATE TABLE overlays (overlay_id VARCHAR PRIMARY KEY, kind VARCHAR NOT NULL, name VARCHAR NOT NULL)',
    'CREATE TABLE overlay_members (overlay_id VARCHAR NOT NULL, position INTEGER NOT NULL, unit_id VARCHAR NOT NULL)',
    `CREATE TABLE organizations (
      organization_id VARCHAR PRIMARY KEY, parent_id VARCHAR, organization_type VARCHAR NOT NULL, name VARCHAR NOT NULL,
      tier INTEGER NOT NULL, founding_way VARCHAR NOT NULL, members INTEGER NOT NULL,
      stars INTEGER, star_year INTEGER, valid_from VARCHAR NOT NULL, valid_to VARCHAR)`,
    `CREATE TABLE organization_unit_links (
      organization_id VARCHAR NOT NULL, unit_id VARCHAR NOT NULL, link_role VARCHAR NOT NULL,
      valid_from VARCHAR NOT NULL, valid_to VARCHAR, PRIMARY KEY (organization_id, unit_id, link_role, valid_from))`,
    `CREATE TABLE posts (
      post_id VARCHAR PRIMARY KEY, kind VARCHAR NOT NULL, unit_id VARCHAR, organization_id VARCHAR,
      person_id VARCHAR, surname VARCHAR, party_member BOOLEAN NOT NULL, full_time BOOLEAN NOT NULL)`,
    `CREATE TABLE stations (
      station_id VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, initials VARCHAR NOT NULL, kind VARCHAR NOT NULL,
      unit_id VARCHAR NOT NULL, lon DOUBLE PRECISION NOT NULL, lat DOUBLE PRECISION NOT NULL,
      entrances VARCHAR NOT NULL, hours VARCHAR NOT NULL, area_m2 DOUBLE PRECISION)`,
    'CREATE TABLE station_assignments (station_id VARCHAR NOT NULL, position INTEGER NOT NULL, unit_id VARCHAR NOT NULL)',
    `CREATE TABLE estates (
      estate_id VARCHAR PRIMARY KEY, unit_no INTEGER NOT NULL, name VARCHAR NOT NULL, initials VARCHAR NOT NULL,
      gated BOOLEAN NOT NULL, footprint VARCHAR NOT NULL)`,
    `CREATE TABLE buildings (
      building_id VARCHAR PRIMARY KEY, unit_no INTEGER NOT NULL, estate_id VARCHAR, name VARCHAR NOT NULL,
      initials VARCHAR NOT NULL, kind VARCHAR NOT NULL, floors INTEGER NOT NULL, height_m DOUBLE PRECISION NOT NULL,
      households INTEGER NOT NULL, residents INTEGER NOT NULL, elderly INTEGER NOT NULL, children INTEGER NOT NULL,
      lon DOUBLE PRECISION NOT NULL, lat DOUBLE PRECISION NOT NULL,
      footprint VARCHAR NOT NULL, entrances VARCHAR NOT NULL)`,
    `CREATE TABLE request_categories (
      category_no INTEGER PRIMARY KEY, code VARCHAR NOT NULL, parent_code VARCHAR,
      category_level INTEGER NOT NULL, name VARCHAR NOT NULL)`,
    'CREATE TABLE request_sources (source_no INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE)',
    'CREATE TABLE handling_units (handling_unit_no INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE)',
    'CREATE TABLE actor_roles (actor_role_no INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE)',
    'CREATE TABLE request_statuses (status_no INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE)',
    'CREATE TABLE request_event_types (event_type_no INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE)',
    `CREATE TABLE requests (
      request_id INTEGER NOT NULL, source_no SMALLINT NOT NULL, category_no SMALLINT NOT NULL, unit_no INTEGER NOT NULL,
      unit_assumed BOOLEAN NOT NULL, lon DOUBLE PRECISION, lat DOUBLE PRECISION, urgency SMALLINT NOT NULL,
      status_no SMALLINT NOT NULL, created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP NOT NULL,
      dispatch_seconds INTEGER, accept_seconds INTEGER, arrive_seconds INTEGER, resolve_seconds INTEGER,
      rate_seconds INTEGER, rating SMALLINT, revisit_satisfied BOOLEAN,
      escalation_level SMALLINT NOT NULL, reopened_count SMALLINT NOT NULL,
      repeated BOOLEAN NOT NULL, proactive BOOLEAN NOT NULL, on_time BOOLEAN,
      handling_unit_no INTEGER, simulated BOOLEAN NOT NULL)`,
    `CREATE TABLE request_events (
      request_id INTEGER NOT NULL, seq SMALLINT NOT NULL, event_type_no SMALLINT NOT NULL,
      happened_at TIMESTAMP NOT NULL, actor_role_no SMALLINT NOT NULL, event_value SMALLINT)`,
    `CREATE TABLE request_external_ids (
      source_no INTEGER NOT NULL, external_id VARCHAR NOT NULL, request_id INTEGER NOT NULL, fingerprint VARCHAR NOT NULL,
      PRIMARY KEY (source_no, external_id))`,
    `CREATE TABLE figures_of_record (
      figure_id VARCHAR PRIMARY KEY, position INTEGER NOT NULL, case_id VARCHAR NOT NULL, figure VARCHAR NOT NULL)`,
    `CREATE TABLE programmes (
      programme_id VARCHAR PRIMARY KEY, kind VARCHAR NOT NULL, name VARCHAR NOT NULL, stages VARCHAR NOT NULL)`,
    `CREATE TABLE programme_items (
      item_id VARCHAR PRIMARY KEY, programme_id VARCHAR NOT NULL, unit_id VARCHAR NOT NULL, organization_id VARCHAR,
      stage VARCHAR NOT NULL, name VARCHAR NOT NULL, started_on VARCHAR, ended_on VARCHAR)`,
  ],
  postgres: [
    'CREATE INDEX buildings_of_unit ON buildings (unit_no)',
    'CREATE INDEX buildings_of_estate ON buildings (estate_id)',
    'CREATE INDEX requests_by_id ON requests (request_id)',
    'CREATE INDEX requests_by_time ON requests (created_at, request_id)',
    'CREATE INDEX requests_of_unit ON requests (unit_no, created_at)',
    'CREATE INDEX request_events_in_order ON request_events (request_id, seq)',
    'CREATE INDEX request_external_ids_of_request ON request_external_ids (request_id)',
  ],
};
