import { apportion } from '../cases/apportion.ts';
import type { BesideProfile, DistrictProfile } from '../cases/case-spec.ts';
import { OUTSIDE_CHAIN_TIER } from '../model/count-keys.ts';
import type { Overlay } from '../model/overlay.ts';
import type { Unit } from '../model/unit.ts';
import { type CityIndex, cellsUnder, unitsUnder } from './populate-index.ts';
import { type DistrictOrganizations, membersOf } from './populate-organizations.ts';
import type { Random } from './random.ts';

/** Organizations beside the chain: paired units, volunteer teams, enterprises in commercial districts. Adds to `into`. */
export function populateBesides(
  index: CityIndex,
  profile: DistrictProfile,
  overlays: readonly Overlay[],
  into: DistrictOrganizations,
  validFrom: string,
  random: Random,
): void {
  profile.besides.forEach((beside, kind) => {
    const places = placesOf(index, profile.districtId, beside, overlays);
    if (places.length === 0) return;
    // Nobody has none where there is enough for all; the rest goes where chance puts it.
    const least = Math.floor((0.5 * beside.count) / places.length);
    const shares = apportion(
      beside.count,
      places.map(() => random.float(0.4, 1.6)),
      least,
    );
    let serial = 0;
    places.forEach((unit, placeIndex) => {
      for (let ordinal = 1; ordinal <= shares[placeIndex]!; ordinal++) {
        serial++;
        const id = `org:${profile.districtId}:beside-${kind + 1}-${String(serial).padStart(3, '0')}`;
        into.organizations.push({
          id,
          parentId: hostOf(index, into, unit),
          type: beside.type,
          name: nameOf(index, beside, unit, ordinal, serial),
          tier: OUTSIDE_CHAIN_TIER,
          foundingWay: beside.foundingWay,
          members: membersOf(beside.type, random),
          stars: null,
          starYear: null,
          validFrom,
          validTo: null,
        });
        into.links.push({ organizationId: id, unitId: unit.id, role: beside.role, validFrom, validTo: null });
      }
    });
  });
}

function placesOf(
  index: CityIndex,
  districtId: string,
  beside: BesideProfile,
  overlays: readonly Overlay[],
): Unit[] {
  if (beside.spread === 'communities') return unitsUnder(index, districtId, 'community');
  const members = overlays
    .filter((overlay) => overlay.kind === 'commercialDistrict')
    .flatMap((overlay) => overlay.memberUnitIds);
  return cellsUnder(index, members);
}

/** The community's own organization (or alliance) of the chain. */
function hostOf(index: CityIndex, into: DistrictOrganizations, unit: Unit): string | null {
  const communityId = unit.level === 'community' ? unit.id : unit.parentId!;
  for (const over of into.over) {
    const id = over.get(communityId);
    if (id !== undefined) return id;
  }
  const subdistrictId = index.unit.get(communityId)?.parentId;
  return (subdistrictId && into.over[0]?.get(subdistrictId)) || null;
}

function nameOf(
  index: CityIndex,
  beside: BesideProfile,
  unit: Unit,
  ordinal: number,
  serial: number,
): string {
  const community = unit.level === 'community' ? unit : index.unit.get(unit.parentId!)!;
  // A pattern without a place is numbered through the district.
  const number = beside.namePattern.includes('{place}') ? ordinal : serial;
  return beside.namePattern.replace('{place}', community.name).replace('{n}', String(number));
}
