import type { IndicatorsNoun } from './indicators.ts';
import { unitsOfLevel } from './level-slots.ts';
import { coveringLinks } from './organization-links.ts';
import type { Scope } from './scope.ts';
import { selectScope } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** What every grid-cell polygon carries; the same numbers as the indicators give for the last 30 days. */
export interface CellStatistics {
  unitId: string;
  requests30d: number;
  requestsPer10k: number | null;
  acceptedOnTimeRate: number | null;
  arrivedOnTimeRate: number | null;
  satisfactionRate: number | null;
  /** Stations that stand in the cell. */
  stationIds: string[];
  nearestStationId: string | null;
  walkMinutes: number | null;
  households: number;
  residents: number;
  /** Organizations that cover the cell. */
  branchIds: string[];
  asOf: string;
}

export interface CellsNoun {
  /** In code order. */
  statistics(scope: Scope): Promise<CellStatistics[]>;
}

/** Per cell, what its polygon carries. Values come from the indicators' own answers, so that the two cannot differ. */
export function createCells(context: StoreContext, indicators: IndicatorsNoun): CellsNoun {
  return { statistics: (scope) => readStatistics(context, indicators, scope) };
}

async function readStatistics(
  context: StoreContext,
  indicators: IndicatorsNoun,
  scope: Scope,
): Promise<CellStatistics[]> {
  const selection = selectScope(context, scope);
  const columns = (id: string) => indicators.columns(id, 'gridCell', selection);
  const [requests, perPeople, accepted, arrived, satisfied, walks] = await Promise.all([
    columns('requests'),
    columns('requestsPer10k'),
    columns('acceptedOnTimeRate'),
    columns('arrivedOnTimeRate'),
    columns('satisfactionRate'),
    context.cellCoverage(),
  ]);
  const { units } = context.memory;
  const cells = unitsOfLevel(context, scope, 'gridCell');
  const stations = stationsByCell(context);
  const covering = coveringLinks(context);
  const walkIndex = new Map(walks?.unitIds.map((id, index) => [id, index]));
  return cells.map((no, index) => {
    const unit = units.units[no];
    const walk = walkIndex.get(unit.id);
    return {
      unitId: unit.id,
      requests30d: requests.numerator[index],
      requestsPer10k: perPeople.value[index],
      acceptedOnTimeRate: accepted.value[index],
      arrivedOnTimeRate: arrived.value[index],
      satisfactionRate: satisfied.value[index],
      stationIds: stations.get(unit.id) ?? [],
      nearestStationId: walk === undefined ? null : walks!.nearestStationIds[walk],
      walkMinutes: walk === undefined ? null : walks!.walkMinutes[walk],
      households: unit.households,
      residents: unit.residents,
      branchIds: covering.get(no) ?? [],
      asOf: requests.asOf,
    };
  });
}

function stationsByCell(context: StoreContext): Map<string, string[]> {
  const byCell = new Map<string, string[]>();
  for (const { id, unitId } of context.memory.stations.values()) {
    const list = byCell.get(unitId);
    if (list) list.push(id);
    else byCell.set(unitId, [id]);
  }
  return byCell;
}
