import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOsmPbf } from '../../geodata/import/osm-read.ts';
import type { Building } from '../../geodata/model/building.ts';
import type { MultiPolygonGeometry } from '../../geodata/model/geometry.ts';
import type { WalkSource } from '../../geodata/model/walk-source.ts';
import { buildWalkNetwork } from '../../geodata/network/build-network.ts';
import { distanceM, planeLat, planeLon } from '../../geodata/network/plane.ts';
import { createReach, reach } from '../../geodata/network/reach.ts';
import { createSnapper, MAX_OFF_STREET_M, snapPoints } from '../../geodata/network/snap.ts';
import { budgetDm } from '../../geodata/network/walk-network.ts';
import { homeTimes } from '../../geodata/service-area/coverage.ts';
import { buildHomes } from '../../geodata/service-area/homes.ts';
import { createIsochroneDrawer } from '../../geodata/service-area/isochrones.ts';
import { multiPolygonText } from '../../geodata/service-area/multi-polygon-text.ts';
import { buildSurface } from '../../geodata/service-area/surface.ts';
import { covers } from '../geodata/service-area/drawing-twin.ts';
import { sharedData } from '../shared-data.ts';
import { type BenchRow, type Sample, spread, time } from './harness.ts';
import { findValhalla, type Valhalla, type ValhallaActor } from './valhalla.ts';

const MINUTES = 15;
const SPEED_MPS = 1.2;
const CUTOFF_DM = budgetDm(MINUTES, SPEED_MPS);
/** Drawn and timed. */
const ORIGINS = 60;
/** Of them, those whose buildings are all looked at. */
const CHECKED = 12;
const MORE_THAN_A_WALK_M = 1500;

type LonLat = [number, number];

interface Drawn {
  sample: Sample;
  /** 0…1 of the buildings inside. */
  wrongShare: number;
}

/** One drawing from a point on the map to GeoJSON text, in the old centre and in all of Porto, against Valhalla where that is installed. */
export async function* drawingRows(): AsyncGenerator<BenchRow> {
  const centre = sharedData('osm/porto_centre.osm.pbf');
  const porto = sharedData('osm/porto_portugal.osm.pbf');
  if (centre === null || porto === null) return;
  const valhalla = findValhalla();
  const { walk, buildings } = await readOsmPbf(centre);
  yield* rowsOf('porto_centre', centre, walk, buildings, valhalla);
  // The extract of the whole city has streets only: the buildings of its centre stand for its homes.
  yield* rowsOf('porto_portugal', porto, (await readOsmPbf(porto)).walk, buildings, valhalla);
}

async function* rowsOf(
  place: string,
  pbfPath: string,
  walk: WalkSource,
  buildings: Building[],
  valhalla: Valhalla | null,
): AsyncGenerator<BenchRow> {
  const homes = buildings.filter(({ kind }) => kind === 'tower' || kind === 'slab' || kind === 'low');
  const origins = Array.from(
    { length: ORIGINS },
    (_, i) => homes[Math.floor(((i + 0.5) * homes.length) / ORIGINS)].position as LonLat,
  );
  const own = await drawOurs(walk, buildings, origins);
  const rival = valhalla ? await drawWithValhalla(valhalla, pbfPath, homes, origins) : null;
  const percent = (share: number) => `${(share * 100).toFixed(2)} % of the buildings on the wrong side`;
  const against = rival
    ? `Valhalla ${spread(rival.sample)}, ${percent(rival.wrongShare)} by its own matrix`
    : 'Valhalla is not installed: not compared';
  yield {
    name: `${place}: drawing of ${MINUTES} min with snapping and GeoJSON text, median (asked: a quarter of Valhalla's)`,
    unit: 'ms',
    measured: own.sample.median,
    asked: rival ? rival.sample.median / 4 : null,
    better: 'lower',
    ...(rival ? { rival: 'Valhalla', ratio: own.sample.median / rival.sample.median } : {}),
    note: `${spread(own.sample)}, ${percent(own.wrongShare)}; ${against}`,
  };
  yield {
    name: `${place}: buildings on the wrong side of the same drawings`,
    unit: '%',
    measured: own.wrongShare * 100,
    asked: 2,
    better: 'lower',
    ...(rival ? { rival: 'Valhalla', ratio: own.wrongShare / rival.wrongShare } : {}),
    note: `of those counted inside, ${CHECKED} origins`,
  };
}

async function drawOurs(walk: WalkSource, buildings: Building[], origins: LonLat[]): Promise<Drawn> {
  const network = buildWalkNetwork(walk);
  const snapper = createSnapper(network);
  const homes = buildHomes(network, buildings, ['all'], () => 0, { snapper });
  const drawer = createIsochroneDrawer(network, buildSurface(network, { homes, snapper }));
  const room = createReach(network);
  const cutoffDm = drawer.searchBudgetDm(CUTOFF_DM);
  const draw = (origin: LonLat): string => {
    const point = Float64Array.from(origin);
    const source = snapPoints(network, point, { maxDistanceM: MAX_OFF_STREET_M }, snapper);
    const [geometry] = drawer.draw(reach(network, room, source, { cutoffDm }), [CUTOFF_DM]);
    return `{"type":"Feature","properties":{"minutes":${MINUTES}},"geometry":${multiPolygonText(geometry)}}`;
  };
  const sample = await time((i) => void draw(origins[i % ORIGINS]), { warmup: 300, runs: 1200 });
  let wrong = 0;
  let inside = 0;
  for (const origin of origins.slice(0, CHECKED)) {
    const { geometry } = JSON.parse(draw(origin)) as { geometry: MultiPolygonGeometry };
    const { timeDm } = homeTimes(network, homes, room);
    for (let h = 0; h < homes.count; h++) {
      const lon = planeLon(network.plane, homes.x[h]);
      const lat = planeLat(network.plane, homes.y[h]);
      if (distanceM(lon, lat, ...origin) > MORE_THAN_A_WALK_M) continue;
      const isCounted = timeDm[h] <= CUTOFF_DM;
      if (isCounted) inside++;
      if (covers(geometry, lon, lat) !== isCounted) wrong++;
    }
  }
  return { sample, wrongShare: wrong / inside };
}

async function drawWithValhalla(
  valhalla: Valhalla,
  pbfPath: string,
  homes: Building[],
  origins: LonLat[],
): Promise<Drawn> {
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-valhalla-'));
  try {
    const actor = await valhalla.open(pbfPath, folder);
    const sample = await time(
      async (i) => {
        await actor.isochrone(isochroneQuery(origins[i % ORIGINS]));
      },
      { warmup: 60, runs: 240 },
    );
    let wrong = 0;
    let inside = 0;
    for (const origin of origins.slice(0, CHECKED)) {
      const near = homes
        .map(({ position }) => position as LonLat)
        .filter((position) => distanceM(...position, ...origin) <= MORE_THAN_A_WALK_M);
      const { features } = JSON.parse(await actor.isochrone(isochroneQuery(origin))) as {
        features: { geometry: { type: string; coordinates: number[][][] | number[][][][] } }[];
      };
      const [{ geometry }] = features;
      const shape: MultiPolygonGeometry = {
        type: 'MultiPolygon',
        coordinates: (geometry.type === 'Polygon'
          ? [geometry.coordinates]
          : geometry.coordinates) as number[][][][],
      };
      const seconds = await valhallaSeconds(actor, origin, near);
      near.forEach((position, i) => {
        const isCounted = seconds[i] !== null && seconds[i] <= MINUTES * 60;
        if (isCounted) inside++;
        if (covers(shape, ...position) !== isCounted) wrong++;
      });
    }
    return { sample, wrongShare: wrong / inside };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const WALKING = {
  costing: 'pedestrian',
  costing_options: { pedestrian: { walking_speed: SPEED_MPS * 3.6 } },
};
const placeOf = ([lon, lat]: LonLat) => ({ lon, lat });

/** Everything it can draw: no small part left out, no line smoothed. */
function isochroneQuery(origin: LonLat): string {
  return JSON.stringify({
    locations: [placeOf(origin)],
    ...WALKING,
    contours: [{ time: MINUTES }],
    polygons: true,
    denoise: 0,
    generalize: 0,
  });
}

async function valhallaSeconds(
  actor: ValhallaActor,
  origin: LonLat,
  targets: LonLat[],
): Promise<(number | null)[]> {
  const answer = await actor.matrix(
    JSON.stringify({ sources: [placeOf(origin)], targets: targets.map(placeOf), ...WALKING }),
  );
  const { sources_to_targets } = JSON.parse(answer) as {
    sources_to_targets: { time: number | null }[][];
  };
  return sources_to_targets[0].map((one) => one.time);
}
