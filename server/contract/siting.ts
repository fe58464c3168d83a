import { type Static, Type } from 'typebox';
import { StationPlan } from '../../geodata/model/station-plan.ts';
import { OPENING_TIMES, WALKERS } from './service-areas.ts';

const LonLat = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 });
const Weight = ['residents', 'elderly', 'households', 'requests'] as const;

/** What the data set itself offers as places. */
export const SITING_SOURCES = ['junctions', 'rooms'] as const;

/**
 * `POST /api/service-areas/siting` → 202 `{jobId}`. Where `p` new stations should stand. Candidates are the places given, junctions near
 * homes, existing rooms to share (共用/挖潜), and where existing stations are not kept, their places. Stations are counted at their places
 * as a plan keeps them, rounded to five decimals: a plan that takes the answer over counts exactly what is promised.
 */
export const SitingBody = Type.Object(
  {
    p: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'stations chosen at most: must-haves included, and existing ones that are chosen again',
    }),
    budget: Type.Optional(
      Type.Number({ minimum: 0, description: 'what they may cost together, in the unit of `costs`' }),
    ),
    plan: Type.Optional(StationPlan),
    within: Type.Optional(Type.String({ description: 'whose people count: a unit, or an overlay (ov:…)' })),
    cutoffMinutes: Type.Number({ exclusiveMinimum: 0, maximum: 60 }),
    profile: Type.Optional(Type.Enum([...WALKERS], { description: 'who walks' })),
    when: Type.Optional(
      Type.Enum([...OPENING_TIMES], { description: 'existing stations count that are open then' }),
    ),
    keepExisting: Type.Boolean({
      description:
        'existing stations stay, and whom they cover needs no other; else those inside `within` may be chosen again. The new ones of `plan` stay',
    }),
    weight: Type.Enum([...Weight], {
      description: 'requests: those of the last 30 days, shared among the homes of their cell by residents',
    }),
    variant: Type.Enum(['coverage', 'equity'], {
      description: 'the most people covered, or the worst cell as well off as can be',
    }),
    mustHave: Type.Optional(Type.Array(LonLat, { maxItems: 100 })),
    candidates: Type.Optional(Type.Array(LonLat, { minItems: 1, maxItems: 5000 })),
    sources: Type.Optional(
      Type.Array(Type.Enum([...SITING_SOURCES]), {
        maxItems: 2,
        description:
          'candidates of the data set beside those given. rooms: public buildings and schools inside `within`. Default: junctions where no candidates are given',
      }),
    ),
    costs: Type.Optional(
      Type.Array(Type.Union([Type.Number({ minimum: 0 }), Type.Null()]), {
        description: 'one for each of `candidates`; null = costOf.built',
      }),
    ),
    costOf: Type.Optional(
      Type.Object(
        {
          built: Type.Optional(Type.Number({ minimum: 0, description: 'a new station, default 1' })),
          shared: Type.Optional(Type.Number({ minimum: 0, description: 'a room, default 1' })),
          kept: Type.Optional(
            Type.Number({ minimum: 0, description: 'an existing station that is chosen again, default 0' }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    exact: Type.Optional(Type.Boolean({ description: 'go on to the proven optimum, 60 seconds at most' })),
  },
  { additionalProperties: false },
);
export type SitingBody = Omit<Static<typeof SitingBody>, 'plan'> & { plan?: StationPlan };

export const SitingStarted = Type.Object({ jobId: Type.String() });

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);

/**
 * `junction`: a crossing of streets · `place`: one of `candidates` · `room`: an existing room to share · `mustHave` · `station`: where an
 * existing one stands.
 */
export const SitingPlace = Type.Object({
  position: LonLat,
  kind: Type.Enum(['junction', 'place', 'room', 'mustHave', 'station']),
  /** Index in `candidates` or `mustHave`; -1 for the others. */
  index: Type.Integer(),
  stationId: OrNull(Type.String()),
  /** Of a room. */
  buildingId: OrNull(Type.String()),
  name: OrNull(Type.String()),
  /** Of a junction: names of the streets that meet there, at most two. */
  streets: Type.Array(Type.String()),
  cost: Type.Number(),
  /** Weight added to the places before it; the sum of all is `covered`. */
  adds: Type.Number(),
  /** Weight that it alone covers: lost if it were left out. */
  alone: Type.Number(),
});
export type SitingPlace = Static<typeof SitingPlace>;

/** All weights newly covered: what kept stations cover is told apart. */
const Choice = {
  /** In the order to build them: must-haves first, then each that adds most. */
  places: Type.Array(SitingPlace),
  covered: Type.Number(),
  cost: Type.Number(),
  /** No choice within the limits covers more; null in the equity variant, which seeks something else. */
  bound: OrNull(Type.Number()),
  /** `(bound - covered) / bound`; 0 = proven to be the best. Null in the equity variant: see `worstShareBound`. */
  provenGap: OrNull(Type.Number()),
  /** Equity variant: covered share of the worst cell that a place can change, no choice lifts it above the bound; else null. */
  worstShare: OrNull(Type.Number()),
  worstShareBound: OrNull(Type.Number()),
  worstUnitId: OrNull(Type.String()),
  /** Equity variant: cells that are not all covered and that no place changes: left out of the comparison; else null. */
  cellsBeyondReach: OrNull(Type.Integer()),
};

/** `result` of the job: readable as soon as the quick answer is there, while the exact one is still sought. */
export const SitingResult = Type.Object({
  ...Choice,
  variant: Type.Enum(['coverage', 'equity']),
  /** `buildings` where nobody knows how many people live anywhere. */
  weight: Type.Enum([...Weight, 'buildings']),
  cutoffMinutes: Type.Number(),
  /** Of everybody inside `within`; covered by stations that are kept; out of reach of every place. */
  totalWeight: Type.Number(),
  keptWeight: Type.Number(),
  unreachableWeight: Type.Number(),
  candidateCount: Type.Integer(),
  /** Existing rooms among them. */
  roomCount: Type.Integer(),
  /** Existing stations that were not kept; those that are not among `places` are given up. */
  reconsideredStationIds: Type.Array(Type.String()),
  /** Of `candidates`, by index: too far from every street, they cover nobody. */
  unsnappedCandidates: Type.Array(Type.Integer()),
  /** The system that `candidates` would fit far better than WGS 84; null = no suspicion. */
  suspectedSystem: OrNull(Type.Enum(['gcj02', 'bd09'])),
  seconds: Type.Number(),
  exact: OrNull(
    Type.Object({
      /** `timeLimit`: not proven, the gap is what is left after 60 seconds. */
      state: Type.Enum(['running', 'optimal', 'timeLimit', 'cancelled']),
      elapsedSeconds: Type.Number(),
      /**
       * Best value and bound so far: of the covered weight, or in the equity variant of the worst share; null where there is none. In the
       * equity variant a gap of 0 that is not `optimal` means that the worst share is proven, and who else could be covered is not.
       */
      value: OrNull(Type.Number()),
      bound: OrNull(Type.Number()),
      gap: OrNull(Type.Number()),
    }),
  ),
});
export type SitingResult = Static<typeof SitingResult>;
