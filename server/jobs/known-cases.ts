import type { Dataset } from '../../geodata/model/dataset.ts';
import type { DatasetRegistry } from '../dataset-registry.ts';
import type { JobList } from './job-list.ts';

export const DEMO_JOB = 'demo';

/** Data sets that are ready, and cases that are not there yet but can be made. Ready ones first. */
export async function listDatasets(registry: DatasetRegistry, jobs: JobList): Promise<Dataset[]> {
  const ready = await registry.manifests();
  const known = new Set(ready.map((dataset) => dataset.id));
  const missing = (await makeableDatasets()).filter((dataset) => !known.has(dataset.id));
  return [...ready, ...missing].map((dataset) =>
    jobs.active(DEMO_JOB, dataset.id) ? { ...dataset, state: 'making' as const } : dataset,
  );
}

/** The case packs as data sets in state `missing`. The packs are loaded only when somebody asks. */
async function makeableDatasets(): Promise<Dataset[]> {
  const { caseIds, getCase } = await import('../../geodata/cases/case-registry.ts');
  return caseIds.map((id) => {
    const spec = getCase(id);
    const [lon, lat] = spec.center;
    return {
      id,
      name: spec.title,
      demo: true,
      state: 'missing',
      version: '',
      rootUnitId: spec.id,
      seed: null,
      now: null,
      // Where it will lie, roughly: its true extent is known when it has been made.
      bbox: [lon - 0.2, lat - 0.2, lon + 0.2, lat + 0.2],
      center: [lon, lat],
      cases: spec.cases,
      defaultCutoffMinutes: spec.defaultCutoffMinutes,
      walkSpeedMps: 1.2,
      networkSource: null,
      notices: spec.notices,
    };
  });
}
