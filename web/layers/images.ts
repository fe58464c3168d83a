import type { ThemeTokens } from '../theme/tokens.ts';
import { parseColour, type Rgba } from './colour.ts';

/** Pixels for `map.addImage`, RGBA without premultiplication. */
export interface MapImage {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** An image with how it is to be placed: `pixelRatio`, and for a pill where it stretches and where its text stands. */
export interface NamedImage {
  id: string;
  image: MapImage;
  pixelRatio: number;
  stretchX?: [number, number][];
  stretchY?: [number, number][];
  content?: [number, number, number, number];
}

export const IMAGE = {
  hatch: 'og-hatch',
  dots: 'og-dots',
  gapHatch: 'og-gap-hatch',
  doubtDots: 'og-doubt-dots',
  station: 'og-station',
  stationClosed: 'og-station-closed',
  gateOpen: 'og-gate-open',
  gateResidents: 'og-gate-residents',
  gateClosed: 'og-gate-closed',
  alarm: 'og-alarm',
  warn: 'og-warn',
  normal: 'og-normal',
  pill: 'og-pill',
  vacantPill: 'og-vacant-pill',
  darkPill: 'og-dark-pill',
  star5: 'og-star-5',
  star4: 'og-star-4',
  star3: 'og-star-3',
} as const;

/** Twice the size on screen, so that it stays sharp on dense screens and close up. */
const RATIO = 2;
/** Samples across a pixel when shapes are drawn. */
const SAMPLES = 4;

/** True where a point (in u from the centre) is inside. */
type Shape = (x: number, y: number) => boolean;
interface Paint {
  shape: Shape;
  colour: string;
}

/** All images of a theme. `unitPx` is the size of one u in CSS pixels. */
export function themeImages(tokens: ThemeTokens, unitPx: number): NamedImage[] {
  return [
    {
      id: IMAGE.hatch,
      image: hatch(tokens.noDataHatch, tokens.noDataFill, 8, 1.5, unitPx),
      pixelRatio: RATIO,
    },
    {
      id: IMAGE.dots,
      image: dots(tokens.suppressedDot, tokens.suppressedFill, 7, 1.35, unitPx),
      pixelRatio: RATIO,
    },
    { id: IMAGE.gapHatch, image: hatch(tokens.warn, null, 10, 1.6, unitPx), pixelRatio: RATIO },
    { id: IMAGE.doubtDots, image: dots(tokens.t1, null, 9, 1.5, unitPx), pixelRatio: RATIO },
    icon(IMAGE.station, 26, unitPx, [
      { shape: disc(12.2), colour: tokens.bg },
      { shape: disc(10.6), colour: tokens.stationDisc },
      { shape: star(8), colour: tokens.partyRed },
    ]),
    icon(IMAGE.stationClosed, 26, unitPx, [
      { shape: disc(12.2), colour: tokens.bg },
      { shape: disc(10.6), colour: tokens.t2 },
      { shape: star(8), colour: tokens.partyRed },
    ]),
    icon(IMAGE.gateOpen, 22, unitPx, [
      { shape: disc(10.4), colour: tokens.bg },
      { shape: posts, colour: tokens.t1 },
    ]),
    icon(IMAGE.gateResidents, 22, unitPx, [
      { shape: disc(10.4), colour: tokens.bg },
      { shape: posts, colour: tokens.t1 },
      { shape: disc(2.4), colour: tokens.t1 },
    ]),
    icon(IMAGE.gateClosed, 22, unitPx, [
      { shape: disc(10.4), colour: tokens.bg },
      { shape: posts, colour: tokens.warn },
      { shape: bar, colour: tokens.warn },
    ]),
    icon(IMAGE.alarm, 34, unitPx, [
      { shape: triangle(17), colour: tokens.bg },
      { shape: triangle(13.6), colour: tokens.alarm },
    ]),
    icon(IMAGE.warn, 30, unitPx, [
      { shape: diamond(14.6), colour: tokens.bg },
      { shape: diamond(12), colour: tokens.warn },
    ]),
    icon(IMAGE.normal, 22, unitPx, [
      { shape: disc(10.4), colour: tokens.bg },
      { shape: disc(8), colour: tokens.t1 },
    ]),
    pill(IMAGE.pill, tokens.ribbon, tokens.bg, 15, unitPx),
    pill(IMAGE.vacantPill, tokens.bg, tokens.warn, 6, unitPx),
    pill(IMAGE.darkPill, tokens.bg, tokens.bg, 15, unitPx),
    icon(IMAGE.star5, 16, unitPx, [{ shape: star(8), colour: tokens.gold5 }]),
    icon(IMAGE.star4, 16, unitPx, [{ shape: star(8), colour: tokens.gold4 }]),
    icon(IMAGE.star3, 16, unitPx, [{ shape: star(8), colour: tokens.gold3 }]),
  ];
}

/** Lines at 45° on a ground (null = none), `stepU` apart, `lineU` thick. Tiles without a seam: the step is a whole number of pixels. */
export function hatch(
  line: string,
  ground: string | null,
  stepU: number,
  lineU: number,
  unitPx: number,
): MapImage {
  const size = Math.max(8, Math.round(stepU * unitPx * RATIO * Math.SQRT2));
  const half = (lineU * unitPx * RATIO * Math.SQRT2) / 2;
  return draw(size, size, ground, [
    {
      colour: line,
      shape: (x, y) => {
        const along = (((x + y) % size) + size) % size;
        return along < half || along > size - half;
      },
    },
  ]);
}

/** Dots of radius `radiusU` on a square grid of `stepU`. */
export function dots(
  dot: string,
  ground: string | null,
  stepU: number,
  radiusU: number,
  unitPx: number,
): MapImage {
  const size = Math.max(6, Math.round(stepU * unitPx * RATIO));
  const radius = radiusU * unitPx * RATIO;
  const middle = size / 2;
  return draw(size, size, ground, [
    { colour: dot, shape: (x, y) => (x - middle) ** 2 + (y - middle) ** 2 <= radius * radius },
  ]);
}

function icon(id: string, sizeU: number, unitPx: number, paints: Paint[]): NamedImage {
  const scale = unitPx * RATIO;
  const size = Math.ceil(sizeU * scale);
  const middle = size / 2;
  const placed = paints.map(({ shape, colour }) => ({
    colour,
    shape: (x: number, y: number) => shape((x - middle) / scale, (y - middle) / scale),
  }));
  return { id, image: draw(size, size, null, placed), pixelRatio: RATIO };
}

/** A pill that stretches around its text: fill, a line around it of 1.6 u, corners of `radiusU`. */
function pill(id: string, fill: string, line: string, radiusU: number, unitPx: number): NamedImage {
  const scale = unitPx * RATIO;
  const height = Math.ceil(30 * scale);
  const width = Math.ceil(44 * scale);
  const radius = radiusU * scale;
  const rounded =
    (inset: number): Shape =>
    (x, y) => {
      const dx = Math.max(radius - x, x - (width - radius), 0);
      const dy = Math.max(radius - y, y - (height - radius), 0);
      if (x < inset || y < inset || x > width - inset || y > height - inset) return false;
      return dx === 0 || dy === 0 || Math.hypot(dx, dy) <= radius - inset;
    };
  const cap = Math.ceil(radius);
  return {
    id,
    image: draw(width, height, null, [
      { shape: rounded(0), colour: line },
      { shape: rounded(1.6 * scale), colour: fill },
    ]),
    pixelRatio: RATIO,
    stretchX: [[cap, width - cap]],
    stretchY: [[Math.min(cap, height / 2 - 1), Math.max(height - cap, height / 2 + 1)]],
    content: [
      Math.round(9 * scale),
      Math.round(4 * scale),
      width - Math.round(9 * scale),
      height - Math.round(4 * scale),
    ],
  };
}

const disc =
  (radius: number): Shape =>
  (x, y) =>
    x * x + y * y <= radius * radius;

/** Two gateposts, seen from above the street. */
const posts: Shape = (x, y) => Math.abs(x) >= 4.4 && Math.abs(x) <= 7 && Math.abs(y) <= 5.6;

/** From post to post. */
const bar: Shape = (x, y) => Math.abs(x) <= 7 && Math.abs(y) <= 1.6;

const diamond =
  (radius: number): Shape =>
  (x, y) =>
    Math.abs(x) + Math.abs(y) <= radius;

/** Equilateral, point up, centred on its own mass. */
const triangle =
  (radius: number): Shape =>
  (x, y) => {
    const lowered = y + radius * 0.06;
    return lowered <= radius / 2 && lowered >= -radius + Math.abs(x) * Math.sqrt(3);
  };

/** Five points, the inner radius that of a regular pentagram. */
function star(radius: number): Shape {
  const inner = radius * 0.382;
  const corners = Array.from({ length: 10 }, (_, index) => {
    const angle = (index * Math.PI) / 5 - Math.PI / 2;
    const reach = index % 2 === 0 ? radius : inner;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });
  return (x, y) => {
    let inside = false;
    for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
      const [xi, yi] = corners[i];
      const [xj, yj] = corners[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  };
}

/** Paints shapes one over the other with smoothed edges. */
function draw(width: number, height: number, ground: string | null, paints: Paint[]): MapImage {
  const data = new Uint8ClampedArray(width * height * 4);
  const base: Rgba = ground === null ? [0, 0, 0, 0] : parseColour(ground);
  const colours = paints.map(({ colour }) => parseColour(colour));
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let pixel = base;
      for (let index = 0; index < paints.length; index++) {
        const share = coverage(paints[index].shape, column, row);
        if (share > 0) pixel = over(pixel, colours[index], share);
      }
      const at = (row * width + column) * 4;
      data[at] = pixel[0];
      data[at + 1] = pixel[1];
      data[at + 2] = pixel[2];
      data[at + 3] = pixel[3] * 255;
    }
  }
  return { width, height, data };
}

/** Share of a pixel that lies inside. */
function coverage(shape: Shape, column: number, row: number): number {
  let inside = 0;
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < SAMPLES; j++) {
      if (shape(column + (i + 0.5) / SAMPLES, row + (j + 0.5) / SAMPLES)) inside++;
    }
  }
  return inside / (SAMPLES * SAMPLES);
}

/** `top` with opacity × `share` over `under` (Porter–Duff). */
function over(under: Rgba, top: Rgba, share: number): Rgba {
  const topAlpha = top[3] * share;
  const alpha = topAlpha + under[3] * (1 - topAlpha);
  if (alpha === 0) return [0, 0, 0, 0];
  const mix = (index: number): number =>
    (top[index] * topAlpha + under[index] * under[3] * (1 - topAlpha)) / alpha;
  return [mix(0), mix(1), mix(2), alpha];
}
