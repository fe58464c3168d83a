import type { JobState } from '../contract/jobs.ts';
import type { DatasetRegistry } from '../dataset-registry.ts';
import { ProblemError } from '../errors.ts';
import type { JobList } from './job-list.ts';
import { DEMO_JOB } from './known-cases.ts';

/**
 * Makes the data set of a case in the background; asking again while it runs gives the same job.
 * @throws {ProblemError} 404 for an unknown case, 409 where the data set is there already
 */
export async function startDemoJob(
  caseId: string,
  { registry, jobs, databaseUrl }: { registry: DatasetRegistry; jobs: JobList; databaseUrl: string | null },
): Promise<JobState> {
  const active = jobs.active(DEMO_JOB, caseId);
  if (active) return active;
  const { caseIds } = await import('../../geodata/cases/case-registry.ts');
  if (!caseIds.includes(caseId)) {
    throw new ProblemError(
      404,
      'unknown-case',
      `There is no case "${caseId}"; there are ${caseIds.join(', ')}.`,
      {
        allowed: [...caseIds],
      },
    );
  }
  const ready = await registry.manifests();
  if (ready.some((dataset) => dataset.id === caseId)) {
    throw new ProblemError(
      409,
      'dataset-exists',
      `The data set "${caseId}" is ready already; npm run demo -- --case ${caseId} renews it.`,
    );
  }
  return jobs.start(DEMO_JOB, caseId, async (report, signal) => {
    const { getCase } = await import('../../geodata/cases/case-registry.ts');
    const { makeDataset } = await import('./make-dataset.ts');
    await makeDataset(
      { datasetId: caseId, spec: getCase(caseId), dataDir: registry.dataDir, databaseUrl },
      { onProgress: report, signal, exchange: (swap) => registry.replace(caseId, swap) },
    );
  });
}
