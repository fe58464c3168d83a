import { type Static, Type } from 'typebox';

const LonLat = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 });

/**
 * `POST /api/service-areas/siting` → 202 `{jobId}`. Where `p` new stations should stand. Candidates are the places given, or else
 * junctions near homes; where existing stations are not kept, their places are candidates too.
 */
export const SitingBody = Type.Object(
  {
    p: Type.Integer({ minimum: 1, maximum: 100, description: 'new stations at most, must-haves included' }),
    budget: Type.Optional(
      Type.Number({ minimum: 0, description: 'what they may cost together, in the unit of `costs`' }),
    ),
    within: Type.Optional(Type.String({ description: 'whose people count: a unit, or an overlay (ov:…)' })),
    cutoffMinutes: Type.Number({ exclusiveMinimum: 0, maximum: 60 }),
    keepExisting: Type.Boolean({ description: 'existing stations stay; whom they cover needs no other' }),
    weight: Type.Enum(['residents', 'elderly', 'households', 'requests'], {
      description: 'requests: those of the last 30 days, shared among the homes of their cell by residents',
    }),
    variant: Type.Enum(['coverage', 'equity'], {
      description: 'the most people covered, or the worst cell as well off as can be',
    }),
    mustHave: Type.Optional(Type.Array(LonLat, { maxItems: 100 })),
    candidates: Type.Optional(Type.Array(LonLat, { minItems: 1, maxItems: 5000 })),
    costs: Type.Optional(
      Type.Array(Type.Number({ minimum: 0 }), {
        description: 'one for each of `candidates`; every other place costs 1',
      }),
    ),
    exact: Type.Optional(Type.Boolean({ description: 'go on to the proven optimum, 60 seconds at most' })),
  },
  { additionalProperties: false },
);
export type SitingBody = Static<typeof SitingBody>;

export const SitingStarted = Type.Object({ jobId: Type.String() });

/** `junction`: a crossing of streets · `place`: one of `candidates` · `mustHave` · `station`: where an existing one stands. */
export const SitingPlace = Type.Object({
  position: LonLat,
  kind: Type.Enum(['junction', 'place', 'mustHave', 'station']),
  /** Index in `candidates` or `mustHave`; -1 for the others. */
  index: Type.Integer(),
  stationId: Type.Union([Type.String(), Type.Null()]),
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
  /** No choice within the limits covers more. */
  bound: Type.Number(),
  /** `(bound - covered) / bound`; 0 = proven to be the best. In the equity variant of the cover, which is not what it seeks. */
  provenGap: Type.Number(),
  /** Equity variant: covered share of the worst cell that a place can change, no choice lifts it above the bound; else null. */
  worstShare: Type.Union([Type.Number(), Type.Null()]),
  worstShareBound: Type.Union([Type.Number(), Type.Null()]),
};

/** `result` of the job: readable as soon as the quick answer is there, while the exact one is still sought. */
export const SitingResult = Type.Object({
  ...Choice,
  variant: Type.Enum(['coverage', 'equity']),
  /** `buildings` where nobody knows how many people live anywhere. */
  weight: Type.Enum(['residents', 'elderly', 'households', 'requests', 'buildings']),
  cutoffMinutes: Type.Number(),
  /** Of everybody inside `within`; covered by stations that are kept; out of reach of every place. */
  totalWeight: Type.Number(),
  keptWeight: Type.Number(),
  unreachableWeight: Type.Number(),
  candidateCount: Type.Integer(),
  /** Of `candidates`, by index: too far from every street, they cover nobody. */
  unsnappedCandidates: Type.Array(Type.Integer()),
  seconds: Type.Number(),
  exact: Type.Union([
    Type.Null(),
    Type.Object({
      /** `timeLimit`: not proven, the gap is what is left after 60 seconds. */
      state: Type.Enum(['running', 'optimal', 'timeLimit', 'cancelled']),
      elapsedSeconds: Type.Number(),
      /** Best value and bound so far, null before the first; in the equity variant of the worst share first, then of the weight. */
      value: Type.Union([Type.Number(), Type.Null()]),
      bound: Type.Union([Type.Number(), Type.Null()]),
      gap: Type.Union([Type.Number(), Type.Null()]),
    }),
  ]),
});
export type SitingResult = Static<typeof SitingResult>;
