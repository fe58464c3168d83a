import type { Position } from '../../../geodata/model/geometry.ts';
import { plannedGatePolicies } from '../../../geodata/network/gate-policies.ts';
import { decodeWalkNetwork } from '../../../geodata/network/network-file.ts';
import { planeX, planeY } from '../../../geodata/network/plane.ts';
import {
  createSnapper,
  emptySnapped,
  MAX_OFF_STREET_M,
  type SnappedPoints,
  type Snapper,
} from '../../../geodata/network/snap.ts';
import { budgetDm, minutesOf, type WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { allUnits } from '../../../geodata/service-area/coverage.ts';
import { gapOutlines } from '../../../geodata/service-area/gap-outlines.ts';
import { findGaps, type Gaps } from '../../../geodata/service-area/gaps.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import { decodeHomes } from '../../../geodata/service-area/homes-file.ts';
import { createIsochroneDrawer, type IsochroneDrawer } from '../../../geodata/service-area/isochrones.ts';
import { DAY_TIMES, stationsAt } from '../../../geodata/service-area/opening-hours.ts';
import { decodeSurface } from '../../../geodata/service-area/surface-file.ts';
import { createWhatIf, type PlanCount, type WhatIf } from '../../../geodata/service-area/what-if.ts';
import type {
  PlanFrame,
  PlanGap,
  PlannedCity,
  PlannedStation,
  PlanSites,
  PlanSiting,
  PlanStanding,
} from './messages.ts';
import { placeOn, together } from './places.ts';
import type { StandingView } from './plan-drawings.ts';
import { proposeSites } from './propose-sites.ts';
import { type PlanReached, reachedFrom } from './report-shapes.ts';
import { type PlanSitingQuestion, siteMany } from './site-many.ts';

/** Walks to the standing stations are known this far, for the list of gaps. */
const HORIZON_MINUTES = 60;

export interface PlanFiles {
  network: Uint8Array;
  homes: Uint8Array;
  surface: Uint8Array;
}

export interface PlanSettings {
  speedMps: number;
  avoidSteps: boolean;
  cutoffsMinutes: number[];
}

/**
 * The plan of one page: counts and bands from the files of the data set, with the modules the server counts with.
 * @throws {BinaryFileError} where a file is broken or of another version
 */
export class PlanEngine {
  readonly network: WalkNetwork;
  readonly homes: Homes;
  private readonly plan: WhatIf;
  private readonly snapper: Snapper;
  private readonly drawer: IsochroneDrawer;
  private readonly cutoffsDm: number[];
  private readonly one = emptySnapped(1);
  private stations: PlannedStation[] = [];
  /** Those of today's stations that count. */
  private todayDoorsOf = new Map<string, SnappedPoints>();
  private today: PlanCount[] = [];
  private heldId: string | null = null;
  private closedIds: ReadonlySet<string> = new Set();
  private unknownHours = 0;
  /** Number of the cut-off that a gap is measured by. */
  private gapCutoff: number;
  private doorsOf = new Map<string, SnappedPoints>();
  private unitNumbers: number[] | null = null;
  private readonly settings: PlanSettings;
  private gaps: Gaps = { list: [], gapOfHome: new Int32Array(0) };
  /** Who may pass each gate: today, and in the plan. `network.gatePolicy` is that of whatever is counted. */
  readonly todayPolicy: Uint8Array;
  private planPolicy: Uint8Array;
  /** Stations that stand, with their doors. */
  private standingStations: [string, SnappedPoints][] = [];
  /** Station of each door that stands, in the order of the search. */
  private standingIds: string[] = [];

  constructor(files: PlanFiles, settings: PlanSettings) {
    this.settings = settings;
    this.gapCutoff = settings.cutoffsMinutes.length - 1;
    this.network = decodeWalkNetwork(files.network);
    this.todayPolicy = this.network.gatePolicy.slice();
    this.planPolicy = this.todayPolicy;
    this.homes = decodeHomes(files.homes);
    this.snapper = createSnapper(this.network);
    this.drawer = createIsochroneDrawer(this.network, decodeSurface(files.surface));
    this.cutoffsDm = settings.cutoffsMinutes.map((minutes) => budgetDm(minutes, settings.speedMps));
    this.plan = createWhatIf(this.network, this.homes, {
      cutoffsDm: this.cutoffsDm,
      horizonDm: budgetDm(HORIZON_MINUTES, settings.speedMps),
      avoidSteps: settings.avoidSteps,
    });
    this.plan.movingBudgetDm = this.drawer.searchBudgetDm(this.cutoffsDm[this.cutoffsDm.length - 1]);
  }

  /** Lets all stations stand that the plan has and that are open, and people through its gates; `today` is what it is compared with. */
  place(sequence: number, today: PlannedStation[], { stations, gates, when }: PlannedCity): PlanStanding {
    this.planPolicy = plannedGatePolicies({ ...this.network, gatePolicy: this.todayPolicy }, gates);
    this.stations = stations;
    const planned = openThen(stations, when);
    this.closedIds = new Set(planned.closed.map(({ id }) => id));
    this.unknownHours = planned.unknownHours;
    this.doorsOf = new Map(stations.map(({ id, doors }) => [id, this.snap(doors)]));
    this.todayDoorsOf = new Map(
      openThen(today, when).counting.map(({ id, doors }) => [id, this.snap(doors)]),
    );
    this.heldId = null;
    return this.stand(sequence, true);
  }

  /** Lets all stations stand but the one that is taken in hand. */
  grab(sequence: number, stationId: string | null): PlanStanding {
    this.heldId = stationId;
    return this.stand(sequence, false);
  }

  /**
   * Counts within units; what is no unit of a home is left out. Gaps are measured by the cut-off with that number. The station in hand is
   * nowhere afterwards.
   */
  look(sequence: number, unitIds: string[] | null, gapCutoff: number): PlanStanding {
    this.gapCutoff = gapCutoff;
    const chosen = unitIds === null ? null : new Set(unitIds);
    this.unitNumbers =
      chosen === null ? null : this.homes.unitIds.flatMap((id, unit) => (chosen.has(id) ? [unit] : []));
    this.plan.lookAt(this.unitNumbers);
    return this.stand(sequence, true);
  }

  /** Holds the station over a place: exact counts, and its bands. */
  move(sequence: number, position: Position | null): PlanFrame {
    const startedAt = performance.now();
    const snapped = position === null ? null : this.snapOne(position);
    this.plan.move(snapped === null ? null : this.one);
    const bands = snapped === null ? [] : this.drawer.draw(this.plan.moving, this.cutoffsDm);
    // It has a place and bands all the same, but counts for nobody.
    if (this.heldId !== null && this.closedIds.has(this.heldId)) this.plan.move(null);
    return {
      sequence,
      counts: this.counts(),
      snapped,
      bands,
      gapsFilled: this.gapsFilled(),
      ms: performance.now() - startedAt,
    };
  }

  /** Where one station more would take most off a gap. */
  site(sequence: number, gapId: string, count: number): PlanSites {
    const startedAt = performance.now();
    const cutoffDm = this.cutoffsDm[this.gapCutoff];
    const { network, homes, gaps } = this;
    const proposal = proposeSites(
      { network, homes, gaps, cutoffDm, avoidSteps: this.settings.avoidSteps },
      gapId,
      count,
    );
    return { sequence, gapId, ...proposal, ms: performance.now() - startedAt };
  }

  /** Where several stations together would bring most. */
  siteMany(sequence: number, question: PlanSitingQuestion): PlanSiting {
    const startedAt = performance.now();
    const { network, homes, snapper } = this;
    const stations = this.stations.filter(({ id }) => !this.closedIds.has(id));
    const { avoidSteps } = this.settings;
    const units = this.unitNumbers ?? Array.from(allUnits(homes));
    const cutoffDm = this.cutoffsDm[this.gapCutoff];
    const city = { network, homes, units, stations, cutoffDm, avoidSteps, snapper };
    return { sequence, ...siteMany(city, question), ms: performance.now() - startedAt };
  }

  /** What stands, to draw and tell of it. */
  get view(): StandingView {
    const { network, homes, drawer, cutoffsDm, plan, settings } = this;
    return {
      network,
      homes,
      drawer,
      search: plan.standingSearch,
      times: plan.standing,
      cutoffsDm,
      horizonDm: budgetDm(HORIZON_MINUTES, settings.speedMps),
      speedMps: settings.speedMps,
      avoidSteps: settings.avoidSteps,
      units: this.unitNumbers,
      stations: this.standingStations,
    };
  }

  /** Whom the stations of today, or those of the plan, reach and where: for a report. */
  report(sequence: number, of: PlanReached['of']): PlanReached {
    const { network, homes, drawer, cutoffsDm } = this;
    const ground = { network, homes, drawer, cutoffsDm, avoidSteps: this.settings.avoidSteps };
    const planned = () => new Map([...this.doorsOf].filter(([id]) => !this.closedIds.has(id)));
    network.gatePolicy.set(of === 'today' ? this.todayPolicy : this.planPolicy);
    const reached = reachedFrom(ground, of === 'today' ? this.todayDoorsOf : planned());
    network.gatePolicy.set(this.planPolicy);
    return { sequence, of, ...reached };
  }

  private stand(sequence: number, isTodayNew: boolean): PlanStanding {
    const startedAt = performance.now();
    if (isTodayNew) {
      this.network.gatePolicy.set(this.todayPolicy);
      this.plan.stand(together([...this.todayDoorsOf.values()]));
      this.today = this.counts();
      this.network.gatePolicy.set(this.planPolicy);
    }
    const standing = [...this.doorsOf].filter(([id]) => id !== this.heldId && !this.closedIds.has(id));
    this.standingStations = standing;
    this.standingIds = standing.flatMap(([id, doors]) => Array.from(doors.edge, () => id));
    this.plan.stand(together(standing.map(([, doors]) => doors)));
    return this.standing(sequence, startedAt);
  }

  private counts(): PlanCount[] {
    return this.plan.counts.map((count) => ({ ...count }));
  }

  private standing(sequence: number, startedAt: number): PlanStanding {
    const { homes, plan } = this;
    const unitCount = homes.unitIds.length;
    const gaps = this.findGaps();
    // The homes of no unit come last and have no id.
    const perUnit = (offset: number) => plan.peopleWithin.slice(offset, offset + unitCount);
    return {
      sequence,
      counts: this.counts(),
      today: this.today,
      totals: this.totals(),
      unitIds: homes.unitIds,
      peopleOfUnit: Uint32Array.from(plan.peopleOfUnit.subarray(0, unitCount)),
      peopleWithin: this.cutoffsDm.map((_, c) => perUnit(c * (unitCount + 1))),
      gaps,
      unsnapped: this.stations
        .filter(({ id }) => this.doorsOf.get(id)?.edge.every((edge) => edge < 0) === true)
        .map(({ id }) => id),
      closed: [...this.closedIds],
      unknownHours: this.unknownHours,
      ms: performance.now() - startedAt,
    };
  }

  private findGaps(): PlanGap[] {
    const { network, homes, plan, settings } = this;
    const { barriers } = this.snapper;
    this.gaps = findGaps(network, homes, plan.standing, barriers, {
      cutoffDm: this.cutoffsDm[this.gapCutoff],
      units: this.unitNumbers ?? undefined,
    });
    const outlines = gapOutlines(network, homes, this.gaps, barriers);
    return this.gaps.list.map((gap, number) => ({
      id: gap.id,
      residents: gap.residents,
      households: gap.households,
      homes: gap.homes,
      gridCells: gap.gridCells,
      unitId: gap.unitId,
      center: gap.center as Position,
      bbox: gap.bbox as PlanGap['bbox'],
      walkMinutes: gap.medianWalkDm === null ? null : minutesOf(gap.medianWalkDm, settings.speedMps),
      nearestStationId: gap.nearestSource === null ? null : this.standingIds[gap.nearestSource],
      outline: outlines[number],
    }));
  }

  private gapsFilled(): [number, number, number][] {
    const { brought } = this.plan;
    const { gapCutoff } = this;
    const filled = new Map<number, [number, number, number]>();
    for (let i = 0; i < brought.count; i++) {
      const home = brought.home[i];
      const gap = this.gaps.gapOfHome[home];
      if (gap < 0 || brought.to[i] > gapCutoff || brought.from[i] <= gapCutoff) continue;
      let entry = filled.get(gap);
      if (entry === undefined) {
        entry = [gap, 0, 0];
        filled.set(gap, entry);
      }
      entry[1] += this.homes.residents[home];
      entry[2]++;
    }
    return [...filled.values()];
  }

  private totals(): PlanCount {
    const { homes } = this;
    const total: PlanCount = { residents: 0, elderly: 0, households: 0, buildings: 0, gridCells: 0 };
    const units = this.unitNumbers ?? Array.from({ length: homes.unitIds.length + 1 }, (_, unit) => unit);
    for (const unit of units) {
      if (unit < homes.cellCount) total.gridCells++;
      for (let h = homes.firstHome[unit]; h < homes.firstHome[unit + 1]; h++) {
        total.residents += homes.residents[h];
        total.elderly += homes.elderly[h];
        total.households += homes.households[h];
        total.buildings++;
      }
    }
    return total;
  }

  private snap(positions: readonly Position[]): SnappedPoints {
    const snapped = emptySnapped(positions.length);
    for (const [index, position] of positions.entries()) this.snapInto(position, snapped, index);
    return snapped;
  }

  private snapInto([lon, lat]: Position, into: SnappedPoints, index: number): void {
    const { plane } = this.network;
    this.snapper.snapPlane(planeX(plane, lon), planeY(plane, lat), MAX_OFF_STREET_M * 10, into, index);
  }

  /** Snaps to `this.one`; null where no street is near. */
  private snapOne(position: Position): { position: Position; offM: number } | null {
    this.snapInto(position, this.one, 0);
    const edge = this.one.edge[0];
    if (edge < 0) return null;
    return { position: placeOn(this.network, edge, this.one.at[0]), offM: this.one.offDm[0] / 10 };
  }
}

/** Stations that count at a time of the week, and those that do not. */
function openThen(
  stations: PlannedStation[],
  when: PlannedCity['when'],
): { counting: PlannedStation[]; closed: PlannedStation[]; unknownHours: number } {
  if (when === 'anytime') return { counting: stations, closed: [], unknownHours: 0 };
  const known = stations.map(({ hours = [] }) => ({ hours }));
  const { counting, closed, unknown } = stationsAt(known, DAY_TIMES[when]);
  return {
    counting: counting.map((index) => stations[index]),
    closed: closed.map((index) => stations[index]),
    unknownHours: unknown.length,
  };
}
