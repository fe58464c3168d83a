/** desk and phone count in CSS pixels; wall and portrait count in u. */
export type LayoutMode = 'wall' | 'portrait' | 'laptop' | 'phone';

/** A rectangle in CSS pixels from the viewport's top left. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A column of panels. `slots` are fixed places, top first; a rail without slots scrolls and lets panels take their own height. */
export interface Rail {
  side: 'left' | 'right' | 'below';
  box: Box;
  slots: Box[];
}

export interface FrameLayout {
  mode: LayoutMode;
  /** CSS pixels of one u. */
  unitPx: number;
  widthU: number;
  heightU: number;
  header: Box;
  footer: Box;
  /** Left to right (below: left column first). */
  rails: Rail[];
  /** The window in which the map is free of panels. */
  map: Box;
  legend: Box;
  /** Null where the trend has no strip of its own (it is a panel then). */
  trend: Box | null;
  /** Where the time axis stands while it is out: in the trend's place, else it takes the foot of the map; null where it stands among the panels. */
  time: Box | null;
  /** Declared seams between screens of a wall, in u from the left. */
  seamsU: number[];
}

const MODULE_U = 480;
const RAIL_U = 416;
const MARGIN_U = 32;
const HEADER_U = 104;
const ROW_A_U = { top: 112, height: 412 };
const ROW_B_U = { top: 556, height: 472 };
/** The line of crumbs over a map that would else reach up to them. */
const CRUMBS_U = 44;
const FOOTER_U = { top: 1036, height: 32 };
/** The strip at the foot of the map window: legend at 844, trend at 916, to the foot of row B. */
const LEGEND_U = { top: 836, height: 76 };
const TREND_U = { top: 916, height: 112 };

/** The time axis at the foot of a map: a row of controls and the bars; on a desk its controls take two rows. */
const TIME_U = 136;
const TIME_DESK_PX = 180;

/** Below this height 16 u would be smaller than the 14 px that a desk can read. */
const DESK_HEIGHT_PX = 900;
const DESK_WIDTH_PX = 1440;
const PHONE_WIDTH_PX = 900;
/** Flatter than this a portrait wall has no room for a map above two rows of panels; three columns of a desk do. */
const PORTRAIT_ASPECT = 1.5;

export function modeFor(widthPx: number, heightPx: number): LayoutMode {
  if (widthPx < PHONE_WIDTH_PX || (heightPx > widthPx && widthPx < 1000)) return 'phone';
  if (heightPx >= widthPx * PORTRAIT_ASPECT) return 'portrait';
  return heightPx <= DESK_HEIGHT_PX || widthPx <= DESK_WIDTH_PX ? 'laptop' : 'wall';
}

function scaled(box: Box, unitPx: number): Box {
  return {
    left: box.left * unitPx,
    top: box.top * unitPx,
    width: box.width * unitPx,
    height: box.height * unitPx,
  };
}

/** Rails on each side: one from 16:9, two from 32:9, three from 48:9. Between, the map takes what is left over. */
function railsPerSide(widthU: number): number {
  return Math.max(1, Math.floor(widthU / 1920 + 1e-6));
}

function wallLayout(widthPx: number, heightPx: number, hasTrend: boolean): FrameLayout {
  // Narrower than 16:9 the width rules, or the map would lose its two modules; the rows share the height won.
  const unitPx = Math.min(heightPx / 1080, widthPx / 1920);
  const widthU = widthPx / unitPx;
  const heightU = heightPx / unitPx;
  const extra = heightU - 1080;
  const count = railsPerSide(widthU);
  const seamsU = count < 2 ? [] : Array.from({ length: count * 2 - 1 }, (_, index) => (index + 1) * 960);

  const rowA = { top: ROW_A_U.top, height: ROW_A_U.height + extra / 2 };
  const rowB = { top: ROW_B_U.top + extra / 2, height: ROW_B_U.height + extra / 2 };
  const railAt = (side: 'left' | 'right', index: number): Rail => {
    const left =
      side === 'left' ? index * MODULE_U + MARGIN_U : widthU - (count - index) * MODULE_U + MARGIN_U;
    const at = (row: { top: number; height: number }) => ({
      left,
      top: row.top,
      width: RAIL_U,
      height: row.height,
    });
    const box = { left, top: rowA.top, width: RAIL_U, height: rowB.top + rowB.height - rowA.top };
    return {
      side,
      box: scaled(box, unitPx),
      slots: [at(rowA), at(rowB)].map((slot) => scaled(slot, unitPx)),
    };
  };

  const mapLeft = count * MODULE_U;
  const mapWidth = widthU - 2 * mapLeft;
  // Beside a centre seam the strip is halved: legend to its left, trend to its right; the gutters stay free.
  const halved = count >= 2;
  const half = mapWidth / 2 - 2 * MARGIN_U;
  const strip = (row: { top: number; height: number }, left: number, width: number) =>
    scaled({ left, top: row.top + extra, width, height: row.height }, unitPx);
  // Taller as it is, such a map leaves the crumbs a line of their own.
  const mapTop = ROW_A_U.top + (hasTrend ? 0 : CRUMBS_U);
  const legendStrip = (): Box => {
    if (!hasTrend) return strip(TREND_U, mapLeft + (halved ? MARGIN_U : 0), halved ? half : mapWidth);
    return halved
      ? strip({ top: TREND_U.top + 24, height: LEGEND_U.height }, mapLeft + MARGIN_U, half)
      : strip(LEGEND_U, mapLeft, mapWidth);
  };
  const trend = halved
    ? strip(TREND_U, mapLeft + mapWidth / 2 + MARGIN_U, half)
    : hasTrend
      ? strip(TREND_U, mapLeft, mapWidth)
      : null;
  return {
    mode: 'wall',
    unitPx,
    widthU,
    heightU,
    header: scaled({ left: 0, top: 0, width: widthU, height: HEADER_U }, unitPx),
    footer: scaled({ left: 0, top: FOOTER_U.top + extra, width: widthU, height: FOOTER_U.height }, unitPx),
    rails: [
      ...Array.from({ length: count }, (_, index) => railAt('left', index)),
      ...Array.from({ length: count }, (_, index) => railAt('right', index)),
    ],
    map: scaled(
      {
        left: mapLeft,
        top: mapTop,
        width: mapWidth,
        height: (halved || !hasTrend ? TREND_U.top : LEGEND_U.top) + extra - mapTop,
      },
      unitPx,
    ),
    legend: legendStrip(),
    trend,
    time: trend,
    seamsU,
  };
}

/** Takes the foot of the map for the time axis, with the air of a gap around it. */
function withTimeAxis(layout: FrameLayout, heightPx: number, gapPx: number): FrameLayout {
  const { map } = layout;
  const top = map.top + map.height - heightPx - gapPx;
  return {
    ...layout,
    map: { ...map, height: map.height - heightPx - 2 * gapPx },
    time: { left: map.left + gapPx, top, width: map.width - 2 * gapPx, height: heightPx },
  };
}

/** A portrait wall: u = width / 1080, the map above, two columns of 484 u below. */
function portraitLayout(widthPx: number, heightPx: number): FrameLayout {
  const unitPx = widthPx / 1080;
  const heightU = heightPx / unitPx;
  const extra = Math.max(0, heightU - 1920);
  const short = Math.min(0, heightU - 1920);
  const legendTop = 1000 + short + extra / 2;
  const rowA = { top: 1096 + short + extra / 2, height: 372 + extra / 4 };
  const rowB = { top: rowA.top + rowA.height + 32, height: 376 + extra / 4 };
  const railAt = (left: number): Rail => ({
    side: 'below',
    box: scaled({ left, top: rowA.top, width: 484, height: rowB.top + rowB.height - rowA.top }, unitPx),
    slots: [rowA, rowB].map((row) => scaled({ left, top: row.top, width: 484, height: row.height }, unitPx)),
  });
  return {
    mode: 'portrait',
    unitPx,
    widthU: 1080,
    heightU,
    header: scaled({ left: 0, top: 0, width: 1080, height: 144 }, unitPx),
    footer: scaled({ left: 0, top: heightU - 42, width: 1080, height: 32 }, unitPx),
    rails: [railAt(32), railAt(564)],
    map: scaled({ left: 0, top: 152, width: 1080, height: legendTop - 160 }, unitPx),
    legend: scaled({ left: 32, top: legendTop, width: 1016, height: 76 }, unitPx),
    trend: null,
    time: null,
    seamsU: [],
  };
}

/** A desk: columns 236 · rest · 426 in CSS pixels, gutter 20, gap 12. */
function laptopLayout(widthPx: number, heightPx: number): FrameLayout {
  const top = 108;
  const bottom = heightPx - 32;
  const height = bottom - top;
  const left = { left: 20, top, width: 236, height };
  const right = { left: widthPx - 20 - 426, top, width: 426, height };
  const mapLeft = left.left + left.width + 12;
  return {
    mode: 'laptop',
    unitPx: 1,
    widthU: widthPx,
    heightU: heightPx,
    header: { left: 0, top: 0, width: widthPx, height: top },
    footer: { left: 0, top: bottom, width: widthPx, height: 32 },
    rails: [
      { side: 'left', box: left, slots: [] },
      { side: 'right', box: right, slots: [] },
    ],
    map: { left: mapLeft, top, width: right.left - 12 - mapLeft, height },
    legend: left,
    trend: null,
    time: null,
    seamsU: [],
  };
}

function phoneLayout(widthPx: number, heightPx: number): FrameLayout {
  const headerHeight = 112;
  const mapHeight = Math.round((heightPx - headerHeight) * 0.46);
  const below = {
    left: 0,
    top: headerHeight + mapHeight,
    width: widthPx,
    height: heightPx - headerHeight - mapHeight,
  };
  return {
    mode: 'phone',
    unitPx: 1,
    widthU: widthPx,
    heightU: heightPx,
    header: { left: 0, top: 0, width: widthPx, height: headerHeight },
    footer: { left: 0, top: heightPx, width: widthPx, height: 0 },
    rails: [{ side: 'below', box: below, slots: [] }],
    map: { left: 0, top: headerHeight, width: widthPx, height: mapHeight },
    legend: below,
    trend: null,
    time: null,
    seamsU: [],
  };
}

/**
 * Where everything stands for a viewport of CSS pixels. A wider screen gets more rails, never wider ones; the map takes the
 * remainder. The map itself always fills the viewport: `map` is the part that panels leave free. A page without a trend (`hasTrend` false)
 * leaves its strip to the legend, and the legend's to the map; beside a centre seam `trend` is then the second half of the strip. With the time
 * axis out (`hasTime`) a map without a strip gives up its foot.
 */
export function railsFor(widthPx: number, heightPx: number, hasTrend = true, hasTime = false): FrameLayout {
  const mode = modeFor(widthPx, heightPx);
  if (mode === 'phone') return phoneLayout(widthPx, heightPx);
  if (mode === 'portrait') {
    const layout = portraitLayout(widthPx, heightPx);
    return hasTime ? withTimeAxis(layout, TIME_U * layout.unitPx, 8 * layout.unitPx) : layout;
  }
  if (mode === 'laptop') {
    const layout = laptopLayout(widthPx, heightPx);
    return hasTime ? withTimeAxis(layout, TIME_DESK_PX, 8) : layout;
  }
  return wallLayout(widthPx, heightPx, hasTrend);
}

export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** The map window as padding of the viewport in CSS pixels, with the 32 u of air that a fitted area keeps to its window. */
export function mapPaddingFor(layout: FrameLayout, widthPx: number, heightPx: number): Padding {
  const air = 32 * (layout.mode === 'phone' ? 0.5 : 1) * layout.unitPx;
  return {
    top: layout.map.top + air,
    left: layout.map.left + air,
    right: widthPx - layout.map.left - layout.map.width + air,
    bottom: heightPx - layout.map.top - layout.map.height + air,
  };
}
