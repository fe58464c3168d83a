import type { Position } from '../model/geometry.ts';
import { WAY_KINDS, type WayKind } from '../model/walk-source.ts';
import { lineAlongEdge } from '../network/edge-line.ts';
import { labelAt, type PlaceLabel, type Reach, UNREACHED } from '../network/reach.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import type { PlaneBox } from './siting/candidates.ts';

export interface StreetBandOptions {
  /** Ascending, effective decimetres; none beyond what was searched. */
  cutoffsDm: readonly number[];
  /** Only edges that reach into it. */
  window?: PlaneBox;
  /** Only ways of these kinds. */
  kinds?: readonly WayKind[];
}

/**
 * Streets by the walk from them to the nearest station: `bands[c]` are the lines within cut-off c and beyond the one before,
 * `bands[cutoffs]` those beyond all, `bands[cutoffs + 1]` those from which no station was found. An edge is cut exactly where a cut-off
 * runs out, so what is drawn is what `labelAt` says of every place on it.
 * @param from walks to the stations, searched at least as far as the last cut-off
 */
export function streetBands(
  network: WalkNetwork,
  from: Reach,
  { cutoffsDm, window, kinds }: StreetBandOptions,
): Position[][][] {
  const bands: Position[][][] = Array.from({ length: cutoffsDm.length + 2 }, () => []);
  const isWanted = WAY_KINDS.map((kind) => kinds?.includes(kind) ?? true);
  for (let edge = 0; edge < network.edgeCount; edge++) {
    if (!isWanted[network.edgeKind[edge]] || (window && !reachesInto(network, edge, window))) continue;
    for (const { fromAt, toAt, band } of edgePieces(network, from, edge, cutoffsDm))
      bands[band].push(lineAlongEdge(network, edge, fromAt, toAt));
  }
  return bands;
}

function reachesInto({ firstPoint, pointX, pointY }: WalkNetwork, edge: number, window: PlaneBox): boolean {
  let isWest = true;
  let isEast = true;
  let isSouth = true;
  let isNorth = true;
  for (let i = firstPoint[edge]; i < firstPoint[edge + 1]; i++) {
    isWest &&= pointX[i] < window.minX;
    isEast &&= pointX[i] > window.maxX;
    isSouth &&= pointY[i] < window.minY;
    isNorth &&= pointY[i] > window.maxY;
  }
  return !(isWest || isEast || isSouth || isNorth);
}

/** Part of an edge between two weights from its first node, all in one band. */
export interface StreetPiece {
  fromAt: number;
  toAt: number;
  band: number;
}

/** An edge from its first node to its second, cut where a band ends; bands as in `streetBands`. */
export function edgePieces(
  network: WalkNetwork,
  from: Reach,
  edge: number,
  cutoffsDm: readonly number[],
): StreetPiece[] {
  const label: PlaceLabel = { time: UNREACHED, source: -1 };
  const cuts = cutsOf(network, from, edge, cutoffsDm);
  const pieces: StreetPiece[] = [];
  for (let i = 1; i < cuts.length; i++) {
    const { time } = labelAt(network, from, edge, (cuts[i - 1] + cuts[i]) / 2, 0, label);
    const found = cutoffsDm.findIndex((cutoffDm) => time <= cutoffDm);
    let band = found;
    if (found < 0) band = time === UNREACHED ? cutoffsDm.length + 1 : cutoffsDm.length;
    const last = pieces[pieces.length - 1];
    if (last?.band === band) last.toAt = cuts[i];
    else pieces.push({ fromAt: cuts[i - 1], toAt: cuts[i], band });
  }
  return pieces;
}

/** Weights along the edge between which everybody is in one band: its ends, and where a walk by either end or to a station on it runs out. */
function cutsOf(network: WalkNetwork, from: Reach, edge: number, cutoffsDm: readonly number[]): number[] {
  const weight = network.edgeWeight[edge];
  const first = from.time[network.edgeFrom[edge]];
  const second = from.time[network.edgeTo[edge]];
  const cuts = new Set([0, weight]);
  const cut = (at: number): void => {
    if (at > 0 && at < weight) cuts.add(at);
  };
  for (const limit of [...cutoffsDm, from.cutoffDm]) {
    if (first !== UNREACHED) cut(limit - first);
    if (second !== UNREACHED) cut(second + weight - limit);
    for (let s = from.sourceOfEdge[edge]; s >= 0; s = from.nextSource[s]) {
      const left = limit - from.sources.offDm[s];
      cut(from.sources.at[s]);
      if (left < 0) continue;
      cut(from.sources.at[s] - left);
      cut(from.sources.at[s] + left);
    }
  }
  return [...cuts].sort((a, b) => a - b);
}
