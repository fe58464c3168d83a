import type { Session, SqlValue } from './driver.ts';
import type { StageNumbers } from './request-stage.ts';
import type { StoreContext } from './store-context.ts';
import { PLACED_STAGE_SQL } from './unmatched-requests.ts';
import type { InsertJob } from './writer.ts';

/** What the store knows of a row: the request it made, and what the source said of it. */
export interface KnownRow {
  requestId: number;
  fingerprint: string;
}

/** A call that names nothing unknown, with the store's numbers for what it names. */
export interface NumberedJob {
  job: InsertJob;
  numbers: StageNumbers;
  /** What the source said about each row; empty where rows have no ids of their own. */
  fingerprints: string[];
}

export function keyOf(sourceNo: number, externalId: string): string {
  return `${sourceNo} ${externalId}`;
}

export const EXTERNAL_STAGE_TABLE =
  'CREATE TEMPORARY TABLE external_stage (source_no INTEGER, external_id VARCHAR)';

/** Up to here a list in the statement, which an index can answer, is quicker than a join, which reads the whole table. */
const LONGEST_LIST = 500;

/** Ids of rows as their sources give them, parallel to the numbers of the sources. */
interface SourceIds {
  sourceNos: number[];
  externalIds: string[];
}

/** What is known of the rows by source and id; takes those that had no unit out of the list of the unmatched. */
export async function readKnown(
  context: StoreContext,
  session: Session,
  jobs: readonly NumberedJob[],
): Promise<Map<string, KnownRow>> {
  const wanted: SourceIds = { sourceNos: [], externalIds: [] };
  const keys = new Set<string>();
  for (const { job, numbers } of jobs) {
    (job.columns.externalId ?? []).forEach((externalId, row) => {
      if (externalId === null) return;
      const sourceNo = numbers.sourceNos[job.columns.source[row]];
      const key = keyOf(sourceNo, externalId);
      if (keys.has(key)) return;
      keys.add(key);
      wanted.sourceNos.push(sourceNo);
      wanted.externalIds.push(externalId);
    });
  }
  const known = new Map<string, KnownRow>();
  if (keys.size === 0) return known;
  const isShort = wanted.externalIds.length <= LONGEST_LIST && !context.mayHaveUnmatched;
  const [sourceNos, ids, requestIds, fingerprints] = await (isShort
    ? readListed(session, wanted)
    : readStaged(context, session, wanted));
  ids.forEach((id, index) => {
    const key = keyOf(sourceNos[index] as number, id as string);
    if (!keys.has(key)) return;
    known.set(key, {
      requestId: requestIds[index] as number,
      fingerprint: fingerprints[index] as string,
    });
  });
  return known;
}

/** By the ids alone: another source's row of the same id may come too. */
function readListed(session: Session, { externalIds }: SourceIds): Promise<SqlValue[][]> {
  return session.columns(
    `SELECT source_no, external_id, request_id, fingerprint FROM request_external_ids
     WHERE external_id IN (${externalIds.map((_, place) => `$${place + 1}`).join(', ')})`,
    externalIds,
  );
}

async function readStaged(
  context: StoreContext,
  session: Session,
  { sourceNos, externalIds }: SourceIds,
): Promise<SqlValue[][]> {
  await session.bulkInsert(
    'external_stage',
    [
      { type: 'integer', values: Int32Array.from(sourceNos) },
      { type: 'text', values: externalIds },
    ],
    externalIds.length,
  );
  const rows = await session.columns(
    `SELECT request_external_ids.source_no, request_external_ids.external_id, request_id, fingerprint
     FROM request_external_ids JOIN external_stage
       ON external_stage.external_id = request_external_ids.external_id
       AND external_stage.source_no = request_external_ids.source_no`,
  );
  if (context.mayHaveUnmatched) await session.execute(PLACED_STAGE_SQL);
  await session.execute('TRUNCATE external_stage');
  return rows;
}

/** Ids of the sources that wait to be written: the new rows of many small calls are appended as one. */
export class ExternalIdStage {
  private sourceNos: number[] = [];
  private externalIds: string[] = [];
  private requestIds: number[] = [];
  private fingerprints: string[] = [];

  add(sourceNo: number, externalId: string, requestId: number, fingerprint: string): void {
    this.sourceNos.push(sourceNo);
    this.externalIds.push(externalId);
    this.requestIds.push(requestId);
    this.fingerprints.push(fingerprint);
  }

  async write(session: Session): Promise<void> {
    const { sourceNos, externalIds, requestIds, fingerprints } = this;
    if (sourceNos.length === 0) return;
    await session.bulkInsert(
      'request_external_ids',
      [
        { type: 'integer', values: Int32Array.from(sourceNos) },
        { type: 'text', values: externalIds },
        { type: 'integer', values: Int32Array.from(requestIds) },
        { type: 'text', values: fingerprints },
      ],
      sourceNos.length,
    );
    this.sourceNos = [];
    this.externalIds = [];
    this.requestIds = [];
    this.fingerprints = [];
  }
}
