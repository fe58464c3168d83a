import type { Building, Estate } from '../model/building.ts';
import type { CityPlan } from './city-plan.ts';
import { drawCity } from './plan-basemap.ts';
import type { BuildingDraft, BuildSite, CellSite } from './plan-build.ts';
import { placeCrossings } from './plan-crossings.ts';
import { drawHinterland } from './plan-hinterland.ts';
import { atomPoints, createMesh, type Mesh } from './plan-mesh.ts';
import { drawHouseholds, type Inhabitants, moveIn } from './plan-people.ts';
import { createPlaneProjection, type PlaneProjection, ringCentroid } from './plan-plane.ts';
import { FACE_USE, type FaceUse, settleCell } from './plan-settle.ts';
import { createSite, type Site } from './plan-site.ts';
import { createSkeleton, type Skeleton } from './plan-skeleton.ts';
import type { PlanSpec } from './plan-spec.ts';
import { layStreets, nameStreets, streetRuns } from './plan-streets.ts';
import { divideTerritory, type Territory } from './plan-territory.ts';
import { createUnits } from './plan-units.ts';
import { WalkBuilder } from './plan-walk.ts';
import { createWarp } from './plan-warp.ts';
import { createRandom, type Random } from './random.ts';

export interface PlanOptions {
  seed: number;
  /** Called a few dozen times: share done, and a word for what is being done. */
  onProgress?: (fraction: number, step: string) => void;
}

const SOURCE_NAME = '演示数据（程序生成）';
/** Of every so many blocks with paths of their own one has lost its way to the street: about 0.4 % of the network. */
const CUT_OFF_EVERY = 240;
/** A block whose middle is higher than this on the field of hills is one. */
const HILL_LEVEL = 0.5;

/**
 * Makes the physical city: units with shapes, estates, buildings with people, walking network, basemap. Coordinates are those of a
 * local equirectangular projection around `spec.center` (sphere of 6,371,008.8 m), rounded to 7 decimals. The same specification
 * and seed give the same bytes.
 * @throws {RangeError} where the specification has a unit without children or an id twice.
 */
export function planCity(spec: PlanSpec, options: PlanOptions): CityPlan {
  const report = options.onProgress ?? (() => {});
  const random = createRandom(options.seed);
  report(0, '路网 Streets');
  const skeleton = createSkeleton(spec);
  const territory = divideTerritory(skeleton, random.stream('territory'));
  const { partition } = territory;
  const crossings = placeCrossings(partition, territory.corridors);
  report(0.15, '形状 Shapes');
  const warp = createWarp(territory, random.stream('warp'));
  const projection = createPlaneProjection(spec.center);
  const mesh = createMesh(partition, territory.faces, warp, projection);
  const names = nameStreets(mesh, partition, crossings, random.stream('street names'));
  const walk = new WalkBuilder(mesh, partition, projection);
  report(0.25, '楼栋 Buildings');
  const settled = settle(spec, skeleton, territory, mesh, projection, walk, names, random, (share) =>
    report(0.25 + 0.45 * share, '楼栋 Buildings'),
  );
  report(0.7, '步行路网 Walking network');
  const runs = streetRuns(mesh, partition, settled.uses);
  layStreets(mesh, partition, walk, runs, crossings, names);
  layBarriers(territory, mesh, walk);
  const walkSource = walk.build(SOURCE_NAME, spec.validFrom);
  report(0.8, '单元 Units');
  const faceRows = Int32Array.from(territory.faces, (face) => face.row);
  const { units, shapes } = createUnits(
    skeleton,
    mesh,
    faceRows,
    settled.buildings,
    projection,
    spec.validFrom,
  );
  report(0.9, '底图 Basemap');
  const ground = { territory, mesh, projection, runs, names, crossings, ...settled };
  const basemap = [
    ...drawHinterland(territory, mesh, warp, projection, random.stream('hinterland')),
    ...drawCity(ground),
  ];
  report(1, '完成 Done');
  return { units, shapes, estates: settled.estates, buildings: settled.buildings, walk: walkSource, basemap };
}

interface Settled {
  estates: Estate[];
  buildings: Building[];
  uses: FaceUse[];
  sites: (Site | null)[];
}

function settle(
  spec: PlanSpec,
  skeleton: Skeleton,
  territory: Territory,
  mesh: Mesh,
  projection: PlaneProjection,
  walk: WalkBuilder,
  streetNames: string[],
  random: Random,
  report: (share: number) => void,
): Settled {
  const { rows } = skeleton;
  const facesOfRow = new Map<number, number[]>();
  territory.faces.forEach(({ row }, face) => {
    const list = facesOfRow.get(row);
    if (list) list.push(face);
    else facesOfRow.set(row, [face]);
  });
  const cells = rows.map((_, row) => row).filter((row) => rows[row]!.level === 'gridCell');
  const households = drawHouseholds(
    spec.cellHouseholds,
    spec.outOfRangeShare,
    cells.length,
    random.stream('households'),
  );
  const build: BuildSite = {
    mesh,
    partition: territory.partition,
    projection,
    walk,
    random: random.stream('buildings'),
    estates: [],
    streetNames,
    isCutOff: createCutOff(random.stream('cut off')),
  };
  const people = random.stream('people');
  const cellsOf = new Map<number, number>();
  for (const row of cells) cellsOf.set(rows[row]!.parent, (cellsOf.get(rows[row]!.parent) ?? 0) + 1);
  const communities = new Map<number, CellSite['community']>();
  const settled: Settled = {
    estates: build.estates,
    buildings: [],
    uses: territory.faces.map((face) => (face.row < 0 ? FACE_USE.lake : FACE_USE.built)),
    sites: territory.faces.map(() => null),
  };
  cells.forEach((row, index) => {
    const community = rows[row]!.parent;
    if (!communities.has(community)) {
      const cellsLeft = cellsOf.get(community)!;
      communities.set(community, { names: new Set(), estates: 0, hasCentre: false, cellsLeft });
    }
    const faces = facesOfRow.get(row)!;
    const cell: CellSite = {
      build,
      communityId: rows[community]!.id,
      communityName: rows[community]!.name,
      community: communities.get(community)!,
      drafts: [],
    };
    const sites = faces.map((face) => createSite(mesh, territory.partition, face));
    const middles = faces.map((face) =>
      ringCentroid(territory.partition.ringOf(territory.faces[face]!.piece)),
    );
    const heights = middles.map(([x, y]) => territory.settlement.hilliness(x, y));
    const [x, y] = middles[0]!;
    const character = {
      density: territory.settlement.density(x, y),
      newness: territory.settlement.newness(x, y),
    };
    const uses = settleCell(cell, sites, hillySites(sites, heights), character, households[index]!);
    faces.forEach((face, i) => {
      settled.uses[face] = uses[i]!;
      settled.sites[face] = sites[i]!;
    });
    const inhabitants = moveIn(cell.drafts, households[index]!, people);
    cell.drafts.forEach((draft, i) => {
      settled.buildings.push(
        finish(
          draft,
          inhabitants[i]!,
          `${rows[row]!.id}-b${String(i + 1).padStart(3, '0')}`,
          rows[row]!.id,
          projection,
        ),
      );
    });
    if (index % 200 === 0) report(index / cells.length);
  });
  return settled;
}

/** Blocks on hills; the lowest of a cell stays free for its homes. */
function hillySites(sites: readonly Site[], heights: readonly number[]): boolean[] {
  const hilly = heights.map((height) => height > HILL_LEVEL);
  const large = sites.map((site, i) => ({ i, height: heights[i]!, fits: site.plotM2 > 6000 }));
  large.sort((a, b) => Number(b.fits) - Number(a.fits) || a.height - b.height || a.i - b.i);
  if (large[0]) hilly[large[0].i] = false;
  return hilly;
}

/** Cuts off every so many blocks; the first comes early, so that a small city has one too. */
function createCutOff(random: Random): () => boolean {
  let countdown = random.int(15, 30);
  return () => {
    countdown--;
    if (countdown > 0) return false;
    countdown = CUT_OFF_EVERY + random.int(-40, 40);
    return true;
  };
}

function finish(
  draft: BuildingDraft,
  people: Inhabitants,
  id: string,
  unitId: string,
  projection: PlaneProjection,
): Building {
  const { ring } = draft;
  const footprint: number[] = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < ring.length; i += 2) {
    footprint.push(projection.toLon(ring[i]!), projection.toLat(ring[i + 1]!));
    x += (ring[i]! * 2) / ring.length;
    y += (ring[i + 1]! * 2) / ring.length;
  }
  footprint.push(footprint[0]!, footprint[1]!);
  return {
    id,
    unitId,
    estateId: draft.estateId,
    name: draft.name,
    kind: draft.kind,
    floors: draft.floors,
    heightM: Math.round(draft.floors * draft.floorHeightM * 10) / 10,
    households: people.households,
    residents: people.residents,
    elderly: people.elderly,
    children: people.children,
    position: [projection.toLon(x), projection.toLat(y)],
    footprint,
    entrances: draft.entrances.map(([ex, ey]) => [projection.toLon(ex), projection.toLat(ey)]),
  };
}

function layBarriers(territory: Territory, mesh: Mesh, walk: WalkBuilder): void {
  for (const { kind, left, right } of territory.corridors)
    for (const { id } of [left, right]) {
      const line: number[] = [];
      for (let atom = mesh.lineStart[id]!; atom < mesh.lineStart[id + 1]!; atom++)
        for (const point of atomPoints(mesh, atom).slice(line.length > 0 ? 1 : 0))
          line.push(mesh.x[point]!, mesh.y[point]!);
      walk.barrier(kind === 'river' ? 'water' : 'railway', line, false);
    }
}
