import type { MultiPolygonGeometry } from '../../geodata/model/geometry.ts';
import type { BarrierIndex } from '../../geodata/network/barriers.ts';
import { budgetDm, type WalkNetwork } from '../../geodata/network/walk-network.ts';
import { gapOutlines } from '../../geodata/service-area/gap-outlines.ts';
import { findGaps, type Gap } from '../../geodata/service-area/gaps.ts';
import type { Homes } from '../../geodata/service-area/homes.ts';
import { addHome, nobody } from '../../geodata/service-area/people.ts';
import type { GapFeature } from '../contract/service-area-analyses.ts';
import { roundedMinutes } from './city-walks.ts';
import type { GapList, GapQuestion } from './gap-messages.ts';

/** The gaps of a question as the contract tells them. Takes some tenths of a second for a city: for a thread of its own. */
export function gapList(
  { network, homes, barriers }: { network: WalkNetwork; homes: Homes; barriers: BarrierIndex },
  question: GapQuestion,
): GapList {
  const { times, speedMps, units } = question;
  const cutoffDm = budgetDm(question.cutoffMinutes, speedMps);
  const gaps = findGaps(network, homes, times, barriers, { cutoffDm, units });
  const outlines = gapOutlines(network, homes, gaps, barriers);
  const uncovered = nobody();
  for (let h = 0; h < homes.count; h++) if (gaps.gapOfHome[h] >= 0) addHome(uncovered, homes, h);
  const features = gaps.list.map((gap, i) => gapFeature(gap, outlines[i], question));
  return { features: new TextEncoder().encode(JSON.stringify(features)), uncovered };
}

function gapFeature(
  gap: Gap,
  geometry: MultiPolygonGeometry,
  { stationIds, speedMps }: GapQuestion,
): GapFeature {
  const { nearestSource, medianWalkDm } = gap;
  return {
    type: 'Feature',
    id: gap.id,
    geometry,
    properties: {
      buildings: gap.homes,
      unsnappedBuildings: gap.unsnappedHomes,
      households: gap.households,
      residents: gap.residents,
      elderly: gap.elderly,
      gridCells: gap.gridCells,
      unitId: gap.unitId,
      center: gap.center,
      bbox: gap.bbox,
      nearestStationId: nearestSource === null ? null : stationIds[nearestSource],
      walkMinutes: medianWalkDm === null ? null : roundedMinutes(medianWalkDm, speedMps),
    },
  };
}
