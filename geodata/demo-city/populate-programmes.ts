import type { DistrictProfile } from '../cases/case-spec.ts';
import type { Programme, ProgrammeItem } from '../model/programme.ts';
import { toShanghaiDay } from '../model/time.ts';
import { type CityIndex, unitsUnder } from './populate-index.ts';
import type { DistrictOrganizations } from './populate-organizations.ts';
import type { Random } from './random.ts';

const DAY_MS = 86_400_000;
/** Items begin within so many days after the units are valid. */
const STARTED_WITHIN_DAYS = 900;

/** 活动项目 of a district (演示): items spread over some of its communities, most of them at their last stage. */
export function populateProgrammes(
  index: CityIndex,
  profile: DistrictProfile,
  organizations: DistrictOrganizations,
  validFrom: string,
  random: Random,
): { programmes: Programme[]; items: ProgrammeItem[] } {
  const communities = unitsUnder(index, profile.districtId, 'community');
  const firstDayMs = Date.parse(`${validFrom}T00:00:00+08:00`);
  const items: ProgrammeItem[] = [];
  for (const programme of profile.programmes) {
    const places = random.shuffle([...communities]).slice(0, programme.communities);
    for (let number = 0; number < programme.items; number++) {
      const community = places[number % places.length]!;
      const stage =
        random.next() < 0.6 ? programme.stages[programme.stages.length - 1]! : random.pick(programme.stages);
      const startedMs = firstDayMs + random.int(0, STARTED_WITHIN_DAYS) * DAY_MS;
      const ended = stage === programme.stages[programme.stages.length - 1];
      items.push({
        id: `${programme.id}:${String(number + 1).padStart(4, '0')}`,
        programmeId: programme.id,
        unitId: community.id,
        organizationId: organizationOf(organizations, community.id),
        stage: stage.key,
        name: `${community.name}${programme.itemNames[number % programme.itemNames.length]!}`,
        startedOn: toShanghaiDay(startedMs),
        endedOn: ended ? toShanghaiDay(startedMs + random.int(3, 120) * DAY_MS) : null,
      });
    }
  }
  const programmes = profile.programmes.map(({ id, kind, name, stages }) => ({ id, kind, name, stages }));
  return { programmes, items };
}

function organizationOf(organizations: DistrictOrganizations, communityId: string): string | null {
  for (const over of organizations.over) {
    const id = over.get(communityId);
    if (id !== undefined) return id;
  }
  return null;
}
