import type { FlowConfiguration } from '../../geodata/model/flow.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** How this place handles a request and blows its whistles, in its own words. */
export function fetchCurrentFlow(dataset: DatasetId, signal: AbortSignal): Promise<FlowConfiguration> {
  return getJson(address(dataset, '/api/flows/current'), signal);
}
