import type { BoundingBox, Position } from '../../../geodata/model/geometry.ts';
import { AREA_LEVELS, LEVELS, type Level } from '../../../geodata/model/unit.ts';
import type { FalseCoverageAnswer } from '../../../server/contract/service-area-analyses.ts';
import type { UnitRow } from '../../../server/contract/units.ts';
import { ApiError } from '../../api/http.ts';
import { fetchConfidence, fetchFalseCoverage } from '../../api/service-area-analyses.ts';
import { fetchUnitShapes } from '../../api/unit-shapes.ts';
import { useDatasets } from '../../stores/datasets.ts';
import { useLive } from '../../stores/live.ts';
import { useSelection } from '../../stores/selection.ts';
import { CUTOFFS_MINUTES, useServiceAreas } from '../../stores/service-areas.ts';
import { useUnits } from '../../stores/units.ts';
import { usePlan } from '../plan-store.ts';
import type { PlanReached } from '../worker/report-shapes.ts';
import { askReached, EngineError } from './ask-engine.ts';
import type { ReportContent, ReportGate, ReportLayer, ReportMapArea } from './report-content.ts';
import { REPORT_LEVELS, type ReportPeople, reportRows } from './report-rows.ts';
import { neighbourPlaces, reportStations } from './report-stations.ts';
import { unitAt } from './unit-at.ts';

/** What a report is made of, in this order; each is a step of the progress. */
export const REPORT_STEPS = ['today', 'plan', 'outlines', 'checks'] as const;
export type ReportStep = (typeof REPORT_STEPS)[number];

/** Levels of outlines below the scope that a map draws. */
const MOST_LAYERS = 3;
/** More parts than that have no map of their own: the book would be all maps. */
const MOST_AREAS = 16;

/**
 * Makes the report of the plan as it stands, from the engine and the server.
 * @throws {EngineError} or {ApiError} where one of them cannot answer; the signal's reason where it was aborted
 */
export async function gatherReport(
  onStep: (step: ReportStep) => void,
  signal: AbortSignal,
): Promise<ReportContent> {
  const plan = usePlan();
  const units = useUnits();
  const scope = units.selected;
  const { standing, network, edits, scopeIds } = plan;
  if (standing === null || network === null || scope === null)
    throw new EngineError('not-open', 'the engine of the planner is not open');

  onStep('today');
  const today = await askReached(plan, 'today', signal);
  onStep('plan');
  const reached = await askReached(plan, 'plan', signal);
  onStep('outlines');
  const layers = await layersOf(scope, signal);
  onStep('checks');
  const { falseCoverage, trust } = await checksOf(scope, signal);

  const services = useServiceAreas();
  const placeOf = placeFinder(scope, layers);
  const stations = reportStations({
    today: services.stations,
    plan: edits,
    reached,
    unsnapped: standing.unsnapped,
    isInScope: (unitId) => units.tree?.isWithin(unitId, scope.id) === true,
    placeOf,
  });
  const people: ReportPeople = {
    unitIds: reached.unitIds,
    totals: reached.totals,
    today: today.within,
    plan: reached.within,
  };
  // A unit above the scope would stand there with a part of its people.
  const [subdistrict, community, gridCell] = REPORT_LEVELS.map((level) =>
    LEVELS.indexOf(level) < LEVELS.indexOf(scope.level) ? [] : reportRows(units, people, level, scopeIds),
  );
  return {
    scope: { ...areaOf(scope), level: scope.level, above: units.path(scope.id).slice(0, -1).map(nameOf) },
    dataset: datasetFacts(),
    madeAtMs: useLive().serverNowMs,
    link: window.location.href,
    method: {
      walker: plan.walker,
      speedMps: network.speedMps,
      avoidSteps: network.avoidSteps,
      cutoffsMinutes: [...CUTOFFS_MINUTES],
      cutoffMinutes: services.cutoffMinutes,
      maxOffStreetM: reached.maxOffStreetM,
      when: useSelection().when ?? 'anytime',
      networkName: network.sourceName,
      networkDate: network.sourceDate,
      unsnappedHomes: unsnappedIn(reached, scopeIds),
      trust,
    },
    figures: { today: standing.today, plan: standing.counts, totals: standing.totals },
    rows: { subdistrict, community, gridCell },
    stations,
    neighbours: neighbourPlaces(services.stations, stations, boxOf(scope)),
    stationNames: Object.fromEntries(services.stations.map(({ id, name }) => [id, name])),
    gates: gatesOf(edits.gates, placeOf),
    gaps: standing.gaps.map((gap) => ({ ...gap, place: placeOf(gap.center, gap.unitId) })),
    falseCoverage:
      falseCoverage === null
        ? null
        : {
            assignedCells: falseCoverage.assignedCells,
            cells: falseCoverage.cells.map((cell) => ({
              ...cell,
              place: placeOf(scope.center as Position, cell.unitId),
            })),
          },
    layers,
    names: namesOf(layers),
    areas: areasOf(scope),
    bands: { today: today.bands, plan: reached.bands },
  };
}

const nameOf = ({ name }: UnitRow): string => name;

const boxOf = ({ bbox }: UnitRow): BoundingBox => bbox as BoundingBox;

function areaOf(unit: UnitRow): ReportMapArea {
  return { id: unit.id, name: unit.name, bbox: boxOf(unit) };
}

function datasetFacts(): ReportContent['dataset'] {
  const { current, currentId } = useDatasets();
  return {
    id: currentId ?? '',
    name: current?.name ?? '',
    version: current?.version ?? '',
    isDemo: current?.demo ?? false,
  };
}

/** The outline of the scope, and those of the next levels inside it. */
async function layersOf(scope: UnitRow, signal: AbortSignal): Promise<ReportLayer[]> {
  const { dataset } = useSelection();
  const levels: Level[] = AREA_LEVELS.slice(AREA_LEVELS.indexOf(scope.level as (typeof AREA_LEVELS)[number]));
  return Promise.all(
    levels.slice(0, 1 + MOST_LAYERS).map(async (level) => ({
      level,
      shapes: await fetchUnitShapes(dataset, { within: scope.id, level }, signal),
    })),
  );
}

function namesOf(layers: ReportLayer[]): ReportContent['names'] {
  const units = useUnits();
  return layers.flatMap(({ shapes }, layer) =>
    shapes.flatMap(({ id }) => {
      const unit = units.get(id);
      return unit === null ? [] : [{ layer, text: unit.name, at: unit.center as Position }];
    }),
  );
}

/** What the server adds; a report without it is still a report, and says what is missing. */
async function checksOf(
  scope: UnitRow,
  signal: AbortSignal,
): Promise<{ falseCoverage: FalseCoverageAnswer | null; trust: ReportContent['method']['trust'] }> {
  const { dataset } = useSelection();
  const { cutoffMinutes, walk } = useServiceAreas();
  const within = scope.id;
  const [falseCoverage, confidence] = await Promise.all([
    unlessRefused(fetchFalseCoverage(dataset, { within, cutoffMinutes, ...walk }, signal)),
    unlessRefused(fetchConfidence(dataset, { within }, signal)),
  ]);
  if (confidence === null) return { falseCoverage, trust: null };
  const { high, medium, low } = confidence.people;
  return {
    falseCoverage,
    trust: { high: high.residents, medium: medium.residents, low: low.residents },
  };
}

/** Null where the server refuses or cannot be reached. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** Says where a place is: by its unit where that is known, else by the narrowest outline around it; from the scope down. */
function placeFinder(scope: UnitRow, layers: ReportLayer[]) {
  const units = useUnits();
  return (position: Position, unitId: string | null): string[] => {
    let found = unitId;
    for (const { shapes } of layers.toReversed()) found ??= unitAt(shapes, position);
    const path = found === null ? [] : units.path(found);
    return path.slice(path.findIndex(({ id }) => id === scope.id) + 1).map(nameOf);
  };
}

function gatesOf(
  gates: ReturnType<typeof usePlan>['edits']['gates'],
  placeOf: (position: Position, unitId: null) => string[],
): ReportGate[] {
  return Object.entries(gates).map(([key, policy]) => {
    const position = key.split(',').map(Number) as Position;
    return { position, policy, place: placeOf(position, null) };
  });
}

/** Parts with a map of their own: where numbers of stations would not fit on one map of all. */
function areasOf(scope: UnitRow): ReportMapArea[] {
  const parts = useUnits().children(scope.id);
  const isWide = scope.level === 'city' || scope.level === 'district';
  return isWide && parts.length > 1 && parts.length <= MOST_AREAS ? parts.map(areaOf) : [];
}

function unsnappedIn({ unitIds, unsnappedHomes }: PlanReached, scopeIds: readonly string[] | null): number {
  const scope = scopeIds === null ? null : new Set(scopeIds);
  let count = 0;
  for (let unit = 0; unit < unsnappedHomes.length; unit++) {
    if (scope === null || scope.has(unitIds[unit])) count += unsnappedHomes[unit];
  }
  return count;
}
