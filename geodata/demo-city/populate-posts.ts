import { apportion } from '../cases/apportion.ts';
import type { DistrictProfile } from '../cases/case-spec.ts';
import type { Building } from '../model/building.ts';
import type { Organization } from '../model/organization.ts';
import type { Post } from '../model/post.ts';
import type { Unit } from '../model/unit.ts';
import {
  append,
  type CityIndex,
  cellsUnder,
  homesUnder,
  neighbourlyOrder,
  unitsUnder,
} from './populate-index.ts';
import type { DistrictOrganizations } from './populate-organizations.ts';
import { type Person, Registry } from './populate-people.ts';
import type { Random } from './random.ts';

/** Shares of posts that stand open, and of persons who hold a second one (演示). */
const BRANCH_SECRETARY_VACANT = 0.015;
const GROUP_LEADER_VACANT = 0.012;
const BUILDING_HEAD_OPEN_PER_100 = 3;
const COMMUNITY_WORKER_VACANT = 0.04;
const LEADER_ALSO_WORKER = 0.12;
const WORKER_ALSO_GROUP_LEADER = 0.3;
const WORKER_PARTY_MEMBER = 0.55;

/** All posts of a district; persons hold double posts, some posts are vacant, printed numbers of persons are met exactly. */
export function populatePosts(
  index: CityIndex,
  profile: DistrictProfile,
  organizations: DistrictOrganizations,
  overlayMembers: ReadonlyMap<string, readonly string[]>,
  random: Random,
): Post[] {
  const district: DistrictPosts = {
    index,
    profile,
    organizations,
    overlayMembers,
    random,
    registry: new Registry(profile.districtId, random.stream('people')),
    secretaries: new Map(),
    workers: new Map(),
  };
  addSecretaries(district);
  addGridWorkers(district);
  addGridLeaders(district);
  addGroupLeaders(district);
  addBuildingHeads(district);
  addCommunityWorkers(district);
  addCentralHouseholds(district);
  return district.registry.posts;
}

interface DistrictPosts {
  index: CityIndex;
  profile: DistrictProfile;
  organizations: DistrictOrganizations;
  overlayMembers: ReadonlyMap<string, readonly string[]>;
  random: Random;
  registry: Registry;
  /** By community. */
  secretaries: Map<string, Person>;
  /** By cell. */
  workers: Map<string, Person[]>;
}

/** 书记 of every committee and branch of the chain. The community's is never vacant: he may be its 网格长. */
function addSecretaries({ organizations, registry, secretaries, random }: DistrictPosts): void {
  for (const organization of organizations.organizations) {
    const unitId = organizations.covered.get(organization.id)?.[0];
    if (unitId === undefined || !hasSecretary(organization)) continue;
    const first = organization.tier <= 1;
    const person = first || random.next() >= BRANCH_SECRETARY_VACANT ? registry.newPerson() : null;
    if (organization.tier === 1 && person) secretaries.set(unitId, person);
    registry.add('secretary', unitId, person, {
      organizationId: organization.id,
      partyMember: true,
      fullTime: first,
    });
  }
}

function hasSecretary(organization: Organization): boolean {
  return organization.type !== 'group' && organization.type !== 'volunteerTeam';
}

/** 网格员: exactly so many persons; each cell has one but for those that are said to have none. */
function addGridWorkers(district: DistrictPosts): void {
  const { index, profile, random, registry, workers } = district;
  const { gridWorkers, cellsWithoutWorker, workerVacancies, secondCellShare } = profile.posts;
  const cells = cellsUnder(index, [profile.districtId]);
  const without = new Set(random.shuffle([...cells]).slice(0, cellsWithoutWorker));
  const staffed = cells.filter((cell) => !without.has(cell));
  if (gridWorkers < staffed.length) {
    throw new RangeError(
      `${profile.districtId}: ${gridWorkers} grid workers cannot staff ${staffed.length} cells one each`,
    );
  }
  const shares = apportion(
    gridWorkers,
    staffed.map((cell) => cell.residents + 1),
    1,
  );
  staffed.forEach((cell, position) => {
    for (let number = 0; number < shares[position]!; number++) {
      const person = registry.newPerson();
      append(workers, cell.id, person);
      addWorkerPost(district, cell, person);
    }
  });
  addSecondCells(district, staffed, Math.round(gridWorkers * secondCellShare));
  const open = [...without, ...random.shuffle([...staffed])].slice(
    0,
    Math.max(workerVacancies, without.size),
  );
  for (const cell of open) registry.add('gridWorker', cell.id, null);
}

function addWorkerPost({ registry, random }: DistrictPosts, cell: Unit, person: Person): void {
  registry.add('gridWorker', cell.id, person, {
    partyMember: random.next() < WORKER_PARTY_MEMBER,
    fullTime: random.next() < 0.7,
  });
}

/** One worker, two neighbouring cells: a second post for the same person. */
function addSecondCells(district: DistrictPosts, staffed: readonly Unit[], wanted: number): void {
  const { workers, random } = district;
  const byCommunity = new Map<string, Unit[]>();
  for (const cell of staffed) append(byCommunity, cell.parentId!, cell);
  const neighbours = [...byCommunity.values()].flatMap((cells) => {
    const order = neighbourlyOrder(cells);
    return order.slice(1).map((cell, position): [Unit, Unit] => [order[position]!, cell]);
  });
  for (const [from, to] of random.shuffle(neighbours).slice(0, wanted)) {
    addWorkerPost(district, to, workers.get(from.id)![0]!);
  }
}

/** 网格长: the community's secretary for all its cells (兼任), or one of its own for each, some of them workers too. */
function addGridLeaders({ index, profile, registry, secretaries, workers, random }: DistrictPosts): void {
  const fromSecretary = profile.posts.gridLeader === 'secretary';
  for (const cell of cellsUnder(index, [profile.districtId])) {
    if (fromSecretary) {
      registry.add('gridLeader', cell.id, secretaries.get(cell.parentId!) ?? null, {
        partyMember: true,
        fullTime: false,
      });
      continue;
    }
    const vacant = random.next() < profile.posts.leaderVacancyShare;
    const worker = workers.get(cell.id)?.[0];
    const double = worker !== undefined && random.next() < LEADER_ALSO_WORKER;
    const person = vacant ? null : double ? worker : registry.newPerson();
    registry.add('gridLeader', cell.id, person, { partyMember: random.next() < 0.7, fullTime: !double });
  }
}

/** 党小组长 of every group; inside an overlay with a printed count none is vacant and no person leads two. */
function addGroupLeaders(district: DistrictPosts): void {
  const { index, profile, organizations, overlayMembers, registry, workers, random } = district;
  const counted = new Set(
    profile.chain.flatMap((tier) =>
      tier.countWithinOverlay
        ? cellsUnder(index, overlayMembers.get(tier.countWithinOverlay.overlayId) ?? []).map(
            (cell) => cell.id,
          )
        : [],
    ),
  );
  const leading = new Set<string>();
  for (const organization of organizations.organizations) {
    const unitId = organizations.covered.get(organization.id)?.[0];
    if (unitId === undefined || organization.type !== 'group') continue;
    const worker = workers.get(unitId)?.find((person) => !leading.has(person.id));
    const vacant = !counted.has(unitId) && random.next() < GROUP_LEADER_VACANT;
    const double = worker !== undefined && random.next() < WORKER_ALSO_GROUP_LEADER;
    const person = vacant ? null : double ? worker : registry.newPerson();
    if (person) leading.add(person.id);
    registry.add('partyGroupLeader', unitId, person, {
      organizationId: organization.id,
      partyMember: true,
      fullTime: false,
    });
  }
}

/** 楼栋长: exactly so many persons inside an overlay, or outside all overlays that have a number of their own. */
function addBuildingHeads({ index, profile, overlayMembers, registry, random }: DistrictPosts): void {
  const groups = profile.posts.buildingHeads;
  const scoped = groups.flatMap((group) => overlayMembers.get(group.withinOverlay ?? '') ?? []);
  const inside = new Set(cellsUnder(index, scoped).map((cell) => cell.id));
  for (const { count, partyMembers, withinOverlay } of groups) {
    const homes: Building[] =
      withinOverlay === null
        ? homesUnder(index, [profile.districtId]).filter((building) => !inside.has(building.unitId))
        : homesUnder(index, overlayMembers.get(withinOverlay) ?? []);
    const open = withinOverlay === null ? Math.round((count * BUILDING_HEAD_OPEN_PER_100) / 100) : 0;
    if (homes.length < count + open) {
      throw new RangeError(
        `${count} building heads are wanted, but there are only ${homes.length} buildings with homes`,
      );
    }
    random
      .shuffle(homes)
      .slice(0, count + open)
      .forEach((building, position) => {
        registry.add('buildingHead', building.id, position < count ? registry.newPerson() : null, {
          partyMember: partyMembers || random.next() < 0.3,
          fullTime: false,
        });
      });
  }
}

/** 社区工作者: more where more people live, some posts open. */
function addCommunityWorkers({ index, profile, registry, random }: DistrictPosts): void {
  const communities = unitsUnder(index, profile.districtId, 'community');
  const shares = apportion(
    profile.posts.communityWorkers * communities.length,
    communities.map((community) => community.residents + 1),
    Math.min(3, profile.posts.communityWorkers),
  );
  communities.forEach((community, position) => {
    for (let number = 0; number < shares[position]!; number++) {
      const person = random.next() < COMMUNITY_WORKER_VACANT ? null : registry.newPerson();
      registry.add('communityWorker', community.id, person, { partyMember: random.next() < 0.45 });
    }
  });
}

/** 党员中心户: homes of party members, as posts on buildings. */
function addCentralHouseholds({ index, profile, registry, random }: DistrictPosts): void {
  const homes = homesUnder(index, [profile.districtId]);
  for (const building of random.shuffle(homes).slice(0, profile.posts.centralHouseholds)) {
    registry.add('centralHouseholdHead', building.id, registry.newPerson(), {
      partyMember: true,
      fullTime: false,
    });
  }
}
