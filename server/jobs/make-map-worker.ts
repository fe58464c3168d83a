/** Worker thread of make-dataset.ts: tiles and the walking network of the city it is handed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type MessagePort, workerData } from 'node:worker_threads';
import { buildWalkNetwork } from '../../geodata/network/build-network.ts';
import { encodeWalkNetwork } from '../../geodata/network/network-file.ts';
import { buildHomes } from '../../geodata/service-area/homes.ts';
import { encodeHomes } from '../../geodata/service-area/homes-file.ts';
import { writeTilesets } from '../../geodata/tiles/write-tilesets.ts';
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
  report(0, '步行路网 Walking network');
  await writeNetwork(city);
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

async function writeNetwork(city: MapPart): Promise<void> {
  const network = buildWalkNetwork(city.walk);
  await writeFile(join(folder, 'network.bin'), encodeWalkNetwork(network));
  const cellIds = city.units.filter((unit) => unit.level === 'gridCell').map((unit) => unit.id);
  const indexById = new Map(cellIds.map((id, index) => [id, index]));
  const homes = buildHomes(
    network,
    city.buildings,
    cellIds,
    (building) => indexById.get(building.unitId) ?? -1,
  );
  await writeFile(join(folder, 'homes.bin'), encodeHomes(homes));
}
