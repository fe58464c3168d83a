import { type Static, Type } from 'typebox';
import { StationPlan } from '../../geodata/model/station-plan.ts';
import { OPENING_TIMES, WALKERS } from './service-areas.ts';

/** What somebody says of a scenario: everything but who keeps it, and since when. */
const Said = {
  name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
  note: Type.String({ maxLength: 2000 }),
  // Unsafe: places are pairs, and a plan is never changed in place.
  plan: Type.Unsafe<StationPlan>(StationPlan),
  /** Unit that the plan was made for, null = the whole data set. */
  within: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
  cutoffMinutes: Type.Number({ exclusiveMinimum: 0, maximum: 60 }),
  profile: Type.Enum([...WALKERS]),
  when: Type.Enum([...OPENING_TIMES]),
};

/** `POST /api/service-areas/scenarios` → 201 with the scenario. */
export const ScenarioBody = Type.Object(Said, { additionalProperties: false });
export type ScenarioBody = Static<typeof ScenarioBody>;

/** `PUT /api/service-areas/scenarios/{id}`; 409 `scenario-changed` where `revision` is not the newest. */
export const ScenarioChange = Type.Object(
  { ...Said, revision: Type.Integer({ minimum: 1 }) },
  { additionalProperties: false },
);
export type ScenarioChange = Static<typeof ScenarioChange>;

/** 方案: a plan of stations and gates that is kept under a name. */
export const Scenario = Type.Object({
  id: Type.String(),
  /** Counts up with every change. */
  revision: Type.Integer(),
  ...Said,
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type Scenario = Static<typeof Scenario>;

/** `GET /api/service-areas/scenarios`, the newest change first. `mayWrite`: this caller may keep and change them as he asks now: at the machine of a demo without a token, else with that of a planner. */
export const ScenariosAnswer = Type.Object({
  scenarios: Type.Array(Scenario),
  mayWrite: Type.Boolean(),
});
export type ScenariosAnswer = { scenarios: Scenario[]; mayWrite: boolean };

/** Query of every answer about stations and their circles: counted with the stations and gates of that scenario instead of today's. */
export const SCENARIO_QUERY = {
  scenario: Type.Optional(Type.String({ maxLength: 80, description: 'a saved plan, by id' })),
};
