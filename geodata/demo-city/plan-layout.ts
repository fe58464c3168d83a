import { extentAlong, type Ring } from './plan-plane.ts';
import { frameOf, layRows, type Row, type RowFrame, type RowStyle, toFrame } from './plan-rows.ts';
import type { BlockStyle } from './plan-styles.ts';
import type { Random } from './random.ts';

/** Where the path that joins the rows runs: between the buildings, or along the rows' west or east ends. */
export type Spine = { at: 'middle'; u: number } | { at: 'west' | 'east' };

export interface Layout {
  frame: RowFrame;
  /** The ground in frame coordinates. */
  turned: Ring;
  rows: Row[];
  style: RowStyle;
  spine: Spine;
}

export interface Place {
  row: Row;
  rowIndex: number;
  /** West end of the building. */
  u: number;
}

/** A layout with the places that are to be built on, north-west to south-east. */
export interface BlockPlan {
  layout: Layout;
  places: Place[];
  floors: number;
  /** 0 where nobody lives. */
  homesPerFloor: number;
}

/** Homes that stand empty when a block is full: capacity is planned above the need. */
const SPARE = 1.1;
/** On wider ground the way to the ends of the rows would be too long. */
const WIDE_M = 170;
/** With fewer buildings than places by this factor, the rows move apart instead of leaving a bare field. */
const LOOSE = 1.3;
const MOST_LOOSE = 1.55;

/**
 * Lays rows on convex ground, as far apart as the need allows.
 * @param wanted for homes: how many; for other blocks the share (0…1) of the places to build on.
 * @returns null where not a single building fits.
 */
export function planBlock(ground: Ring, style: BlockStyle, wanted: number, random: Random): BlockPlan | null {
  const isHome = style.homesPer15M > 0;
  const drawn: RowStyle = {
    lengthM: random.float(...style.lengthM),
    depthM: random.float(...style.depthM),
    pitchM: random.float(...style.pitchM),
    gapM: random.float(...style.gapM),
    marginM: isHome ? 8 : 5,
  };
  const tilt = random.float(-0.1, 0.1);
  const spineDraw = random.next();
  let layout = layOut(ground, drawn, tilt, spineDraw);
  // A narrow plot: the shortest buildings close to the edge, or nothing.
  if (layout.rows.length === 0)
    layout = layOut(
      ground,
      { ...drawn, lengthM: style.lengthM[0] * 0.7, depthM: style.depthM[0] * 0.8, marginM: 4 },
      tilt,
      spineDraw,
    );
  if (layout.rows.length === 0) return null;
  let floors = random.int(style.floors[0], style.floors[1]);
  if (!isHome) {
    const places = placesOf(layout);
    return {
      layout,
      floors,
      homesPerFloor: 0,
      places: choose(layout, places, Math.max(1, Math.round(places.length * wanted)), random),
    };
  }
  const homesPerFloor = Math.max(1, Math.round((layout.style.lengthM / 15) * style.homesPer15M));
  const need = wanted * SPARE;
  let room = placesOf(layout).length;
  let count = Math.max(1, Math.ceil(need / (homesPerFloor * floors)));
  if (count > room) floors = Math.min(style.maxFloors, Math.ceil(need / (homesPerFloor * room)));
  else if (room > count * LOOSE) {
    const apart = Math.min(MOST_LOOSE, Math.sqrt(room / count));
    const looser = {
      ...layout.style,
      pitchM: layout.style.pitchM * apart,
      gapM: layout.style.gapM * apart ** 2,
    };
    const loose = layOut(ground, looser, tilt, spineDraw);
    const looseRoom = placesOf(loose).length;
    if (looseRoom >= count) {
      layout = loose;
      room = looseRoom;
    }
  }
  count = Math.min(count, room);
  return { layout, floors, homesPerFloor, places: choose(layout, placesOf(layout), count, random) };
}

function layOut(ground: Ring, style: RowStyle, tilt: number, spineDraw: number): Layout {
  const frame = frameOf(ground, tilt);
  const turned = toFrame(frame, ground);
  const [minU, maxU] = extentAlong(turned, 1, 0);
  const spine: Spine =
    maxU - minU > WIDE_M
      ? { at: 'middle', u: minU + (maxU - minU) * (0.38 + 0.24 * spineDraw) }
      : { at: spineDraw < 0.5 ? 'west' : 'east' };
  return {
    frame,
    turned,
    rows: layRows(turned, style, spine.at === 'middle' ? spine.u : null),
    style,
    spine,
  };
}

function placesOf(layout: Layout): Place[] {
  return layout.rows.flatMap((row, rowIndex) => row.slots.map((u) => ({ row, rowIndex, u })));
}

/** Places nearest the middle are left out first: there the garden is. */
function choose(layout: Layout, places: Place[], count: number, random: Random): Place[] {
  const [minU, maxU] = extentAlong(layout.turned, 1, 0);
  const [minV, maxV] = extentAlong(layout.turned, 0, 1);
  return places
    .map((place) => ({
      place,
      away: Math.hypot(place.u - (minU + maxU) / 2, place.row.v - (minV + maxV) / 2) * random.float(0.6, 1.4),
    }))
    .sort((a, b) => b.away - a.away)
    .slice(0, count)
    .map(({ place }) => place)
    .sort((a, b) => b.rowIndex - a.rowIndex || a.u - b.u);
}
