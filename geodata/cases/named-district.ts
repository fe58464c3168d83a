import type { CommunitySpec, DistrictSpec } from '../demo-city/plan-spec.ts';
import { textShare } from '../demo-city/text-hash.ts';
import { apportion } from './apportion.ts';

/** A district of the table of names. A community is `three digits + 居|村 + printed name`. */
export interface NamedDistrict {
  id: string;
  name: string;
  streets: { id: string; name: string; communities: string[] }[];
}

export interface NamedDistrictOptions {
  anchor: [number, number];
  /** Communities the article prints; the rule decides which names are taken or generated. */
  communities: number;
  /** Grid cells of the whole district, spread over the communities. */
  gridCells: number;
  /** Communities whose number of cells is given, by code. */
  fixedGridCells?: Record<string, number>;
}

interface Candidate {
  code: string;
  streetIndex: number;
  village: boolean;
  name: string;
}

/**
 * A district with real names and exact totals. Where the table has more communities than printed, 社区 come first, then
 * villages, in code order; where it has fewer, the rest are generated with ids `{street}-x{nnn}`, street by street.
 */
export function namedDistrict(names: NamedDistrict, options: NamedDistrictOptions): DistrictSpec {
  const candidates = readCandidates(names);
  const ordered = [...candidates].sort(
    (a, b) => Number(a.village) - Number(b.village) || (a.code < b.code ? -1 : 1),
  );
  const taken = new Set(ordered.slice(0, options.communities).map((candidate) => candidate.code));
  const communities: CommunitySpec[][] = names.streets.map(() => []);
  for (const candidate of candidates) {
    if (!taken.has(candidate.code)) continue;
    communities[candidate.streetIndex]!.push({
      id: candidate.code,
      name: candidate.name,
      codeStatus: 'official',
      gridCells: 0,
    });
  }
  addGenerated(names, communities, options.communities - taken.size);
  spreadGridCells(communities.flat(), options);
  return {
    id: names.id,
    name: names.name,
    codeStatus: 'official',
    anchor: options.anchor,
    subdistricts: names.streets.map((street, index) => ({
      id: street.id,
      name: street.name,
      codeStatus: 'official',
      communities: communities[index]!,
    })),
  };
}

function readCandidates(names: NamedDistrict): Candidate[] {
  return names.streets.flatMap((street, streetIndex) =>
    street.communities.map((text) => ({
      code: street.id.slice(0, 9) + text.slice(0, 3),
      streetIndex,
      village: text[3] === '村',
      name: communityName(text.slice(4), text[3] === '村'),
    })),
  );
}

/** Name as shown: `…社区` or `…村`, without 居民委员会, 村民委员会 and their short forms. */
export function communityName(printed: string, village: boolean): string {
  const stem = printed.replace(/(社区)?(居民委员会|居委会|村民委员会|村委会)$/, '').replace(/社区$/, '');
  if (!village) return `${stem}社区`;
  // 新村村 is a village called 新村: only a name that does not end in 村 already receives one.
  return stem.endsWith('村') ? stem : `${stem}村`;
}

function addGenerated(names: NamedDistrict, communities: CommunitySpec[][], missing: number): void {
  for (let number = 0; number < missing; number++) {
    const streetIndex = number % names.streets.length;
    const street = names.streets[streetIndex]!;
    const ordinal = Math.floor(number / names.streets.length) + 1;
    communities[streetIndex]!.push({
      id: `${street.id}-x${String(ordinal).padStart(3, '0')}`,
      name: `${street.name.replace(/街道$/, '')}第${ordinal}社区`,
      codeStatus: 'generated',
      gridCells: 0,
    });
  }
}

/** Villages are larger in area but thinner in homes: they receive fewer cells. */
function spreadGridCells(communities: CommunitySpec[], options: NamedDistrictOptions): void {
  const fixed = options.fixedGridCells ?? {};
  const free = communities.filter((community) => fixed[community.id] === undefined);
  const fixedTotal = Object.values(fixed).reduce((sum, cells) => sum + cells, 0);
  const weights = free.map(
    (community) => (community.name.endsWith('村') ? 0.55 : 1) * (0.6 + 0.8 * textShare(community.id)),
  );
  const shares = apportion(options.gridCells - fixedTotal, weights, 2);
  for (const community of communities) community.gridCells = fixed[community.id] ?? 0;
  free.forEach((community, index) => {
    community.gridCells = shares[index]!;
  });
}
