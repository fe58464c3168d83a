import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Geometry } from 'geojson';
import { type ExistingCity, nothingYet } from '../../../geodata/import/existing-city.ts';
import type { ProblemLog, UsedMapping } from '../../../geodata/import/import-report.ts';
import type { RequestBatch } from '../../../geodata/import/import-requests.ts';
import {
  type ImportOptions,
  type ImportPlan,
  type PlannedKind,
  planImport,
} from '../../../geodata/import/plan-import.ts';
import { openRequests } from '../../../geodata/import/plan-requests.ts';
import type { UnmatchedRequest } from '../../../geodata/import/unmatched-request.ts';
import type { RequestCategory, RequestColumns } from '../../../geodata/model/service-request.ts';

/** A folder of small files for one test; gone afterwards. */
export class Files {
  readonly #folder = mkdtemp(join(tmpdir(), 'import-'));

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(await this.#folder, name);
    await writeFile(path, content);
    return path;
  }

  async remove(): Promise<void> {
    await rm(await this.#folder, { recursive: true });
  }

  /** Writes the content and plans its import. */
  async plan(
    kind: PlannedKind,
    name: string,
    content: string | Uint8Array,
    options: Partial<ImportOptions> = {},
    existing: ExistingCity = nothingYet(),
  ): Promise<ImportPlan> {
    return planImport(kind, await this.write(name, content), { datasetName: 'own', ...options }, existing);
  }

  /** Writes the content and reads it as requests, to the end. */
  async requests(
    name: string,
    content: string | Uint8Array,
    options: Partial<ImportOptions> = {},
    existing: ExistingCity = nothingYet(),
  ): Promise<AllRequests> {
    return allRequests(await this.write(name, content), options, existing);
  }
}

/** All that a file of requests brings, in one piece. */
export interface AllRequests {
  /** The one batch that the small files of tests make. */
  requests: RequestColumns;
  categories: RequestCategory[];
  unmatched: UnmatchedRequest[];
  problems: ProblemLog;
  unlocated: number;
  unitAssumed: number;
  mapping: UsedMapping | null;
}

export async function allRequests(
  path: string,
  options: Partial<ImportOptions>,
  existing: ExistingCity,
): Promise<AllRequests> {
  const opened = await openRequests(path, { datasetName: 'own', ...options }, existing);
  const batches: RequestBatch[] = [];
  for await (const batch of opened.batches()) batches.push(batch);
  if (batches.length !== 1) throw new Error(`${batches.length} batches where a test expects one`);
  const { columns, categories, unmatched } = batches[0];
  const { problems, mapping } = opened;
  return { requests: columns, categories, unmatched, problems, mapping, ...opened.counts() };
}

export function collection(
  ...features: [properties: Record<string, unknown>, geometry: Geometry | null][]
): string {
  return JSON.stringify({
    type: 'FeatureCollection',
    features: features.map(([properties, geometry]) => ({ type: 'Feature', properties, geometry })),
  });
}

/** A square of `size` degrees with its lower left corner at the place. */
export function square(west: number, south: number, size = 0.01): Geometry {
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
      ],
    ],
  };
}

/** A street with two communities of two cells each, west to east; the second community has a namesake elsewhere. */
export async function smallTown(files: Files): Promise<ExistingCity> {
  const plan = await files.plan(
    'units',
    'town.geojson',
    collection(
      [{ id: '520115', name: '观山湖区' }, null],
      [{ id: '520115001000', name: '宾阳街道' }, null],
      [{ id: '520115002000', name: '金华街道' }, null],
      [{ id: '520115001001', name: '金源社区' }, null],
      [{ id: '520115001002', name: '世纪城社区' }, null],
      [{ id: '520115002001', name: '世纪城社区' }, square(106.66, 26.6)],
      [{ id: '520115001001001', name: '第一网格' }, square(106.6, 26.6)],
      [{ id: '520115001001002', name: '第二网格' }, square(106.61, 26.6)],
      [{ id: '520115001002001', name: '第三网格' }, square(106.62, 26.6)],
      [{ id: '520115001002002', name: '第四网格' }, square(106.63, 26.6)],
    ),
    { crs: 'wgs84' },
  );
  return { ...nothingYet(), units: plan.part.units!, shapes: plan.part.shapes! };
}
