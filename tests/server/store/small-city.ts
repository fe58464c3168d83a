import type { CityData } from '../../../geodata/model/city-data.ts';
import type { AreaGeometry, BoundingBox } from '../../../geodata/model/geometry.ts';
import type { Unit } from '../../../geodata/model/unit.ts';

const WEST = 106.6;
const SOUTH = 26.6;
/** Cells are squares of this many degrees in a row. */
const STEP = 0.005;

/**
 * A drawn-by-hand city: 2 districts × 2 subdistricts × 2 communities × 3 cells, each cell with four buildings. Cell 1 of each
 * community has a branch of its own, cells 2 and 3 of the first four communities share a joint one, the rest is vacant.
 */
export function smallCity(): CityData {
  const units: Unit[] = [];
  const shapes = new Map<string, AreaGeometry>();
  const add = (
    unit: Pick<Unit, 'id' | 'parentId' | 'level' | 'name'>,
    from: number,
    to: number,
    size = 0,
  ): void => {
    const bbox: BoundingBox = [WEST + from * STEP, SOUTH, WEST + to * STEP, SOUTH + STEP];
    shapes.set(unit.id, rectangle(bbox));
    units.push({
      ...unit,
      codeStatus: 'official',
      validFrom: '2020-01-01',
      validTo: null,
      households: size,
      residents: size * 3,
      elderly: Math.round(size / 2),
      children: Math.round(size / 3),
      areaM2: 250_000 * (to - from),
      center: [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2],
      bbox,
    });
  };
  const city: CityData = { ...emptyCity(), units, shapes };
  add({ id: '520100', parentId: null, level: 'city', name: '贵阳市' }, 0, 24);
  const districts = ['观山湖区', '白云区'];
  districts.forEach((districtName, d) => {
    const districtId = `52011${d + 3}`;
    add({ id: districtId, parentId: '520100', level: 'district', name: districtName }, d * 12, d * 12 + 12);
    for (let s = 0; s < 2; s++) {
      const streetId = `${districtId}00${s + 1}000`;
      const first = d * 12 + s * 6;
      add(
        { id: streetId, parentId: districtId, level: 'subdistrict', name: `金阳街道${d}${s}` },
        first,
        first + 6,
      );
      for (let c = 0; c < 2; c++) addCommunity(city, add, streetId, first + c * 3, c);
    }
  });
  sumUp(units);
  city.overlays.push(
    {
      id: 'ov:one',
      kind: 'precinct',
      name: '一片区',
      memberUnitIds: ['520113001001', '520113001001001', '520113001002001'],
    },
    { id: 'ov:two', kind: 'pilot', name: '试点', memberUnitIds: ['520113001002001', '520114001001003'] },
  );
  return city;
}

function addCommunity(
  city: CityData,
  add: (
    unit: Pick<Unit, 'id' | 'parentId' | 'level' | 'name'>,
    from: number,
    to: number,
    size?: number,
  ) => void,
  streetId: string,
  first: number,
  index: number,
): void {
  const communityId = `${streetId.slice(0, 9)}00${index + 1}`;
  add(
    { id: communityId, parentId: streetId, level: 'community', name: `云潭社区${first}` },
    first,
    first + 3,
  );
  const joint = first < 12;
  city.organizations.push(organization(`o-${communityId}`, null, 1, 'committee'));
  city.organizationLinks.push(link(`o-${communityId}`, communityId));
  if (joint)
    city.organizations.push({
      ...organization(`j-${communityId}`, `o-${communityId}`, 2, 'jointBranch'),
      foundingWay: 'joint',
    });
  for (let g = 1; g <= 3; g++) {
    const cellId = `${communityId}00${g}`;
    add(
      { id: cellId, parentId: communityId, level: 'gridCell', name: `第${g}网格` },
      first + g - 1,
      first + g,
      200 + 50 * (first + g),
    );
    if (g === 1) {
      city.organizations.push({
        ...organization(`b-${cellId}`, `o-${communityId}`, 2, 'branch'),
        stars: 5,
        starYear: 2025,
      });
      city.organizationLinks.push(link(`b-${cellId}`, cellId));
    } else if (joint) city.organizationLinks.push(link(`j-${communityId}`, cellId));
    // The third cell's post is vacant; the worker of the first has the second as well.
    city.posts.push(post(`p-${cellId}`, cellId, g === 3 ? null : `person-${communityId}`));
    for (let b = 0; b < 4; b++) addBuilding(city, cellId, first + g - 1, b);
  }
  city.stations.push({
    id: `st-${communityId}`,
    name: '党群服务站',
    kind: 'serviceStation',
    unitId: `${communityId}001`,
    position: [WEST + (first + 0.5) * STEP, SOUTH + STEP / 2],
    entrances: [[WEST + (first + 0.5) * STEP, SOUTH + STEP / 2]],
    hours: [{ weekdays: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1080 }],
    assignedUnitIds: [communityId],
    areaM2: null,
  });
  city.estates.push({
    id: `e-${communityId}`,
    unitId: communityId,
    name: '碧海花园',
    gated: true,
    footprint: [0, 0, 1, 0, 1, 1, 0, 0],
  });
}

function addBuilding(city: CityData, cellId: string, column: number, index: number): void {
  const lon = WEST + (column + 0.2 * (index + 1)) * STEP;
  const lat = SOUTH + STEP / 2;
  const households = 50 + index;
  city.buildings.push({
    id: `${cellId}-b${index}`,
    unitId: cellId,
    estateId: index < 2 ? `e-${cellId.slice(0, 12)}` : null,
    name: `碧海花园${index + 1}栋`,
    kind: 'slab',
    floors: 6,
    heightM: 18,
    households,
    residents: households * 3,
    elderly: 10,
    children: 8,
    position: [lon, lat],
    footprint: [lon, lat, lon + 0.0002, lat, lon + 0.0002, lat + 0.0001, lon, lat],
    entrances: [[lon, lat]],
  });
}

/** A wider unit's people are those of its cells. */
function sumUp(units: Unit[]): void {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  for (const unit of [...units].reverse()) {
    const parent = unit.parentId === null ? undefined : byId.get(unit.parentId);
    if (!parent) continue;
    parent.households += unit.households;
    parent.residents += unit.residents;
    parent.elderly += unit.elderly;
    parent.children += unit.children;
  }
}

function organization(
  id: string,
  parentId: string | null,
  tier: number,
  type: 'committee' | 'branch' | 'jointBranch',
) {
  return {
    id,
    parentId,
    type,
    name: `${type} ${id}`,
    tier,
    foundingWay: 'single' as const,
    members: 12,
    stars: null,
    starYear: null,
    validFrom: '2020-01-01',
    validTo: null,
  };
}

function link(organizationId: string, unitId: string) {
  return { organizationId, unitId, role: 'covers' as const, validFrom: '2020-01-01', validTo: null };
}

function post(id: string, unitId: string, personId: string | null) {
  return {
    id,
    kind: 'gridWorker' as const,
    unitId,
    organizationId: null,
    personId,
    surname: personId === null ? null : '李',
    partyMember: true,
    fullTime: true,
  };
}

function rectangle([west, south, east, north]: BoundingBox): AreaGeometry {
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}

function emptyCity(): CityData {
  return {
    units: [],
    shapes: new Map(),
    crosswalk: [],
    overlays: [],
    estates: [],
    buildings: [],
    organizations: [],
    organizationLinks: [],
    posts: [],
    stations: [],
    categories: [
      { code: '1', parentCode: null, level: 1, name: '城市管理' },
      { code: '11', parentCode: '1', level: 2, name: '环境' },
      { code: '111', parentCode: '11', level: 3, name: '垃圾' },
      { code: '112', parentCode: '11', level: 3, name: '噪声' },
      { code: '2', parentCode: null, level: 1, name: '民生' },
      { code: '21', parentCode: '2', level: 2, name: '供水' },
    ],
    figures: [],
    programmes: [],
    programmeItems: [],
    walk: {
      nodeLon: new Float64Array(),
      nodeLat: new Float64Array(),
      wayStart: new Uint32Array(1),
      wayNodes: new Uint32Array(),
      wayKind: new Uint8Array(),
      wayFlags: new Uint8Array(),
      wayNames: [],
      gates: [],
      barriers: [],
      sourceName: 'test',
      sourceDate: '2026-01-01',
    },
    basemap: [],
  };
}
