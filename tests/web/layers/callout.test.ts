import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalloutBox, type CalloutScene, placeCallout } from '../../../web/layers/callout.ts';

const WINDOW = { left: 480, top: 112, width: 960, height: 700 };
const CHIP = { width: 320, height: 72 };

function scene(part: Partial<CalloutScene> = {}): CalloutScene {
  return {
    anchor: { x: 900, y: 450 },
    chips: [CHIP],
    window: WINDOW,
    area: [],
    names: [],
    taken: [],
    unitPx: 1,
    ...part,
  };
}

const box = (left: number, top: number, width: number, height: number): CalloutBox => ({
  left,
  top,
  width,
  height,
});

/** The obvious twin: do two boxes share a pixel? Asked pixel row by pixel row. */
function touches(a: CalloutBox, b: CalloutBox): boolean {
  const inside = (at: number, from: number, length: number) => at > from && at < from + length;
  for (let y = Math.ceil(a.top) + 0.5; y < a.top + a.height; y++) {
    if (!inside(y, b.top, b.height)) continue;
    for (let x = Math.ceil(a.left) + 0.5; x < a.left + a.width; x++) {
      if (inside(x, b.left, b.width)) return true;
    }
  }
  return false;
}

const boxes = (most: number) =>
  fc.array(
    fc.record({
      left: fc.integer({ min: 400, max: 1400 }),
      top: fc.integer({ min: 60, max: 800 }),
      width: fc.integer({ min: 10, max: 300 }),
      height: fc.integer({ min: 10, max: 200 }),
    }),
    { maxLength: most },
  );

describe('the callout of the newest escalation', () => {
  it('stays in the map window and off whatever is taken, by an axis-parallel leader with one elbow at most', () => {
    fc.assert(
      fc.property(
        fc.record({ x: fc.integer({ min: 480, max: 1440 }), y: fc.integer({ min: 112, max: 812 }) }),
        boxes(8),
        boxes(8),
        (anchor, taken, names) => {
          const place = placeCallout(scene({ anchor, taken, names }));
          if (place === null) return;
          const { chip, leader } = place;
          expect(chip.left).toBeGreaterThanOrEqual(WINDOW.left);
          expect(chip.top).toBeGreaterThanOrEqual(WINDOW.top);
          expect(chip.left + chip.width).toBeLessThanOrEqual(WINDOW.left + WINDOW.width);
          expect(chip.top + chip.height).toBeLessThanOrEqual(WINDOW.top + WINDOW.height);
          expect(taken.some((one) => touches(chip, one))).toBe(false);
          expect(leader.length === 2 || leader.length === 3).toBe(true);
          for (let at = 1; at < leader.length; at++) {
            const dx = Math.abs(leader[at].x - leader[at - 1].x);
            const dy = Math.abs(leader[at].y - leader[at - 1].y);
            expect(Math.min(dx, dy)).toBe(0);
            expect(Math.max(dx, dy)).toBeGreaterThan(0);
          }
          const end = leader[leader.length - 1];
          const onSide = end.x === chip.left || end.x === chip.left + chip.width;
          const onEdge = end.y === chip.top || end.y === chip.top + chip.height;
          expect(onSide || onEdge).toBe(true);
          // The sign itself is never under the words that speak of it.
          expect(touches(chip, box(anchor.x - 16, anchor.y - 16, 32, 32))).toBe(false);
        },
      ),
    );
  });

  it('is parked outside the selected area, as near to its sign as that allows', () => {
    const area = [box(600, 200, 600, 500)];
    const place = placeCallout(scene({ anchor: { x: 900, y: 300 }, area }));
    expect(place).not.toBeNull();
    expect(place!.chip.top + place!.chip.height).toBeLessThanOrEqual(220);
    expect(place!.leader).toHaveLength(2);
    expect(place!.leader[1].x).toBe(900);
  });

  it('leaves names readable where a longer leader can', () => {
    const free = placeCallout(scene())!;
    const names = [free.chip];
    const moved = placeCallout(scene({ names }))!;
    expect(touches(moved.chip, free.chip)).toBe(false);
  });

  it('is left out where the area fills the window, and where its sign is out of sight', () => {
    expect(placeCallout(scene({ area: [WINDOW] }))).toBeNull();
    expect(placeCallout(scene({ anchor: { x: 100, y: 450 } }))).toBeNull();
  });

  it('is folded where only the folded words have room beside the area', () => {
    const chips = [CHIP, { width: 200, height: 110 }];
    const area = [box(700, 112, 740, 700)];
    const anchor = { x: 760, y: 450 };
    expect(placeCallout(scene({ anchor, area, chips: [CHIP] }))).toBeNull();
    expect(placeCallout(scene({ anchor, area, chips }))).toMatchObject({ size: 1, chip: chips[1] });
    expect(placeCallout(scene({ chips }))?.size).toBe(0);
  });

  it('grows with the wall: twice the u, the same picture twice as large', () => {
    const twice = ({ left, top, width, height }: CalloutBox) => box(2 * left, 2 * top, 2 * width, 2 * height);
    const area = [box(600, 200, 600, 500)];
    const names = [box(820, 150, 120, 30)];
    const small = placeCallout(scene({ area, names }))!;
    const large = placeCallout({
      anchor: { x: 1800, y: 900 },
      chips: [{ width: 640, height: 144 }],
      window: twice(WINDOW),
      area: area.map(twice),
      names: names.map(twice),
      taken: [],
      unitPx: 2,
    })!;
    expect(large.chip).toEqual(twice(small.chip));
  });
});
