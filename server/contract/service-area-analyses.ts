import { type Static, Type } from 'typebox';
import { MultiPolygonGeometry } from '../../geodata/model/geometry.ts';
import { WALK_QUERY } from './service-areas.ts';

const Within = Type.Optional(Type.String({ description: 'a unit, or an overlay (ov:…)' }));
const CutoffMinutes = Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 60 }));
const Nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

/** How many live somewhere; `buildings` are homes. */
export const People = Type.Object({
  residents: Type.Integer(),
  households: Type.Integer(),
  buildings: Type.Integer(),
});
export type People = Static<typeof People>;

/** `GET /api/service-areas/gaps?within=&cutoffMinutes=&profile=&when=` */
export const GapsQuery = Type.Object({ within: Within, cutoffMinutes: CutoffMinutes, ...WALK_QUERY });
export type GapsQuery = Static<typeof GapsQuery>;

/** 服务空白: a cluster of homes beyond the cut-off. The outline is for drawing; counts never come from it. */
export const GapFeature = Type.Object({
  type: Type.Literal('Feature'),
  id: Type.String(),
  geometry: MultiPolygonGeometry,
  properties: Type.Object({
    buildings: Type.Integer(),
    /** Those of them that are on no street at all. */
    unsnappedBuildings: Type.Integer(),
    households: Type.Integer(),
    residents: Type.Integer(),
    elderly: Type.Integer(),
    gridCells: Type.Integer({ description: 'cells with at least one home in it' }),
    /** Unit that most of its residents belong to. */
    unitId: Nullable(Type.String()),
    /** Where the home nearest to the mean place of its residents stands. */
    center: Type.Array(Type.Number()),
    bbox: Type.Array(Type.Number()),
    /** Where the median resident walks to, and how long; null = nothing within an hour. */
    nearestStationId: Nullable(Type.String()),
    walkMinutes: Nullable(Type.Number()),
  }),
});
export type GapFeature = Static<typeof GapFeature>;

/** Most residents first. Sums of all features are `total` less what is covered. */
export const GapsAnswer = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(GapFeature),
  within: Type.String(),
  cutoffMinutes: Type.Number(),
  profile: Type.String(),
  when: Type.String(),
  speedMps: Type.Number(),
  /** Everybody beyond the cut-off. */
  uncovered: People,
  asOf: Type.String(),
});
export type GapsAnswer = Static<typeof GapsAnswer>;

/** `GET /api/service-areas/assigned?within=&cutoffMinutes=&sitedIn=&profile=&when=` */
export const AssignedQuery = Type.Object({
  within: Within,
  cutoffMinutes: CutoffMinutes,
  sitedIn: Type.Optional(
    Type.Enum(['community', 'gridCell'], {
      description: 'the level of the unit that a station must stand in; community unless given',
    }),
  ),
  ...WALK_QUERY,
});
export type AssignedQuery = Static<typeof AssignedQuery>;

/** Three ways of saying “served”, which are not the same people. Whoever is assigned or sited stays so while a station is shut. */
export const AssignedAnswer = Type.Object({
  within: Type.String(),
  cutoffMinutes: Type.Number(),
  sitedIn: Type.String(),
  profile: Type.String(),
  when: Type.String(),
  speedMps: Type.Number(),
  total: People,
  /** 分工: some station is answerable for their unit. */
  assigned: People,
  /** 有阵地: a station stands in their unit. */
  sited: People,
  /** 可达: some station is within the cut-off on foot. */
  walkable: People,
  /** A station that is answerable for them is within the cut-off. */
  walkableAssigned: People,
  asOf: Type.String(),
});
export type AssignedAnswer = Static<typeof AssignedAnswer>;

/** `GET /api/service-areas/false-coverage?within=&cutoffMinutes=&profile=&when=` */
export const FalseCoverageQuery = Type.Object({
  within: Within,
  cutoffMinutes: CutoffMinutes,
  ...WALK_QUERY,
});
export type FalseCoverageQuery = Static<typeof FalseCoverageQuery>;
/** `GET /api/service-areas/circles?within=` … */
export const WithinQuery = Type.Object({ within: Within });
export type WithinQuery = Static<typeof WithinQuery>;

/** 假覆盖: cells that a station is answerable for and of whose residents less than half can walk to one of their own. */
export const FalseCoverageAnswer = Type.Object({
  within: Type.String(),
  cutoffMinutes: Type.Number(),
  profile: Type.String(),
  when: Type.String(),
  speedMps: Type.Number(),
  /** Most residents first. */
  cells: Type.Array(
    Type.Object({
      unitId: Type.String(),
      stationId: Type.String(),
      residents: Type.Integer(),
      reachingResidents: Type.Integer({ description: 'those who reach a station of their own in time' }),
      straightM: Type.Integer(),
      /** Walk of the median resident to the station; null = longer than half an hour, or than the cut-off where that is more. */
      walkMinutes: Nullable(Type.Number()),
      reason: Type.Enum([
        'water',
        'railway',
        'wall',
        'closedGate',
        'detour',
        'stationClosed',
        'homesOffNetwork',
        'stationOffNetwork',
      ]),
      gateName: Nullable(Type.String()),
    }),
  ),
  /** Cells with homes that any station is answerable for: what the list is a part of. */
  assignedCells: Type.Integer(),
  asOf: Type.String(),
});
export type FalseCoverageAnswer = Static<typeof FalseCoverageAnswer>;

/** `GET /api/service-areas/circles?within=` — circles of GB 50180-2018 drawn with a compass, against feet. */
export const CirclesAnswer = Type.Object({
  within: Type.String(),
  speedMps: Type.Number(),
  circles: Type.Array(
    Type.Object({
      minutes: Type.Number(),
      radiusM: Type.Number(),
      total: People,
      inCircle: People,
      walkable: People,
      /** Counted too much by the circle, and missed by it. */
      onlyInCircle: People,
      onlyWalkable: People,
    }),
  ),
  asOf: Type.String(),
});
export type CirclesAnswer = Static<typeof CirclesAnswer>;

/** `GET /api/service-areas/confidence?within=` — how far walking times can be trusted, per unit that homes are assigned to. */
export const ConfidenceAnswer = Type.Object({
  within: Type.String(),
  unitIds: Type.Array(Type.String()),
  classes: Type.Array(Type.Enum(['high', 'medium', 'low', 'none'])),
  reasons: Type.Array(Type.Array(Type.String())),
  wayMPerHa: Type.Array(Nullable(Type.Number())),
  footwayShare: Type.Array(Nullable(Type.Number())),
  /** Who lives in units of each class; homes without a unit included where the whole is asked. */
  people: Type.Object({ high: People, medium: People, low: People }),
  networkSource: Type.Object({ name: Type.String(), date: Type.String() }),
});
export type ConfidenceAnswer = Static<typeof ConfidenceAnswer>;

/** `GET /api/service-areas/nearest?building=` or `?lon=&lat=` */
export const NearestQuery = Type.Object({
  building: Type.Optional(Type.String()),
  lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
  lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 5, description: 'stations; one unless given' })),
  ...WALK_QUERY,
});
export type NearestQuery = Static<typeof NearestQuery>;

export const NearestAnswer = Type.Object({
  /** Walks from the place to the stations, shortest first; stations more than an hour away are left out. */
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(
    Type.Object({
      type: Type.Literal('Feature'),
      geometry: Type.Object({
        type: Type.Literal('LineString'),
        coordinates: Type.Array(Type.Array(Type.Number())),
      }),
      properties: Type.Object({
        stationId: Type.String(),
        stationName: Type.String(),
        walkMinutes: Type.Number(),
        /** Gates passed, in the order of the walk; '' where a gate has no name. */
        gateNames: Type.Array(Type.String()),
        hasSteps: Type.Boolean(),
        hasBridge: Type.Boolean(),
      }),
    }),
  ),
  /** False: the place is on no street, so nobody can walk from it. */
  isOnNetwork: Type.Boolean(),
  profile: Type.String(),
  when: Type.String(),
  speedMps: Type.Number(),
});
export type NearestAnswer = Static<typeof NearestAnswer>;
