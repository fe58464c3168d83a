import type { CityData } from '../../../geodata/model/city-data.ts';
import { coverageState } from '../../../geodata/model/count-keys.ts';

type City = Omit<CityData, 'walk' | 'basemap' | 'shapes'>;

/** Counts of a unit or overlay as count-keys.ts defines them, the slow and obvious way: by looking at everything. */
export function countsOf(city: City, id: string): Record<string, number> {
  const overlay = city.overlays.find((each) => each.id === id);
  const roots = new Set(overlay ? overlay.memberUnitIds : [id]);
  const inside = new Set<string>(roots);
  // Parents stand before children in no guaranteed order: repeat until nothing is added.
  for (let before = -1; before !== inside.size; ) {
    before = inside.size;
    for (const unit of city.units)
      if (unit.parentId !== null && inside.has(unit.parentId)) inside.add(unit.id);
  }
  const units = city.units.filter((unit) => inside.has(unit.id));
  const counts: Record<string, number> = {};
  const add = (key: string, by = 1) => {
    counts[key] = (counts[key] ?? 0) + by;
  };
  for (const unit of units) if (overlay || !roots.has(unit.id)) add(unit.level);
  for (const building of city.buildings) {
    if (!inside.has(building.unitId)) continue;
    add('building');
    inside.add(building.id);
  }
  for (const estate of city.estates) if (inside.has(estate.unitId)) add('estate');

  const here = new Set<string>();
  const members = new Set<string>();
  const coveredCells = new Map<string, number>();
  const coverers = new Map<string, string[]>();
  const level = new Map(city.units.map((unit) => [unit.id, unit.level]));
  for (const link of city.organizationLinks) {
    if (link.role === 'covers' && level.get(link.unitId) === 'gridCell') {
      coveredCells.set(link.organizationId, (coveredCells.get(link.organizationId) ?? 0) + 1);
      coverers.set(link.unitId, [...(coverers.get(link.unitId) ?? []), link.organizationId]);
    }
    if (!inside.has(link.unitId)) continue;
    if (link.role === 'memberOf') members.add(link.organizationId);
    else here.add(link.organizationId);
  }
  add('memberOrganizations', members.size);
  const organizations = new Map(city.organizations.map((each) => [each.id, each]));
  for (const organizationId of here) {
    const organization = organizations.get(organizationId)!;
    add('organizations');
    add(`organizations:${organization.type}`);
    add(`tier:${organization.tier}`);
    if (organization.stars !== null) add(`stars:${organization.stars}`);
  }
  const persons = new Map<string, Set<string>>();
  for (const post of city.posts) {
    if (post.unitId === null || !inside.has(post.unitId)) continue;
    add(`${post.personId === null ? 'vacancies' : 'posts'}:${post.kind}`);
    if (post.personId !== null) {
      persons.set(post.kind, (persons.get(post.kind) ?? new Set()).add(post.personId));
    }
  }
  for (const [kind, holders] of persons) add(`persons:${kind}`, holders.size);
  for (const station of city.stations) {
    if (!inside.has(station.unitId)) continue;
    add('stations');
    add(`stations:${station.kind}`);
  }
  for (const each of city.overlays) {
    if (each.memberUnitIds.some((member) => inside.has(member))) add(`overlays:${each.kind}`);
  }
  for (const cell of units) {
    if (cell.level !== 'gridCell') continue;
    const state = coverageState(
      (coverers.get(cell.id) ?? []).map((organizationId) => ({
        foundingWay: organizations.get(organizationId)!.foundingWay,
        coveredCells: coveredCells.get(organizationId)!,
      })),
    );
    add(`coverage:${state}`);
  }
  return counts;
}
