import type { RequestColumns } from '../../geodata/model/service-request.ts';
import type { Session } from './driver.ts';
import type { ShownRow } from './masked-rows.ts';
import { ReceivedRows, tellOfCreationOnly } from './received-rows.ts';
import { RequestStage, type StageNumbers } from './request-stage.ts';

/** New rows of a transaction that are not written yet: those of many small calls are written as one. */
export class WaitingRows {
  /** Those whose state and events are derived from what they tell. */
  private readonly lives = new RequestStage();
  private readonly received = new ReceivedRows();

  /** `order[i]` (or `i`) is the batch's row that is written as the i-th. */
  add(
    columns: RequestColumns,
    numbers: StageNumbers,
    requestIds: Int32Array,
    order: Uint32Array | null,
  ): void {
    const rows = tellOfCreationOnly(columns) ? this.received : this.lives;
    rows.add(columns, numbers, requestIds, order);
  }

  /** Those of the written rows of which nothing but their creation is known. */
  get writtenAsReceived(): readonly ShownRow[] {
    return this.received.written;
  }

  /** Writes what waits: whatever asks the tables of 诉求 within the transaction comes after this. */
  async write(session: Session): Promise<void> {
    await this.lives.write(session);
    await this.received.write(session);
  }
}
