import { formatStationPlan, parseStationPlan } from '../../geodata/model/station-plan.ts';
import type { Scenario } from '../contract/scenarios.ts';
import { str, strOrNull } from './city-memory.ts';
import type { Session, SqlRow, SqlValue } from './driver.ts';

/** A scenario as it is kept; instants in epoch milliseconds. */
export type KeptScenario = Omit<Scenario, 'createdAt' | 'updatedAt'> & {
  createdMs: number;
  updatedMs: number;
};

const COLUMNS =
  'scenario_id, revision, name, note, plan, within_id, cutoff_minutes, profile, opening_time, created_ms, updated_ms';

/** The newest change first. */
export async function readScenarios(session: Session): Promise<KeptScenario[]> {
  const rows = await session.query(`SELECT ${COLUMNS} FROM scenarios ORDER BY updated_ms DESC, scenario_id`);
  return rows.map(scenarioOfRow);
}

export async function insertScenario(session: Session, scenario: KeptScenario): Promise<void> {
  await session.execute(
    `INSERT INTO scenarios (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    valuesOf(scenario),
  );
}

export async function updateScenario(session: Session, scenario: KeptScenario): Promise<void> {
  await session.execute(
    `UPDATE scenarios SET revision = $2, name = $3, note = $4, plan = $5, within_id = $6, cutoff_minutes = $7,
       profile = $8, opening_time = $9, created_ms = $10, updated_ms = $11
     WHERE scenario_id = $1`,
    valuesOf(scenario),
  );
}

export async function deleteScenario(session: Session, id: string): Promise<void> {
  await session.execute('DELETE FROM scenarios WHERE scenario_id = $1', [id]);
}

/** In the order of `COLUMNS`. */
function valuesOf(scenario: KeptScenario): SqlValue[] {
  const { id, revision, name, note, plan, within, cutoffMinutes, profile, when, createdMs, updatedMs } =
    scenario;
  const planText = formatStationPlan(plan);
  return [id, revision, name, note, planText, within, cutoffMinutes, profile, when, createdMs, updatedMs];
}

function scenarioOfRow(row: SqlRow): KeptScenario {
  return {
    id: str(row.scenario_id),
    revision: Number(row.revision),
    name: str(row.name),
    note: str(row.note),
    plan: parseStationPlan(str(row.plan)),
    within: strOrNull(row.within_id),
    cutoffMinutes: Number(row.cutoff_minutes),
    profile: str(row.profile) as Scenario['profile'],
    when: str(row.opening_time) as Scenario['when'],
    createdMs: Number(row.created_ms),
    updatedMs: Number(row.updated_ms),
  };
}
