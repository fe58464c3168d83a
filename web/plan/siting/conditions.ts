import type { Position } from '../../../geodata/model/geometry.ts';
import { changesAnything, type StationPlan } from '../../../geodata/model/station-plan.ts';
import type { SitingBody } from '../../../server/contract/siting.ts';
import type { PlanSitingQuestion } from '../worker/site-many.ts';
import type { Parcel } from './read-parcels.ts';

/** 选址条件, as the planner sets them. */
export interface SitingConditions {
  stations: number;
  keepExisting: boolean;
  isFromJunctions: boolean;
  isFromRooms: boolean;
  /** Given parcels; empty = none. */
  parcels: readonly Parcel[];
  parcelsName: string;
  weight: SitingBody['weight'];
  variant: SitingBody['variant'];
  /** 万元; null = no limit. */
  budget: number | null;
  /** 万元 for a new station and for a room that is shared; null = not told yet. */
  costBuilt: number | null;
  costShared: number | null;
  mustHave: readonly Position[];
}

export const MOST_STATIONS = 30;

export const FIRST_CONDITIONS: SitingConditions = {
  stations: 3,
  keepExisting: true,
  isFromJunctions: true,
  isFromRooms: false,
  parcels: [],
  parcelsName: '',
  weight: 'residents',
  variant: 'coverage',
  budget: null,
  costBuilt: null,
  costShared: null,
  mustHave: [],
};

/** Where and for whom: what the page is set to beside the conditions. */
export interface SitingSetting {
  plan: StationPlan;
  /** Null = the whole data set. */
  within: string | null;
  cutoffMinutes: number;
  profile: SitingBody['profile'] | null;
  /** Stations that are closed then do not count; absent: at any time. */
  when?: SitingBody['when'] | null;
  /** Today's stations inside `within` that count. */
  stationIds: readonly string[];
}

/** What has to be said before the question can be asked; null = nothing. */
export type MissingCondition =
  | 'stations'
  | 'sources'
  | 'costs'
  | 'must-haves-too-many'
  | 'must-haves-too-dear';

export function missingCondition(conditions: SitingConditions): MissingCondition | null {
  const { stations, keepExisting, isFromJunctions, isFromRooms, parcels, budget, mustHave } = conditions;
  if (!Number.isInteger(stations) || stations < 1 || stations > MOST_STATIONS) return 'stations';
  if (keepExisting && !isFromJunctions && !isFromRooms && parcels.length + mustHave.length === 0)
    return 'sources';
  if (mustHave.length > stations) return 'must-haves-too-many';
  if (budget === null) return null;
  if (!(budget >= 0) || isCostMissing(conditions)) return 'costs';
  return mustHave.length * (conditions.costBuilt ?? 0) > budget ? 'must-haves-too-dear' : null;
}

function isCostMissing({
  costBuilt,
  costShared,
  isFromRooms,
  isFromJunctions,
  parcels,
  mustHave,
}: SitingConditions) {
  const isBuilt = isFromJunctions || mustHave.length > 0 || parcels.some(({ cost }) => cost === null);
  return (
    (isBuilt && !(costBuilt !== null && costBuilt >= 0)) ||
    (isFromRooms && !(costShared !== null && costShared >= 0))
  );
}

/**
 * Whether the page's own thread can answer. Rooms, requests and the check of given places it has not; and the worst cell with all stations
 * open to choice takes seconds, in which nothing could be dragged.
 */
export function isForTheWorker(conditions: SitingConditions): boolean {
  const { weight, isFromJunctions, isFromRooms, parcels, variant, keepExisting } = conditions;
  if (variant === 'equity' && !keepExisting) return false;
  return weight !== 'requests' && isFromJunctions && !isFromRooms && parcels.length === 0;
}

/** Without a budget nothing costs anything. */
function costs({ budget, costBuilt, costShared }: SitingConditions): PlanSitingQuestion['costs'] {
  return budget === null
    ? { built: 0, shared: 0, kept: 0 }
    : { built: costBuilt ?? 0, shared: costShared ?? 0, kept: 0 };
}

export function workerQuestion(
  conditions: SitingConditions,
  { plan, stationIds }: SitingSetting,
): PlanSitingQuestion {
  const { stations, budget, variant, weight, mustHave, keepExisting } = conditions;
  return {
    stations,
    budget,
    costs: costs(conditions),
    variant,
    weight: weight === 'requests' ? 'residents' : weight,
    mustHave: [...mustHave],
    reconsidered: keepExisting ? [] : stationIds.filter((id) => !plan.removed.includes(id)),
  };
}

export function sitingBody(
  conditions: SitingConditions,
  setting: SitingSetting,
  isExact: boolean,
): SitingBody {
  const { stations, keepExisting, isFromJunctions, isFromRooms, parcels, weight, variant, budget, mustHave } =
    conditions;
  const { plan, within, cutoffMinutes, profile, when } = setting;
  return {
    p: stations,
    cutoffMinutes,
    keepExisting,
    weight,
    variant,
    exact: isExact,
    sources: [...(isFromJunctions ? ['junctions' as const] : []), ...(isFromRooms ? ['rooms' as const] : [])],
    costOf: costs(conditions),
    ...(changesAnything(plan) ? { plan } : {}),
    ...(within === null ? {} : { within }),
    ...(profile ? { profile } : {}),
    ...(when ? { when } : {}),
    ...(budget === null ? {} : { budget }),
    ...(mustHave.length === 0 ? {} : { mustHave: mustHave.map((place) => [...place]) }),
    ...(parcels.length === 0
      ? {}
      : {
          candidates: parcels.map(({ position }) => [...position]),
          costs: parcels.map(({ cost }) => (budget === null ? null : cost)),
        }),
  };
}
