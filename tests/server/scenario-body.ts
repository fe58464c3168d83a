import { UNCHANGED_PLAN } from '../../geodata/model/station-plan.ts';
import type { ScenarioBody } from '../../server/contract/scenarios.ts';

/** A scenario that changes nothing, but for what is given. */
export function scenarioBody(part: Partial<ScenarioBody> = {}): ScenarioBody {
  return {
    name: '东移两条街',
    note: '',
    plan: UNCHANGED_PLAN,
    within: null,
    cutoffMinutes: 15,
    profile: 'adult',
    when: 'anytime',
    ...part,
  };
}
