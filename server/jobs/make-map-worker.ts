/** Worker thread of make-dataset.ts: tiles and the walking network of the city it is handed. */
import { join } from 'node:path';
import { type MessagePort, workerData } from 'node:worker_threads';
import { writeTilesets } from '../../geodata/tiles/write-tilesets.ts';
import { writeNetworkFiles } from '../store/network-files.ts';
import {
  answerWith,
  CANCELLED,
  type MapPart,
  type MapWorkerInput,
  reporter,
} from './make-dataset-messages.ts';

const { folder, cancelled, fromCityWorker } = workerData as MapWorkerInput;
const report = reporter('map', cancelled);
/** Share of the tiles in this worker's time. */
const TILES_SHARE = 0.75;

await answerWith(async () => {
  const city = await receive(fromCityWorker);
  const networkStep = '步行路网 Walking network';
  report(0, networkStep);
  await writeNetworkFiles(folder, city, (share) => report((1 - TILES_SHARE) * share, networkStep));
  const step = '矢量瓦片 Vector tiles';
  report(1 - TILES_SHARE, step);
  await writeTilesets(city, join(folder, 'tiles'), {
    onProgress: (fraction) => report(1 - TILES_SHARE + TILES_SHARE * fraction, step),
  });
  report(1, step);
  return null;
});

/** The city worker closes its end without a word where it fails. */
function receive(port: MessagePort): Promise<MapPart> {
  return new Promise((resolve, reject) => {
    port.once('message', (city: MapPart) => {
      resolve(city);
      port.close();
    });
    port.once('close', () => reject(new Error(CANCELLED)));
  });
}
