import { extentAlong, type Ring } from './plan-plane.ts';

/** Axes of a group of buildings: u along the rows, v across them, towards the north. */
export interface RowFrame {
  ux: number;
  uy: number;
}

/** How buildings stand in rows; metres. */
export interface RowStyle {
  lengthM: number;
  depthM: number;
  /** From the front of one row to the front of the next. */
  pitchM: number;
  gapM: number;
  /** Between the wall and the first buildings. */
  marginM: number;
}

export interface Row {
  /** South front of the buildings. */
  v: number;
  /** The path behind the buildings, on the north side; without one, the doors are on the path of the row to the south. */
  pathV: number;
  hasPath: boolean;
  /** Where people leave the buildings. */
  doorV: number;
  pathFromU: number;
  pathToU: number;
  /** West ends of the buildings. */
  slots: number[];
}

/** Half of the gap kept free for the path that joins the rows. */
const SPINE_HALF_M = 5;
/** Between the door and the middle of the path. */
const DOOR_TO_PATH_M = 1.5;
/** Rows share a path between them where the second one stands no farther from it than this. */
const SHARED_PATH_REACH_M = 16;
/** Path behind a row, from the buildings' north front. */
const PATH_BEHIND_M = 4;

/** Rows face south; where the streets of the block are turned a little, they turn with them. */
export function frameOf(ring: Ring, fallbackAngle: number): RowFrame {
  let best = fallbackAngle;
  let bestLength = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const dx = ring[j]! - ring[i]!;
    const dy = ring[j + 1]! - ring[i + 1]!;
    let angle = Math.atan2(dy, dx);
    if (angle > Math.PI / 2) angle -= Math.PI;
    if (angle < -Math.PI / 2) angle += Math.PI;
    const length = Math.hypot(dx, dy);
    // South-facing within 40°: beyond that, homes would lose the winter sun.
    if (Math.abs(angle) < 0.7 && length > bestLength) {
      bestLength = length;
      best = angle;
    }
  }
  return { ux: Math.cos(best), uy: Math.sin(best) };
}

export function toPlane(frame: RowFrame, u: number, v: number): [number, number] {
  return [u * frame.ux - v * frame.uy, u * frame.uy + v * frame.ux];
}

/** A ring in the frame's coordinates, flat `[u, v, …]`. */
export function toFrame(frame: RowFrame, ring: Ring): Ring {
  const turned: Ring = [];
  for (let i = 0; i < ring.length; i += 2) {
    turned.push(
      frame.ux * ring[i]! + frame.uy * ring[i + 1]!,
      -frame.uy * ring[i]! + frame.ux * ring[i + 1]!,
    );
  }
  return turned;
}

/** Where the line v = const runs through a convex ring, or null. */
export function spanAt(turned: Ring, v: number): [number, number] | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  const last = turned.length - 2;
  let pu = turned[last]!;
  let pv = turned[last + 1]!;
  for (let i = 0; i < turned.length; i += 2) {
    const u = turned[i]!;
    const w = turned[i + 1]!;
    if (w > v !== pv > v) {
      const at = pu + ((u - pu) * (v - pv)) / (w - pv);
      if (at < min) min = at;
      if (at > max) max = at;
    }
    pu = u;
    pv = w;
  }
  return max > min ? [min, max] : null;
}

/**
 * Fills a convex ring (in frame coordinates) with rows.
 * @param spineU where a path crosses the rows and buildings keep clear of it; null = the path runs along their ends.
 */
export function layRows(turned: Ring, style: RowStyle, spineU: number | null): Row[] {
  const [lowest, highest] = extentAlong(turned, 0, 1);
  const rows: Row[] = [];
  for (let v = lowest + style.marginM; v + style.depthM + PATH_BEHIND_M + 2 <= highest; v += style.pitchM) {
    const pathV = v + style.depthM + PATH_BEHIND_M;
    const front = spanAt(turned, v);
    const back = spanAt(turned, pathV);
    if (front === null || back === null) continue;
    const from = Math.max(front[0], back[0]) + style.marginM;
    const to = Math.min(front[1], back[1]) - style.marginM;
    const slots =
      spineU === null
        ? fillSpan(from, to, style)
        : [
            ...fillSpan(from, Math.min(to, spineU - SPINE_HALF_M), style),
            ...fillSpan(Math.max(from, spineU + SPINE_HALF_M), to, style),
          ];
    if (slots.length === 0) continue;
    const pathFromU = Math.max(back[0] + 3, Math.min(spineU ?? from, from - 3));
    const pathToU = Math.min(back[1] - 3, Math.max(spineU ?? to, to + 3));
    if (pathToU - pathFromU < 6) continue;
    const south = rows.at(-1);
    const shares = south?.hasPath === true && v - south.pathV < SHARED_PATH_REACH_M;
    const doorV = shares ? south.pathV + DOOR_TO_PATH_M : pathV - DOOR_TO_PATH_M;
    rows.push({ v, pathV, hasPath: !shares, doorV, pathFromU, pathToU, slots });
  }
  return rows;
}

function fillSpan(from: number, to: number, style: RowStyle): number[] {
  const room = to - from;
  const count = Math.floor((room + style.gapM) / (style.lengthM + style.gapM));
  if (count < 1) return [];
  // What is left over widens the gaps.
  const step = style.lengthM + style.gapM + (room - count * style.lengthM - (count - 1) * style.gapM) / count;
  const start = from + (room - (count - 1) * step - style.lengthM) / 2;
  return Array.from({ length: count }, (_, i) => start + i * step);
}
