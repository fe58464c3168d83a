import type { PlanSpec } from '../demo-city/plan-spec.ts';
import type { FigureOfRecord } from '../model/figure.ts';
import type { FoundingWay, OrganizationType } from '../model/organization.ts';
import type { OverlayKind } from '../model/overlay.ts';

/** A case pack: the city to be generated, who is responsible in it, and the figures of record it must show. */
export interface CaseSpec extends PlanSpec {
  caseId: string;
  /** Shown in lists of data sets. */
  title: string;
  /** Case ids of the ledger that this pack shows. */
  cases: string[];
  profiles: DistrictProfile[];
  figures: FigureOfRecord[];
  defaultCutoffMinutes: number;
  /** 诉求 over two years; multiplied by `scale`. */
  requestsTotal: number;
  /** Multiplies requests and nothing else: the counts of a case never change. */
  scale: number;
  /** Sentences shown with the data set. */
  notices: string[];
}

/** Who and what a district holds. Every count is met exactly; what the article does not print is 演示. */
export interface DistrictProfile {
  districtId: string;
  /** From the top; the tier's place in the list is the organization's `tier`. */
  chain: ChainTier[];
  posts: PostProfile;
  stations: StationProfile;
  /** Organizations beside the chain. */
  besides: BesideProfile[];
  overlays: OverlayProfile[];
  programmes: ProgrammeProfile[];
}

/** One tier of the local chain of organizations (党组织链条) as data. */
export interface ChainTier {
  /** 街道党工委, 社区党组织, 网格党支部 … as the place calls it. */
  name: string;
  /** Suffix of a single organization's name after the name of its unit: 党工委, 网格党支部. */
  suffix: string;
  /** What one organization stands on. */
  over: 'subdistrict' | 'community' | 'gridCell' | 'building';
  /** Types with their weights; a single type has any weight. */
  types: { type: OrganizationType; weight: number }[];
  /** Exact number; null = one for each unit of `over`. */
  count: number | null;
  /** gridCell only: cells without any organization of this tier. */
  vacantCells?: number;
  /** gridCell only: share of single-cell organizations founded by attachment (挂靠). */
  attachedShare?: number;
  /** gridCell only: the count to hold inside an overlay, by overlay id. The rest of `count` lies outside. */
  countWithinOverlay?: { overlayId: string; count: number; vacantCells: number };
  /** gridCell only: the count to hold in a community, by community id; no cell of it is vacant. */
  countByCommunity?: Record<string, number>;
  /** Ratings handed out over this tier: stars → number of organizations. */
  stars?: Record<string, number>;
  /** community only: communities with at least this many cells are led by a 总支 with 片区党支部 under it. */
  precinctBranchesFromCells?: number;
}

export interface PostProfile {
  /** 网格员: exact number of persons. */
  gridWorkers: number;
  /** Cells that have no 网格员 of their own; 0 where the article promises at least one each. */
  cellsWithoutWorker: number;
  /** 网格员 posts that stand open beside the filled ones. */
  workerVacancies: number;
  /** One worker may be answerable for two neighbouring cells: share of workers with a second post. */
  secondCellShare: number;
  /** secretary: the community's secretary leads all its cells (兼任) · own: a leader per cell. */
  gridLeader: 'secretary' | 'own';
  /** Share of 网格长 posts (of `own`) that are vacant. */
  leaderVacancyShare: number;
  /** 社区工作者 per community, on average. */
  communityWorkers: number;
  /** 楼栋长: exact number of persons, all of them party members where `within` says so. */
  buildingHeads: { count: number; partyMembers: boolean; withinOverlay: string | null }[];
  /** 党员中心户 with a post of their own, exact. */
  centralHouseholds: number;
}

export interface StationProfile {
  serviceStations: number;
  commercialStations: number;
  redStations: number;
}

/** Organizations beside the chain, spread over the district's communities. */
export interface BesideProfile {
  type: OrganizationType;
  /** `{place}` becomes the unit's name, `{n}` a number. */
  namePattern: string;
  foundingWay: FoundingWay;
  role: 'sitsIn' | 'memberOf';
  /** Where: spread over communities or over the members of the district's commercial districts. */
  spread: 'communities' | 'commercialDistricts';
  count: number;
}

export interface OverlayProfile {
  id: string;
  kind: OverlayKind;
  name: string;
  /** Member units by id, or a number of neighbouring cells to be chosen around busy places of one street. */
  members: { unitIds: string[] } | { cellsInSubdistrict: string; cells: number };
}

export interface ProgrammeProfile {
  id: string;
  kind: string;
  name: string;
  stages: { key: string; name: string }[];
  /** Names of items, drawn from in turn. */
  itemNames: string[];
  items: number;
  /** Number of communities the items lie in. */
  communities: number;
}
