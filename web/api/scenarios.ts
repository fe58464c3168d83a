import type {
  Scenario,
  ScenarioBody,
  ScenarioChange,
  ScenariosAnswer,
} from '../../server/contract/scenarios.ts';
import { address, type DatasetId, getJson, write } from './http.ts';

const PATH = '/api/service-areas/scenarios';

/** `token`: of somebody who may write; null where this caller needs none. */
export type Token = string | null;

export function fetchScenarios(dataset: DatasetId, signal: AbortSignal): Promise<ScenariosAnswer> {
  return getJson(address(dataset, PATH), signal);
}

export function createScenario(
  dataset: DatasetId,
  body: ScenarioBody,
  token: Token,
  signal: AbortSignal,
): Promise<Scenario> {
  return write('POST', address(dataset, PATH), body, token, signal);
}

export function changeScenario(
  dataset: DatasetId,
  id: string,
  change: ScenarioChange,
  token: Token,
  signal: AbortSignal,
): Promise<Scenario> {
  return write('PUT', address(dataset, `${PATH}/${encodeURIComponent(id)}`), change, token, signal);
}

/** Only where `revision` is the newest. */
export async function deleteScenario(
  dataset: DatasetId,
  id: string,
  revision: number,
  token: Token,
  signal: AbortSignal,
): Promise<void> {
  await write(
    'DELETE',
    address(dataset, `${PATH}/${encodeURIComponent(id)}`, { revision }),
    null,
    token,
    signal,
  );
}
