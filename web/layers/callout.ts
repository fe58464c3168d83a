/** A rectangle in CSS pixels. */
export interface CalloutBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface ScreenPoint {
  x: number;
  y: number;
}

export interface CalloutScene {
  /** The sign that is spoken of. */
  anchor: ScreenPoint;
  /** Sizes that the chip can take, the preferred one first. */
  chips: readonly { width: number; height: number }[];
  /** Where the chip may stand: the map window. */
  window: CalloutBox;
  /** The selected area as the boxes of its cells. */
  area: readonly CalloutBox[];
  /** Names and other signs: neither chip nor leader should hide them. */
  names: readonly CalloutBox[];
  /** Panels, chips, seams: never touched. */
  taken: readonly CalloutBox[];
  /** CSS pixels of one u. */
  unitPx: number;
}

export interface CalloutPlace {
  chip: CalloutBox;
  /** Which of the sizes it takes. */
  size: number;
  /** From the sign to the chip: straight (2 points) or with one elbow (3). */
  leader: ScreenPoint[];
}

/** Grid of places that are tried, u. Finer moves the chip by less than anyone sees. */
const STEP_U = 16;
/** Air around the chip, and between the sign's middle and where the leader begins, u. */
const AIR_U = 12;
const SIGN_U = 22;
/** A straight leader meets the chip no nearer to its corner than this, u. */
const CORNER_U = 24;
/** More of the chip than this over the selected area is no parking outside it: then there is no callout. */
const MOST_OVER_AREA = 0.1;
/** What is given up for what, in u of leader: a name hidden, a name crossed, an elbow, another size, the whole chip over the area. */
const COST_U = { nameHidden: 500, nameCrossed: 260, elbow: 90, size: 120, overArea: 4000 };

/**
 * Parks the chip outside the selected area, near its sign, on free ground. Tries every place of a grid over the window and takes the
 * cheapest: short leader before elbow, names left readable before a short leader. The same scene gives the same place.
 * @returns null where the window has no place that is free and outside the area, or where the sign itself is out of the window
 */
export function placeCallout(scene: CalloutScene): CalloutPlace | null {
  if (!holds(scene.window, scene.anchor)) return null;
  let best: CalloutPlace | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (const { chip, size } of candidates(scene)) {
    const leader = leaderTo(chip, scene.anchor, scene.unitPx);
    if (leader === null) continue;
    const cost = COST_U.size * size * scene.unitPx + costOf(scene, chip, leader, lowest);
    if (cost >= lowest) continue;
    lowest = cost;
    best = { chip, size, leader };
  }
  return best;
}

function* candidates({ window, chips, unitPx }: CalloutScene): Generator<{ chip: CalloutBox; size: number }> {
  const step = STEP_U * unitPx;
  for (const [size, { width, height }] of chips.entries()) {
    const right = window.left + window.width - width;
    const bottom = window.top + window.height - height;
    for (let top = window.top; top <= bottom; top += step) {
      for (let left = window.left; left <= right; left += step) {
        yield { chip: { left, top, width, height }, size };
      }
    }
  }
}

/** Straight up, down or across where the chip stands over, under or beside its sign; else up or down and then across. */
function leaderTo(chip: CalloutBox, anchor: ScreenPoint, unitPx: number): ScreenPoint[] | null {
  const corner = CORNER_U * unitPx;
  const right = chip.left + chip.width;
  const bottom = chip.top + chip.height;
  const middleY = chip.top + chip.height / 2;
  const start = SIGN_U * unitPx;
  const least = start + AIR_U * unitPx;
  if (anchor.x >= chip.left + corner && anchor.x <= right - corner) {
    const y = bottom < anchor.y ? bottom : chip.top;
    if (Math.abs(anchor.y - y) < least || (anchor.y >= chip.top && anchor.y <= bottom)) return null;
    return [
      { x: anchor.x, y: anchor.y + Math.sign(y - anchor.y) * start },
      { x: anchor.x, y },
    ];
  }
  const x = right < anchor.x ? right : chip.left;
  if (Math.abs(anchor.x - x) < least || (anchor.x >= chip.left && anchor.x <= right)) return null;
  if (Math.abs(anchor.y - middleY) < start) {
    if (anchor.y < chip.top + unitPx || anchor.y > bottom - unitPx) return null;
    return [
      { x: anchor.x + Math.sign(x - anchor.x) * start, y: anchor.y },
      { x, y: anchor.y },
    ];
  }
  if (Math.abs(anchor.y - middleY) < least) return null;
  return [
    { x: anchor.x, y: anchor.y + Math.sign(middleY - anchor.y) * start },
    { x: anchor.x, y: middleY },
    { x, y: middleY },
  ];
}

/** Cost in CSS pixels; infinite where the place is taken. Gives up early once it is above `limit`. */
function costOf(scene: CalloutScene, chip: CalloutBox, leader: ScreenPoint[], limit: number): number {
  const { unitPx, taken, names, area } = scene;
  const around = grown(chip, AIR_U * unitPx);
  const strokes = segments(leader);
  let cost = (leader.length > 2 ? COST_U.elbow : 0) * unitPx;
  for (const { width, height } of strokes) cost += Math.max(width, height);
  if (cost >= limit) return cost;
  for (const box of taken) {
    if (meets(around, box) || strokes.some((stroke) => meets(stroke, box))) return Number.POSITIVE_INFINITY;
  }
  for (const box of names) {
    if (meets(around, box)) cost += COST_U.nameHidden * unitPx;
    else if (strokes.some((stroke) => meets(stroke, box))) cost += COST_U.nameCrossed * unitPx;
  }
  if (cost >= limit) return cost;
  let over = 0;
  for (const box of area) over += overlap(chip, box);
  const share = over / (chip.width * chip.height);
  return share > MOST_OVER_AREA ? Number.POSITIVE_INFINITY : cost + share * COST_U.overArea * unitPx;
}

/** The leader's strokes as boxes without thickness: all of them run along an axis. */
function segments(leader: readonly ScreenPoint[]): CalloutBox[] {
  return leader.slice(1).map((to, index) => {
    const from = leader[index];
    return {
      left: Math.min(from.x, to.x),
      top: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    };
  });
}

function holds(box: CalloutBox, { x, y }: ScreenPoint): boolean {
  return x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
}

function grown({ left, top, width, height }: CalloutBox, by: number): CalloutBox {
  return { left: left - by, top: top - by, width: width + 2 * by, height: height + 2 * by };
}

function meets(a: CalloutBox, b: CalloutBox): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}

/** Shared area, square pixels. */
function overlap(a: CalloutBox, b: CalloutBox): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}
