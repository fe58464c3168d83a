import type { ChainTier, DistrictProfile } from '../cases/case-spec.ts';
import type { Building } from '../model/building.ts';
import {
  ORGANIZATION_TYPES,
  type Organization,
  type OrganizationType,
  type OrganizationUnitLink,
  type OrganizationUnitRole,
} from '../model/organization.ts';
import type { Unit } from '../model/unit.ts';
import { groupCells } from './populate-cell-groups.ts';
import {
  type CityIndex,
  cellLabel,
  cellsUnder,
  homesUnder,
  neighbourlyOrder,
  unitsUnder,
} from './populate-index.ts';
import type { Random } from './random.ts';

/** Organizations of one district and, for each tier, which one stands over a unit or building. */
export interface DistrictOrganizations {
  organizations: Organization[];
  links: OrganizationUnitLink[];
  /** By tier: unit or building id → id of the organization over it. */
  over: Map<string, string>[];
  /** Units and buildings an organization covers, by its id. */
  covered: Map<string, string[]>;
}

/** Party members of an organization by type: least and most (演示). */
const MEMBERS: Partial<Record<OrganizationType, [number, number]>> = {
  workCommittee: [24, 60],
  greatWorkCommittee: [18, 40],
  committee: [110, 260],
  generalBranch: [60, 150],
  branch: [12, 46],
  precinctBranch: [20, 50],
  alliance: [40, 120],
  group: [4, 14],
  volunteerTeam: [12, 60],
  newEconomyOrganization: [3, 22],
};

/** The chain of a district, tier by tier from the top. @throws where a printed count cannot be met by the city. */
export function populateChain(
  index: CityIndex,
  profile: DistrictProfile,
  overlayMembers: ReadonlyMap<string, readonly string[]>,
  validFrom: string,
  random: Random,
): DistrictOrganizations {
  const builder = new ChainBuilder(index, profile.districtId, validFrom, random);
  profile.chain.forEach((tier, position) => {
    builder.startTier();
    if (tier.over === 'gridCell') builder.addCellTier(tier, position, overlayMembers);
    else if (tier.over === 'building') builder.addBuildingTier(tier, position);
    else builder.addUnitTier(tier, position);
  });
  return builder.result;
}

class ChainBuilder {
  readonly result: DistrictOrganizations = { organizations: [], links: [], over: [], covered: new Map() };
  private readonly index: CityIndex;
  private readonly districtId: string;
  private readonly validFrom: string;
  private readonly random: Random;

  constructor(index: CityIndex, districtId: string, validFrom: string, random: Random) {
    this.index = index;
    this.districtId = districtId;
    this.validFrom = validFrom;
    this.random = random;
  }

  startTier(): void {
    this.result.over.push(new Map());
  }

  /** One organization for every subdistrict or community. */
  addUnitTier(tier: ChainTier, position: number): void {
    const level = tier.over === 'subdistrict' ? 'subdistrict' : 'community';
    for (const unit of unitsUnder(this.index, this.districtId, level)) {
      const cells = unitsUnder(this.index, unit.id, 'gridCell');
      const split = cells.length >= (tier.precinctBranchesFromCells ?? Number.POSITIVE_INFINITY);
      const type = split ? 'generalBranch' : this.pickType(tier);
      const suffix = split || tier.suffix === '' ? ORGANIZATION_TYPES[type] : tier.suffix;
      const id = this.add(
        position,
        type,
        `${unit.name}${suffix}`,
        `org:${unit.id}:${position}`,
        'single',
        unit.id,
      );
      this.cover(position, id, unit.id);
      if (split) this.addPrecinctBranches(position, id, unit, cells);
    }
  }

  /** 片区党支部: two under a 总支, each over half of the community's cells. */
  private addPrecinctBranches(position: number, parentId: string, community: Unit, cells: Unit[]): void {
    const order = neighbourlyOrder(cells);
    ['第一', '第二'].forEach((ordinal, part) => {
      const id = `org:${community.id}:${position}-${part + 1}`;
      this.result.organizations.push({
        ...this.organization(
          position,
          'precinctBranch',
          `${community.name}${ordinal}片区党支部`,
          id,
          'single',
        ),
        parentId,
      });
      this.link(id, community.id, 'sitsIn');
      const half = Math.ceil(order.length / 2);
      for (const cell of order.slice(part * half, (part + 1) * half)) {
        this.result.over[position]!.set(cell.id, id);
      }
    });
  }

  /** Exactly `tier.count` organizations over the cells, counts inside an overlay or a community held as well. */
  addCellTier(
    tier: ChainTier,
    position: number,
    overlayMembers: ReadonlyMap<string, readonly string[]>,
  ): void {
    const communities = unitsUnder(this.index, this.districtId, 'community');
    const left = new Set(communities);
    let count = tier.count ?? cellsUnder(this.index, [this.districtId]).length - (tier.vacantCells ?? 0);
    let vacant = tier.vacantCells ?? 0;
    const within = tier.countWithinOverlay;
    if (within) {
      const members = new Set(overlayMembers.get(within.overlayId) ?? []);
      const part = communities.filter((community) => members.has(community.id));
      this.addCellGroups(tier, position, part, within.count, within.vacantCells);
      for (const community of part) left.delete(community);
      count -= within.count;
      vacant -= within.vacantCells;
    }
    for (const [communityId, own] of Object.entries(tier.countByCommunity ?? {})) {
      const community = this.index.unit.get(communityId);
      if (!community || !left.delete(community)) continue;
      for (const id of this.addCellGroups(tier, position, [community], own, 0)) this.seatInBuilding(id);
      count -= own;
    }
    this.addCellGroups(tier, position, [...left], count, vacant);
    this.handOutStars(tier, position);
  }

  private addCellGroups(
    tier: ChainTier,
    position: number,
    communities: Unit[],
    count: number,
    vacant: number,
  ): string[] {
    if (communities.length === 0) return [];
    const orders = communities.map((community) =>
      neighbourlyOrder(unitsUnder(this.index, community.id, 'gridCell')),
    );
    return groupCells(orders, count, vacant, this.random).map((cells) => {
      const community = this.index.unit.get(cells[0]!.parentId!)!;
      const joint = cells.length > 1;
      const attached = !joint && this.random.next() < (tier.attachedShare ?? 0);
      const labels = joinedLabel(cells.map((cell) => cellLabel(cell, community)));
      const name = `${community.name}${labels}${joint ? '联合' : ''}${tier.suffix}`;
      const way = joint ? 'joint' : attached ? 'attached' : 'single';
      const id = this.add(
        position,
        this.pickType(tier),
        name,
        `org:${cells[0]!.id}:${position}`,
        way,
        cells[0]!.id,
      );
      for (const cell of cells) this.cover(position, id, cell.id);
      return id;
    });
  }

  /** 建在楼栋上: the organization has its seat in a building of its first cell. */
  private seatInBuilding(id: string): void {
    const homes = homesUnder(this.index, this.result.covered.get(id)!.slice(0, 1));
    if (homes.length > 0) this.link(id, this.random.pick(homes).id, 'sitsIn');
  }

  private handOutStars(tier: ChainTier, position: number): void {
    if (!tier.stars) return;
    const order = this.random.shuffle(this.result.organizations.filter((each) => each.tier === position));
    let next = 0;
    for (const stars of [5, 4, 3]) {
      for (let given = 0; given < (tier.stars[stars] ?? 0); given++) order[next++]!.stars = stars;
    }
  }

  /** `tier.count` organizations on single buildings with homes whose cell has an organization above. */
  addBuildingTier(tier: ChainTier, position: number): void {
    const homes = homesUnder(this.index, [this.districtId]).filter((building) =>
      this.result.over[position - 1]!.has(building.unitId),
    );
    const count = tier.count ?? homes.length;
    if (homes.length < count) {
      throw new RangeError(
        `${tier.name}: ${count} are wanted, but there are only ${homes.length} buildings with homes`,
      );
    }
    const chosen = new Set(this.random.shuffle([...homes]).slice(0, count));
    for (const building of homes) {
      if (!chosen.has(building)) continue;
      const name = `${this.placeOf(building)}${tier.suffix}`;
      const id = this.add(
        position,
        this.pickType(tier),
        name,
        `org:${building.id}:${position}`,
        'single',
        building.unitId,
      );
      this.cover(position, id, building.id);
    }
  }

  private placeOf(building: Building): string {
    const cell = this.index.unit.get(building.unitId)!;
    const community = this.index.unit.get(cell.parentId!)!;
    const estate = building.estateId === null ? '' : (this.index.estateNames.get(building.estateId) ?? '');
    const name = building.name.startsWith(estate) ? building.name.slice(estate.length) : building.name;
    return `${community.name}${estate || cellLabel(cell, community)}${name}`;
  }

  private pickType(tier: ChainTier): OrganizationType {
    const total = tier.types.reduce((sum, { weight }) => sum + weight, 0);
    let left = this.random.next() * total;
    for (const { type, weight } of tier.types) {
      left -= weight;
      if (left < 0) return type;
    }
    return tier.types[0]!.type;
  }

  private add(
    tier: number,
    type: OrganizationType,
    name: string,
    id: string,
    foundingWay: Organization['foundingWay'],
    unitId: string,
  ): string {
    const parentId = organizationAbove(this.index, this.result.over, tier, unitId);
    this.result.organizations.push({ ...this.organization(tier, type, name, id, foundingWay), parentId });
    return id;
  }

  private organization(
    tier: number,
    type: OrganizationType,
    name: string,
    id: string,
    foundingWay: Organization['foundingWay'],
  ): Organization {
    return {
      id,
      parentId: null,
      type,
      name,
      tier,
      foundingWay,
      members: membersOf(type, this.random),
      stars: null,
      starYear: null,
      validFrom: this.validFrom,
      validTo: null,
    };
  }

  private cover(tier: number, id: string, unitId: string): void {
    this.result.over[tier]!.set(unitId, id);
    const covered = this.result.covered.get(id);
    if (covered) covered.push(unitId);
    else this.result.covered.set(id, [unitId]);
    this.link(id, unitId, 'covers');
  }

  private link(organizationId: string, unitId: string, role: OrganizationUnitRole): void {
    this.result.links.push({ organizationId, unitId, role, validFrom: this.validFrom, validTo: null });
  }
}

/** `第1、5网格` for cells that are numbered, else their names one after another. */
function joinedLabel(labels: readonly string[]): string {
  const numbers = labels.map((label) => /^第(\d+)网格$/.exec(label)?.[1]);
  if (numbers.some((number) => number === undefined)) return labels.join('、');
  return `第${numbers
    .map(Number)
    .sort((a, b) => a - b)
    .join('、')}网格`;
}

export function membersOf(type: OrganizationType, random: Random): number {
  const [least, most] = MEMBERS[type] ?? [3, 12];
  return random.int(least, most);
}

/** The organization of the nearest higher tier that stands over the unit or one of the units it lies in. */
export function organizationAbove(
  index: CityIndex,
  over: readonly Map<string, string>[],
  tier: number,
  unitId: string,
): string | null {
  for (let above = tier - 1; above >= 0; above--) {
    for (let at: string | null = unitId; at !== null; at = index.unit.get(at)?.parentId ?? null) {
      const id = over[above]!.get(at);
      if (id !== undefined) return id;
    }
  }
  return null;
}
