import type { CaseSpec } from '../cases/case-spec.ts';
import type { CityData } from '../model/city-data.ts';
import type { CityPlan } from './city-plan.ts';
import { populateBesides } from './populate-besides.ts';
import { indexCity } from './populate-index.ts';
import { populateChain } from './populate-organizations.ts';
import { populateOverlays } from './populate-overlays.ts';
import { populatePosts } from './populate-posts.ts';
import { populateProgrammes } from './populate-programmes.ts';
import { populateStations } from './populate-stations.ts';
import type { Random } from './random.ts';
import { DEMO_CATEGORIES } from './requests-categories.ts';
import { StreetIndex } from './street-index.ts';

/** What stands in a planned city beside its geometry. */
export type Population = Omit<CityData, keyof CityPlan | 'crosswalk'>;

/**
 * Organizations, posts, stations, overlays and programmes for every district of a case. Printed counts are met exactly.
 * @throws {RangeError} where the plan cannot hold a count, naming it.
 */
export function populateCity(plan: CityPlan, spec: CaseSpec, random: Random): Population {
  const index = indexCity(plan);
  const streets = new StreetIndex(plan.walk);
  const population: Population = {
    overlays: [],
    organizations: [],
    organizationLinks: [],
    posts: [],
    stations: [],
    categories: DEMO_CATEGORIES,
    figures: spec.figures,
    programmes: [],
    programmeItems: [],
  };
  for (const profile of spec.profiles) {
    const chance = (part: string) => random.stream(`${profile.districtId}/${part}`);
    const overlays = populateOverlays(index, profile);
    const members = new Map(overlays.map((overlay) => [overlay.id, overlay.memberUnitIds]));
    const organizations = populateChain(index, profile, members, spec.validFrom, chance('chain'));
    populateBesides(index, profile, overlays, organizations, spec.validFrom, chance('besides'));
    const posts = populatePosts(index, profile, organizations, members, chance('posts'));
    const stations = populateStations(index, profile, overlays, streets, chance('stations'));
    const { programmes, items } = populateProgrammes(
      index,
      profile,
      organizations,
      spec.validFrom,
      chance('programmes'),
    );
    extend(population.overlays, overlays);
    extend(population.organizations, organizations.organizations);
    extend(population.organizationLinks, organizations.links);
    extend(population.posts, posts);
    extend(population.stations, stations);
    extend(population.programmes, programmes);
    extend(population.programmeItems, items);
  }
  return population;
}

/** Without a spread call: an argument list of a hundred thousand would overflow the stack. */
function extend<T>(into: T[], more: readonly T[]): void {
  for (const each of more) into.push(each);
}
