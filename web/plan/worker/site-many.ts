import type { Position } from '../../../geodata/model/geometry.ts';
import type { Snapper } from '../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import { homeWeights } from '../../../geodata/service-area/siting/cover-sets.ts';
import {
  prepareSiting,
  quickSiting,
  type SitingVariant,
  totalsOf,
} from '../../../geodata/service-area/siting/quick-siting.ts';
import type { SiteCosts } from '../../../geodata/service-area/siting/site-sources.ts';
import { SitingError } from '../../../geodata/service-area/siting/siting-error.ts';
import type { PlannedStation, PlanSiting } from './messages.ts';

/** 选址 among junctions: what the page's own thread answers at once. */
export interface PlanSitingQuestion {
  /** Chosen at most, must-haves included. */
  stations: number;
  budget: number | null;
  costs: SiteCosts;
  variant: SitingVariant;
  weight: 'residents' | 'elderly' | 'households';
  mustHave: Position[];
  /** Stations that need not stay. */
  reconsidered: string[];
}

/** The city as the plan has it. */
export interface SitingCity {
  network: WalkNetwork;
  homes: Homes;
  /** Units looked at (numbers of `Homes`). */
  units: readonly number[];
  stations: readonly PlannedStation[];
  cutoffDm: number;
  avoidSteps: boolean;
  snapper: Snapper;
}

/** The quick answer, the same as the server's to the same question. A question without an answer has a `problem`. */
export function siteMany(
  { network, homes, units, stations, cutoffDm, avoidSteps, snapper }: SitingCity,
  { stations: most, budget, costs, variant, weight, mustHave, reconsidered }: PlanSitingQuestion,
): Omit<PlanSiting, 'sequence' | 'ms'> {
  const isPeopleKnown = homes.residents.some((residents) => residents > 0);
  const by = isPeopleKnown ? weight : 'homes';
  const standing = stations.filter(({ id }) => reconsidered.includes(id));
  const prepared = prepareSiting(
    network,
    homes,
    {
      stations: most,
      budget,
      variant,
      cutoffDm,
      avoidSteps,
      weightOfHome: homeWeights(homes, by, units),
      keptDoors: stations.filter(({ id }) => !reconsidered.includes(id)).flatMap(({ doors }) => doors),
      sources: { junctionsNear: units, places: [], placeCosts: null, rooms: [], mustHave, standing, costs },
    },
    { snapper },
  );
  if (prepared.list.unsnappedMustHave.length > 0) return { problem: 'off-network', answer: null };
  try {
    const { choice } = quickSiting(prepared);
    const { unsnappedPlaces: _none, ...totals } = totalsOf(prepared);
    const places = choice.places.map((place) => ({
      ...place,
      stationId: place.kind === 'station' ? standing[place.index].id : null,
    }));
    return {
      problem: null,
      answer: {
        ...choice,
        ...totals,
        places,
        reconsideredStationIds: standing.map(({ id }) => id),
        weight: isPeopleKnown ? weight : 'buildings',
      },
    };
  } catch (error) {
    if (error instanceof SitingError) return { problem: error.code, answer: null };
    throw error;
  }
}
