import type { BasemapFeature } from './basemap.ts';
import type { Building, Estate } from './building.ts';
import type { FigureOfRecord } from './figure.ts';
import type { AreaGeometry } from './geometry.ts';
import type { Organization, OrganizationUnitLink } from './organization.ts';
import type { Overlay } from './overlay.ts';
import type { Post } from './post.ts';
import type { Programme, ProgrammeItem } from './programme.ts';
import type { RequestCategory } from './service-request.ts';
import type { Station } from './station.ts';
import type { CrosswalkShare, Unit } from './unit.ts';
import type { WalkSource } from './walk-source.ts';

/** Everything about a city but its requests: what the demo makes and what the importers bring together. */
export interface CityData {
  units: Unit[];
  /** Shape by unit id; a parent's shape is the union of its children's. */
  shapes: Map<string, AreaGeometry>;
  crosswalk: CrosswalkShare[];
  overlays: Overlay[];
  estates: Estate[];
  buildings: Building[];
  organizations: Organization[];
  organizationLinks: OrganizationUnitLink[];
  posts: Post[];
  stations: Station[];
  categories: RequestCategory[];
  figures: FigureOfRecord[];
  programmes: Programme[];
  programmeItems: ProgrammeItem[];
  walk: WalkSource;
  basemap: BasemapFeature[];
}
