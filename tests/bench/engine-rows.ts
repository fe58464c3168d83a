import { join } from 'node:path';
import type { Station } from '../../geodata/model/station.ts';
import { createReach, type Reach, reach } from '../../geodata/network/reach.ts';
import {
  createSnapper,
  MAX_OFF_STREET_M,
  type SnappedPoints,
  snapPoints,
} from '../../geodata/network/snap.ts';
import { budgetDm } from '../../geodata/network/walk-network.ts';
import { allUnits, countCoverage, homeTimes } from '../../geodata/service-area/coverage.ts';
import { createIsochroneDrawer } from '../../geodata/service-area/isochrones.ts';
import { type NetworkFiles, readNetworkFiles } from '../../server/store/network-files.ts';
import { openStore } from '../../server/store/store.ts';
import { type BenchRow, spread, time } from './harness.ts';
import { DEMO_CASE, type Workplace } from './workplace.ts';

const SPEED_MPS = 1.2;
const CUTOFFS_DM = [5, 10, 15].map((minutes) => budgetDm(minutes, SPEED_MPS));

/** The walking engine alone, no server, no cache: every run starts from stations as points and ends with counts or shapes. */
export async function* engineRows(workplace: Workplace): AsyncGenerator<BenchRow> {
  const folder = join(await workplace.demoFolder(), DEMO_CASE);
  const files = await readNetworkFiles(folder);
  if (files === null) throw new Error(`${folder} has no walking network`);
  const store = await openStore(folder);
  const stations = store.stations.list();
  await store.close();
  const { network, homes } = files;
  const work = createReach(network);
  const snap = stationSnapper(files);
  const size = `${stations.length} stations, ${homes.count} homes, ${network.edgeCount} edges`;

  const everyStation = snap(stations);
  const cells = allUnits(homes);
  const coverage = await time(
    () => {
      reach(network, work, everyStation, { cutoffDm: CUTOFFS_DM[2] });
      countCoverage(homes, homeTimes(network, homes, work), cells, CUTOFFS_DM[2]);
    },
    { warmup: 10, runs: 100 },
  );
  yield {
    name: 'coverage of all stations over all buildings of the city, p95',
    unit: 'ms',
    measured: coverage.p95,
    asked: 50,
    better: 'lower',
    note: `${spread(coverage)}; ${size}`,
  };

  const drawer = createIsochroneDrawer(network, files.surface());
  const budget = drawer.searchBudgetDm(CUTOFFS_DM[2]);
  const doors = stations.map((station) => snap([station]));
  const draw = (sources: SnappedPoints, into: Reach) =>
    drawer.draw(reach(network, into, sources, { cutoffDm: budget }), CUTOFFS_DM);
  const isochrone = await time((i) => draw(doors[i % doors.length], work), { warmup: 50, runs: 500 });
  yield {
    name: 'isochrone 15 min with three bands, p95',
    unit: 'ms',
    measured: isochrone.p95,
    asked: 5,
    better: 'lower',
    note: `${spread(isochrone)}; all stations in turn, shapes included`,
  };

  const reached = await time(
    (i) => reach(network, work, doors[i % doors.length], { cutoffDm: CUTOFFS_DM[2] }),
    {
      warmup: 50,
      runs: 500,
    },
  );
  yield {
    name: 'reach of 15 min from one station, median',
    unit: 'ms',
    measured: reached.median,
    asked: null,
    better: 'lower',
    note: spread(reached),
  };
}

function stationSnapper(files: NetworkFiles): (stations: Station[]) => SnappedPoints {
  const snapper = createSnapper(files.network);
  return (stations) => {
    const doors = stations.flatMap((station) =>
      station.entrances.length > 0 ? station.entrances : [station.position],
    );
    return snapPoints(
      files.network,
      Float64Array.from(doors.flat()),
      { maxDistanceM: MAX_OFF_STREET_M },
      snapper,
    );
  };
}
