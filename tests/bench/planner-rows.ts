import { createRequire } from 'node:module';
import type { Highs } from 'highs';
import { createRandom, type Random } from '../../geodata/demo-city/random.ts';
import { readOsmExtract } from '../../geodata/import/osm-extract.ts';
import { readOsmPbf } from '../../geodata/import/osm-read.ts';
import { osmWalkSource } from '../../geodata/import/osm-walk.ts';
import { buildWalkNetwork } from '../../geodata/network/build-network.ts';
import { createReach, reach } from '../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../geodata/network/snap.ts';
import { budgetDm } from '../../geodata/network/walk-network.ts';
import { buildHomes, type Homes } from '../../geodata/service-area/homes.ts';
import { createIsochroneDrawer } from '../../geodata/service-area/isochrones.ts';
import { junctionCandidates } from '../../geodata/service-area/siting/candidates.ts';
import { buildCoverSets, homeWeights } from '../../geodata/service-area/siting/cover-sets.ts';
import { solveExactly } from '../../geodata/service-area/siting/exact-solve.ts';
import { placeStations } from '../../geodata/service-area/siting/greedy-swap.ts';
import { createWhatIf } from '../../geodata/service-area/what-if.ts';
import { sharedData } from '../shared-data.ts';
import { drawingRows } from './drawing-rows.ts';
import { type BenchRow, spread, time } from './harness.ts';
import { largeCity } from './large-city.ts';

const SPEED_MPS = 1.2;
const CUTOFFS_DM = [5, 10, 15].map((minutes) => budgetDm(minutes, SPEED_MPS));

/** The planner's workbench: the engine alone, on real streets and on the largest city that is promised to work. */
export async function* plannerRows(): AsyncGenerator<BenchRow> {
  yield* drawingRows();
  yield* importRows();
  yield* sitingRows();
  yield* largeCityRows();
}

/** From the file to a network that can be searched. */
async function* importRows(): AsyncGenerator<BenchRow> {
  for (const place of ['porto_portugal', 'porto_centre']) {
    const path = sharedData(`osm/${place}.osm.pbf`);
    if (path === null) continue;
    let segments = 0;
    let walkable = 0;
    const sample = await time(
      async () => {
        const extract = await readOsmExtract(path);
        const { walk } = osmWalkSource(extract, place);
        buildWalkNetwork(walk);
        walkable = walk.wayNodes.length - walk.wayKind.length;
        segments = extract.ways.reduce((sum, { nodes }) => sum + Math.max(0, nodes.length - 1), 0);
      },
      { warmup: 1, runs: 3 },
    );
    yield {
      name: `${place}: .osm.pbf to ready network, for 1 M raw segments`,
      unit: 's',
      measured: (sample.median / segments) * 1000,
      asked: 3,
      better: 'lower',
      note: `${Math.round(sample.median)} ms for ${segments} segments of all ways in the file, ${walkable} of them of ways that may be walked; ${sample.runs} runs`,
    };
  }
}

const SITES = { stations: 8, candidates: 1000, minutes: 5 };

/** The places found at once, and what the solver proves to be the best, of one problem in one run. */
async function* sitingRows(): AsyncGenerator<BenchRow> {
  const path = sharedData('osm/porto_centre.osm.pbf');
  if (path === null) return;
  const { walk, buildings } = await readOsmPbf(path);
  const network = buildWalkNetwork(walk);
  const homes = buildHomes(network, buildings, ['all'], () => 0);
  const covers = buildCoverSets(
    network,
    homes,
    junctionCandidates(network, { spacingDm: 500, most: SITES.candidates }),
    { cutoffDm: budgetDm(SITES.minutes, SPEED_MPS), weightOfHome: homeWeights(homes, 'homes') },
  );
  if (covers === null) throw new Error('nobody cancels here');
  const problem = { covers, stations: SITES.stations };
  let covered = 0;
  const quick = await time(
    () => {
      covered = placeStations(problem)?.covered ?? 0;
    },
    { warmup: 3, runs: 15 },
  );
  const load: () => Promise<Highs> = createRequire(import.meta.url)('highs');
  const solver = await load();
  const begun = performance.now();
  const proven = solveExactly(solver, problem, { timeLimitSeconds: 120 });
  const solverMs = performance.now() - begun;
  const size = `${covers.candidateCount} candidates, ${homes.count} homes in ${covers.demandCount} groups, ${SITES.minutes} min, p = ${SITES.stations}`;
  yield {
    name: 'siting: times as fast as HiGHS',
    unit: '×',
    measured: solverMs / quick.median,
    asked: 100,
    better: 'higher',
    rival: 'HiGHS',
    ratio: quick.median / solverMs,
    note: `${spread(quick)} with its bound; HiGHS ${Math.round(solverMs)} ms (${proven.status}); ${size}`,
  };
  yield {
    name: 'siting: covered, of what HiGHS proves to be the most',
    unit: '%',
    measured: (100 * covered) / proven.bound,
    asked: 99.9,
    better: 'higher',
    note: `${covered} of ${proven.bound} homes`,
  };
}

const STATIONS = 1000;

/** Everything in memory once; what is measured begins there. */
async function* largeCityRows(): AsyncGenerator<BenchRow> {
  const { network, homes, surface } = largeCity();
  const drawer = createIsochroneDrawer(network, surface);
  const random = createRandom(1).stream('stations');
  const size = `${2 * network.edgeCount} directed edges, ${homes.count} buildings, ${STATIONS} stations`;
  const stations = Array.from({ length: STATIONS }, () => doorSomewhere(homes, random));
  const doors = together(stations);

  const plan = createWhatIf(network, homes, {
    cutoffsDm: CUTOFFS_DM,
    horizonDm: CUTOFFS_DM[CUTOFFS_DM.length - 1],
  });
  const room = createReach(network);
  const scratch = await time(() => plan.stand(doors), { warmup: 5, runs: 30 });
  const search = await time(() => void reach(network, room, doors, { cutoffDm: CUTOFFS_DM[2] }), {
    warmup: 5,
    runs: 30,
  });
  yield {
    name: 'whole city from scratch, median',
    unit: 'ms',
    measured: scratch.median,
    asked: 40,
    better: 'lower',
    note: `${spread(scratch)}, of it the search of the streets ${spread(search)}; ${size}`,
  };

  plan.movingBudgetDm = drawer.searchBudgetDm(CUTOFFS_DM[2]);
  // A finger moves on by a few metres: from home to home as they stand in the list, cell by cell, with a jump now and then.
  const walkOf = draggedDoors(homes, random);
  const frame = await time(
    () => {
      plan.move(walkOf());
      drawer.draw(plan.moving, CUTOFFS_DM);
    },
    { warmup: 100, runs: 1000 },
  );
  yield {
    name: 'drag frame: exact totals and three bands, p95',
    unit: 'ms',
    measured: frame.p95,
    asked: 4,
    better: 'lower',
    note: `${spread(frame)}; ${size}`,
  };

  const everyPolygon = await time(
    () => {
      for (const one of stations) {
        const from = reach(network, room, one, { cutoffDm: plan.movingBudgetDm });
        drawer.draw(from, CUTOFFS_DM.slice(-1));
      }
    },
    { warmup: 1, runs: 3 },
  );
  yield {
    name: `polygons of ${STATIONS} stations, 15 min, median`,
    unit: 'ms',
    measured: everyPolygon.median,
    asked: 500,
    better: 'lower',
    note: `${spread(everyPolygon)}; search and shapes`,
  };
}

function doorSomewhere(homes: Homes, random: Random): SnappedPoints {
  return doorOf(homes, random.int(0, homes.edge.length - 1));
}

function doorOf(homes: Homes, entrance: number): SnappedPoints {
  return {
    edge: homes.edge.slice(entrance, entrance + 1),
    at: homes.at.slice(entrance, entrance + 1),
    offDm: homes.offDm.slice(entrance, entrance + 1),
  };
}

/** Thirty steps through one neighbourhood, then another one. */
function draggedDoors(homes: Homes, random: Random): () => SnappedPoints {
  let entrance = 0;
  let left = 0;
  return () => {
    if (left-- <= 0) {
      entrance = random.int(0, homes.edge.length - 40);
      left = 30;
    }
    return doorOf(homes, entrance++);
  };
}

function together(list: SnappedPoints[]): SnappedPoints {
  const join = (read: (one: SnappedPoints) => Int32Array) =>
    Int32Array.from(list.flatMap((one) => Array.from(read(one))));
  return {
    edge: join(({ edge }) => edge),
    at: join(({ at }) => at),
    offDm: join(({ offDm }) => offDm),
  };
}
