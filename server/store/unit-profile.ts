import { COUNT_KEYS, type CountKey } from '../../geodata/model/count-keys.ts';
import { ORGANIZATION_TYPES, type OrganizationType } from '../../geodata/model/organization.ts';
import { POST_KINDS, type Post, type PostKind } from '../../geodata/model/post.ts';
import { STATION_KINDS, type StationKind } from '../../geodata/model/station.ts';
import type { Unit } from '../../geodata/model/unit.ts';
import type { UnitProfile } from '../contract/units.ts';
import { placeOf } from './city-memory.ts';
import { coverageOf, organizationsIn } from './organizations.ts';
import { unitsSql } from './request-filter.ts';
import { resolveScope, type Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';
import { isValidOn } from './unit-index.ts';
import { buildingAsUnit, estateAsUnit, overlayAsUnit } from './unit-likes.ts';

/** Profile of a unit, an overlay, an estate or a building; null = unknown id. `at` chooses which units under it are counted. */
export async function readProfile(
  context: StoreContext,
  id: string,
  at = context.today,
): Promise<UnitProfile | null> {
  const scope = await resolveScope(context, id);
  if (!scope) return null;
  const { memory } = context;
  const building = scope.kind === 'building' ? await buildingAsUnit(context, id) : null;
  const unit = building?.unit ?? (await asUnit(context, scope));
  if (!unit) return null;
  const posts = postRows(postsIn(context, scope));
  const counts = await countThings(context, scope, at, posts);
  const path = memory.units.path(homeOf(context, scope)).map((no) => {
    const { id: stepId, name, level } = memory.units.units[no];
    return { id: stepId, name, level };
  });
  if (scope.kind !== 'unit') path.push({ id, name: unit.name, level: unit.level });
  return {
    unit,
    path,
    counts: Object.fromEntries(counts),
    posts,
    organizations: organizationRows(counts),
    stars: Object.fromEntries(
      ([5, 4, 3] as const).map((stars) => [String(stars), counts.get(`stars:${stars}`) ?? 0]),
    ),
    stations: (Object.keys(STATION_KINDS) as StationKind[]).flatMap((kind) => {
      const count = counts.get(`stations:${kind}`) ?? 0;
      return count > 0 ? [{ kind, name: STATION_KINDS[kind], count }] : [];
    }),
    nearestStation: await nearestStation(context, scope),
    overlays: overlaysOf(context, scope).map(({ id: overlayId, name }) => ({ id: overlayId, name })),
    building: building?.facts ?? null,
  };
}

async function asUnit(context: StoreContext, scope: Scope): Promise<Unit | null> {
  if (scope.kind === 'overlay') return overlayAsUnit(context, scope);
  return scope.kind === 'estate' ? estateAsUnit(context, scope.id) : context.memory.units.get(scope.id);
}

/** Surrogate key of the narrowest unit that holds the scope: the end of its path. */
function homeOf(context: StoreContext, scope: Scope): number {
  const { units, estates } = context.memory;
  if (scope.kind === 'overlay') return units.no(units.root().id)!;
  if (scope.kind === 'estate') return estates.get(scope.id)!.unitNo;
  return scope.kind === 'unit' ? units.no(scope.id)! : scope.unitNos[0];
}

/** The counts of COUNT_KEYS, those of 0 left out but for the levels. */
async function countThings(
  context: StoreContext,
  scope: Scope,
  at: string,
  posts: readonly PostRow[],
): Promise<Map<CountKey, number>> {
  const { memory } = context;
  const tally = new Map<CountKey, number>();
  const add = (key: CountKey, count = 1) => tally.set(key, (tally.get(key) ?? 0) + count);

  for (const no of scope.unitNos) {
    const unit = memory.units.units[no];
    if (unit.id !== scope.id && unit.level !== 'city' && isValidOn(unit, at)) add(unit.level as CountKey);
  }
  const built = await countBuilt(context, scope);
  add('estate', built.estates);
  add('building', built.buildings);

  for (const id of organizationsIn(context, scope, ['covers', 'sitsIn'])) {
    const organization = memory.organizations.get(id);
    if (!organization || !isValidOn(organization, context.today)) continue;
    add('organizations');
    add(`organizations:${organization.type}`);
    add(`tier:${organization.tier}`);
    if (organization.stars !== null) add(`stars:${organization.stars as 3 | 4 | 5}`);
  }
  add('memberOrganizations', organizationsIn(context, scope, ['memberOf']).size);

  for (const { kind, filled, vacant, persons } of posts) {
    add(`posts:${kind}`, filled);
    add(`vacancies:${kind}`, vacant);
    add(`persons:${kind}`, persons);
  }
  const inside = new Set(scope.unitNos);
  for (const station of memory.stations.values()) {
    if (!inside.has(memory.units.no(station.unitId) ?? -1)) continue;
    add('stations');
    add(`stations:${station.kind}`);
  }
  for (const overlay of overlaysOf(context, scope)) add(`overlays:${overlay.kind}`);
  const { byState } = coverageOf(context, scope).totals;
  for (const state of ['single', 'joint', 'attached', 'vacant'] as const) {
    add(`coverage:${state}`, byState[state].gridCells);
  }
  const levels: readonly CountKey[] = [
    'district',
    'subdistrict',
    'community',
    'gridCell',
    'estate',
    'building',
  ];
  return new Map(
    COUNT_KEYS.flatMap((key): [CountKey, number][] => {
      const count = tally.get(key) ?? 0;
      return count > 0 || levels.includes(key) ? [[key, count]] : [];
    }),
  );
}

/** Estates and buildings inside. An estate lies in its community and in every cell that holds one of its buildings. */
async function countBuilt(
  context: StoreContext,
  scope: Scope,
): Promise<{ estates: number; buildings: number }> {
  if (scope.kind === 'building') return { estates: 0, buildings: 0 };
  const { driver, memory } = context;
  if (scope.kind === 'estate') {
    const [row] = await driver.query('SELECT count(*) AS n FROM buildings WHERE estate_id = $1', [scope.id]);
    return { estates: 0, buildings: Number(row.n) };
  }
  const units = unitsSql(scope);
  const where = units ? `WHERE ${units}` : '';
  const [row] = await driver.query(`SELECT count(*) AS n FROM buildings ${where}`);
  const inside = new Set(scope.unitNos);
  const estates = new Set<string>();
  for (const estate of memory.estates.values()) if (inside.has(estate.unitNo)) estates.add(estate.id);
  if (!scope.everything) {
    const [ids] = await driver.columns(
      `SELECT DISTINCT estate_id FROM buildings WHERE estate_id IS NOT NULL AND ${units}`,
    );
    for (const id of ids) estates.add(id as string);
  }
  return { estates: estates.size, buildings: Number(row.n) };
}

/** Posts on something in the scope; a building's or an estate's own only where the scope is one. */
function postsIn(context: StoreContext, scope: Scope): Post[] {
  const { memory } = context;
  if (scope.kind === 'building' || scope.kind === 'estate') {
    return memory.posts.filter((post) => post.unitId === scope.id);
  }
  const inside = new Set(scope.unitNos);
  return memory.posts.filter(
    (post) => post.unitId !== null && inside.has(placeOf(memory, post.unitId) ?? -1),
  );
}

type PostRow = UnitProfile['posts'][number] & { kind: PostKind };

/** Filled and vacant posts by kind; a person with several posts of a kind counts once among `persons`. */
function postRows(posts: readonly Post[]): PostRow[] {
  const byKind = new Map<PostKind, Post[]>();
  for (const post of posts) {
    const list = byKind.get(post.kind);
    if (list) list.push(post);
    else byKind.set(post.kind, [post]);
  }
  return (Object.keys(POST_KINDS) as PostKind[]).flatMap((kind) => {
    const ofKind = byKind.get(kind);
    if (!ofKind) return [];
    const filled = ofKind.flatMap((post) => post.personId ?? []);
    return [
      {
        kind,
        name: POST_KINDS[kind],
        filled: filled.length,
        vacant: ofKind.length - filled.length,
        persons: new Set(filled).size,
      },
    ];
  });
}

function organizationRows(counts: Map<CountKey, number>): UnitProfile['organizations'] {
  return (Object.keys(ORGANIZATION_TYPES) as OrganizationType[]).flatMap((type) => {
    const count = counts.get(`organizations:${type}`) ?? 0;
    return count > 0 ? [{ type, name: ORGANIZATION_TYPES[type], count }] : [];
  });
}

/** Overlays with a member in the scope, or of which the scope is a part. */
function overlaysOf(context: StoreContext, scope: Scope) {
  const { overlays, units } = context.memory;
  const inside = new Set(scope.unitNos);
  const home = scope.kind === 'overlay' ? null : homeOf(context, scope);
  return overlays.filter((overlay) =>
    overlay.memberUnitIds.some((memberId) => {
      const no = units.no(memberId);
      return no !== null && (inside.has(no) || (home !== null && units.isInside(home, no)));
    }),
  );
}

/** Known for what lies in one cell; a wider unit has no single nearest station. */
async function nearestStation(context: StoreContext, scope: Scope): Promise<UnitProfile['nearestStation']> {
  const { units, stations } = context.memory;
  if (scope.unitNos.length !== 1 || units.units[scope.unitNos[0]].level !== 'gridCell') return null;
  const walks = await context.cellCoverage();
  const index = walks?.unitIds.indexOf(units.units[scope.unitNos[0]].id) ?? -1;
  const station = walks && index >= 0 ? stations.get(walks.nearestStationIds[index] ?? '') : undefined;
  return station ? { id: station.id, name: station.name, walkMinutes: walks!.walkMinutes[index] } : null;
}
