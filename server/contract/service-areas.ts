import { type Static, Type } from 'typebox';
import { MultiPolygonGeometry } from '../../geodata/model/geometry.ts';
import { OpeningHours } from '../../geodata/model/station.ts';

/** Who walks, as `geodata/network/profiles.ts` tells them apart; `adult` walks at the data set's own speed. */
export const WALKERS = ['adult', 'elderly', 'child', 'wheelchair'] as const;
export type Walker = (typeof WALKERS)[number];
/** When stations must be open to count; `anytime`: all count. The moments are those of `geodata/service-area/opening-hours.ts`. */
export const OPENING_TIMES = ['anytime', 'workday', 'evening', 'weekend', 'night'] as const;
export type OpeningTime = (typeof OPENING_TIMES)[number];

/** Optional everywhere that people walk to stations. */
export const WALK_QUERY = {
  profile: Type.Optional(Type.Enum([...WALKERS], { description: 'who walks' })),
  when: Type.Optional(
    Type.Enum([...OPENING_TIMES], {
      description: 'closed stations are left out; those without known hours count',
    }),
  ),
};

/** `POST /api/service-areas/isochrones` */
export const IsochronesBody = Type.Object({
  origins: Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), {
    minItems: 1,
    maxItems: 200,
  }),
  cutoffsMinutes: Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 60 }), { minItems: 1, maxItems: 6 }),
  speedMps: Type.Optional(Type.Number({ minimum: 0.3, maximum: 3 })),
});
export type IsochronesBody = Static<typeof IsochronesBody>;

export const IsochroneFeature = Type.Object({
  type: Type.Literal('Feature'),
  geometry: MultiPolygonGeometry,
  properties: Type.Object({
    originIndex: Type.Integer({ description: '-1 for the union of several origins' }),
    stationId: Type.Union([Type.String(), Type.Null()]),
    cutoffMinutes: Type.Number(),
  }),
});
export type IsochroneFeature = Static<typeof IsochroneFeature>;

/** Also the answer of `GET /api/service-areas/stations/{id}?cutoffsMinutes=5,10,15`. */
export const IsochronesAnswer = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(IsochroneFeature),
  speedMps: Type.Number(),
  profile: Type.String(),
  networkSource: Type.Object({ name: Type.String(), date: Type.String() }),
  /** Origins farther from any street than the snapping distance, by index; they have no features. */
  unsnapped: Type.Array(Type.Integer()),
  /** Only where `when` was asked: true = the station is closed then, and has no bands. */
  isClosed: Type.Optional(Type.Boolean()),
});
export type IsochronesAnswer = Static<typeof IsochronesAnswer>;

const Part = Type.Object({ covered: Type.Integer(), total: Type.Integer() });

/** `GET /api/service-areas/coverage?within=&cutoffMinutes=&station=&kinds=` — counted building by building. */
export const CoverageQuery = Type.Object({
  within: Type.Optional(Type.String()),
  cutoffMinutes: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 60 })),
  station: Type.Optional(Type.String({ description: 'only this station' })),
  ...WALK_QUERY,
});
export type CoverageQuery = Static<typeof CoverageQuery>;

export const CoverageAnswer = Type.Object({
  within: Type.String(),
  cutoffMinutes: Type.Number(),
  residents: Part,
  households: Part,
  buildings: Part,
  gridCells: Part,
  /** Homes that could not be put on the network, counted in `total`, never in `covered`. */
  unsnappedBuildings: Type.Integer(),
  speedMps: Type.Number(),
  profile: Type.String(),
  when: Type.String(),
  /** Stations left out because they are closed then, and those that count although nobody knows their hours. */
  closedStations: Type.Integer(),
  unknownHoursStations: Type.Integer(),
  asOf: Type.String(),
});
export type CoverageAnswer = Static<typeof CoverageAnswer>;

/** `GET /api/service-areas/cells?within=&cutoffMinutes=` — per cell: minutes of the median resident, share covered, nearest station. */
export const CellCoverageAnswer = Type.Object({
  unitIds: Type.Array(Type.String()),
  walkMinutes: Type.Array(Type.Union([Type.Number(), Type.Null()])),
  coveredResidents: Type.Array(Type.Integer()),
  residents: Type.Array(Type.Integer()),
  nearestStationIds: Type.Array(Type.Union([Type.String(), Type.Null()])),
  cutoffMinutes: Type.Number(),
  asOf: Type.String(),
});
export type CellCoverageAnswer = Static<typeof CellCoverageAnswer>;

/** `GET /api/service-areas/stations?within=` */
export const StationRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  kindName: Type.String(),
  unitId: Type.String(),
  position: Type.Array(Type.Number()),
  doors: Type.Array(Type.Array(Type.Number()), {
    description: 'where people enter: its entrances, or its position where none are known',
  }),
  openNow: Type.Boolean(),
  hours: Type.Optional(Type.Array(OpeningHours)),
  assignedUnitIds: Type.Array(Type.String()),
});
export type StationRow = Static<typeof StationRow>;
export const StationsAnswer = Type.Object({
  stations: Type.Array(StationRow),
  numberMatched: Type.Integer(),
});
export type StationsAnswer = Static<typeof StationsAnswer>;

/**
 * `GET /api/service-areas/files/{name}.bin?v=<version of the data set>` — the walking network, the homes on it, and the surface that bands are
 * drawn on, as the engine reads them: a planner's page counts with the same modules and the same numbers as the server.
 */
export const NETWORK_FILE_NAMES = ['network', 'homes', 'surface'] as const;
export type NetworkFileName = (typeof NETWORK_FILE_NAMES)[number];
