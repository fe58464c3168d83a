/** Thread of read-requests.ts: reads a file of 诉求 and places its rows, some batches ahead of the database. */
import { parentPort, workerData } from 'node:worker_threads';
import { nothingYet } from '../../geodata/import/existing-city.ts';
import { ImportRefusal } from '../../geodata/import/import-refusal.ts';
import { openRequests } from '../../geodata/import/plan-requests.ts';
import {
  type FromReader,
  packed,
  READ_AHEAD,
  type ReadRequestsInput,
  type ToReader,
} from './read-requests-messages.ts';
import { findingsOf } from './request-findings.ts';

const { path, options, existing } = workerData as ReadRequestsInput;
const port = parentPort!;

let room = READ_AHEAD;
let wake: () => void = () => undefined;
let tellNames: (names: Extract<ToReader, { kind: 'place-names' }>['names']) => void = () => undefined;

port.on('message', (message: ToReader) => {
  if (message.kind === 'place-names') tellNames(message.names);
  else {
    room += 1;
    wake();
  }
});

try {
  const placeNames = () =>
    new Promise<Extract<ToReader, { kind: 'place-names' }>['names']>((resolve) => {
      tellNames = resolve;
      send({ kind: 'place-names' });
    });
  const requests = await openRequests(path, options, { ...nothingYet(), ...existing, placeNames });
  for await (const batch of requests.batches()) {
    while (room === 0) await new Promise<void>((resolve) => (wake = resolve));
    room -= 1;
    const { batch: message, buffers } = packed(batch);
    send({ kind: 'batch', batch: message }, buffers);
  }
  send({ kind: 'done', findings: findingsOf(requests) });
} catch (error) {
  if (error instanceof ImportRefusal) send({ kind: 'refused', code: error.code, message: error.message });
  else send({ kind: 'failed', error });
} finally {
  port.close();
}

function send(message: FromReader, buffers: ArrayBuffer[] = []): void {
  port.postMessage(message, buffers);
}
