import type { WayKind } from '../../../geodata/model/walk-source.ts';
import { positionOf } from '../../../geodata/network/edge-line.ts';
import { planeX, planeY } from '../../../geodata/network/plane.ts';
import { createReach, type Reach } from '../../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import { minutesOf, type WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { circleRings } from '../../../geodata/service-area/circle-rings.ts';
import {
  type Confidence,
  confidenceOfUnits,
  peopleByConfidence,
} from '../../../geodata/service-area/confidence.ts';
import { allUnits, type HomeTimes } from '../../../geodata/service-area/coverage.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import type { IsochroneDrawer } from '../../../geodata/service-area/isochrones.ts';
import { nearestWalks } from '../../../geodata/service-area/nearest-walks.ts';
import { comparePlainCircles } from '../../../geodata/service-area/plain-circles.ts';
import { streetBands } from '../../../geodata/service-area/street-bands.ts';
import type {
  DrawingAnswer,
  DrawingRequest,
  NearestStation,
  PlanBands,
  PlanCircles,
  PlanConfidence,
  PlanNearest,
  PlanStreets,
} from './drawing-messages.ts';

/** The stations that stand, as the engine has them at the moment. */
export interface StandingView {
  network: WalkNetwork;
  homes: Homes;
  drawer: IsochroneDrawer;
  /** Walks to the nearest of them, up to the horizon. */
  search: Reach;
  times: HomeTimes;
  cutoffsDm: readonly number[];
  horizonDm: number;
  speedMps: number;
  avoidSteps: boolean;
  /** Units looked at (numbers of `Homes`); null = all. */
  units: readonly number[] | null;
  stations: readonly (readonly [id: string, doors: SnappedPoints])[];
}

type Asked<Type extends DrawingRequest['type']> = Extract<DrawingRequest, { type: Type }>;

/** Streets that are drawn where the whole city is looked at; paths between houses would only be grain. */
const WIDE_STREETS: readonly WayKind[] = ['arterial', 'secondary', 'collector', 'bridge', 'underpass'];

/** Answers what is drawn and told of the standing stations, from the same search that they are counted by. Keep one per network. */
export class PlanDrawings {
  private readonly view: () => StandingView;
  private confidences: Confidence[] | null = null;
  private work: Reach | null = null;
  private homeOfBuilding: Map<string, number> | null = null;

  constructor(view: () => StandingView) {
    this.view = view;
  }

  answer(request: DrawingRequest): DrawingAnswer {
    if (request.type === 'bands') return { type: 'bands', ...this.bands(request) };
    if (request.type === 'streets') return { type: 'streets', ...this.streets(request) };
    if (request.type === 'circles') return { type: 'circles', ...this.circles(request) };
    if (request.type === 'confidence') return { type: 'confidence', ...this.confidence(request) };
    return { type: 'nearest', ...this.nearest(request) };
  }

  private bands({ sequence }: Asked<'bands'>): PlanBands {
    const startedAt = performance.now();
    const { drawer, search, cutoffsDm } = this.view();
    return { sequence, bands: drawer.draw(search, [...cutoffsDm]), ms: performance.now() - startedAt };
  }

  private streets({ sequence, box, isDetailed }: Asked<'streets'>): PlanStreets {
    const startedAt = performance.now();
    const { network, search, cutoffsDm } = this.view();
    const { plane } = network;
    const [west, south, east, north] = box;
    const window = {
      minX: planeX(plane, west),
      minY: planeY(plane, south),
      maxX: planeX(plane, east),
      maxY: planeY(plane, north),
    };
    const kinds = isDetailed ? undefined : WIDE_STREETS;
    const lines = streetBands(network, search, { cutoffsDm, window, kinds });
    return { sequence, lines, ms: performance.now() - startedAt };
  }

  private circles({ sequence, places }: Asked<'circles'>): PlanCircles {
    const { network, homes, times, speedMps, units } = this.view();
    const x = Int32Array.from(places, ([lon]) => planeX(network.plane, lon));
    const y = Int32Array.from(places, ([, lat]) => planeY(network.plane, lat));
    const circles = comparePlainCircles(homes, times, x, y, units ?? allUnits(homes), speedMps);
    return {
      sequence,
      circles: circles.map((circle) => ({ ...circle, rings: circleRings(places, circle.radiusM) })),
    };
  }

  private confidence({ sequence }: Asked<'confidence'>): PlanConfidence {
    const { network, homes, units } = this.view();
    this.confidences ??= confidenceOfUnits(network, homes);
    const confidences = this.confidences;
    const people = peopleByConfidence(homes, confidences, units ?? allUnits(homes));
    return {
      sequence,
      doubtful: homes.unitIds.flatMap((unitId, unit) => {
        const of = confidences[unit].class;
        return of === 'low' || of === 'medium' ? [{ unitId, class: of }] : [];
      }),
      residents: {
        high: people.high.residents,
        medium: people.medium.residents,
        low: people.low.residents,
      },
    };
  }

  private nearest({ sequence, buildingId, count }: Asked<'nearest'>): PlanNearest {
    const { network, homes, stations, horizonDm, speedMps, avoidSteps } = this.view();
    this.homeOfBuilding ??= new Map(homes.buildingIds.map((id, home) => [id, home]));
    const home = this.homeOfBuilding.get(buildingId);
    if (home === undefined) return { sequence, buildingId, home: null, stations: [] };
    this.work ??= createReach(network);
    const doors = stations.map(([, one]) => one);
    const found = nearestWalks(network, this.work, homes, home, doors, { count, horizonDm, avoidSteps });
    return {
      sequence,
      buildingId,
      home: {
        position: positionOf(network, homes.x[home], homes.y[home]),
        unitId: homes.unitIds[homes.unit[home]] ?? null,
        residents: homes.residents[home],
      },
      stations: found.map(
        ({ station, path }): NearestStation => ({
          stationId: stations[station][0],
          minutes: minutesOf(path.timeDm, speedMps),
          line: path.line,
          gateNames: path.gateNames,
          hasSteps: path.hasSteps,
          hasBridge: path.hasBridge,
        }),
      ),
    };
  }
}
