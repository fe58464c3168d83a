import { NUMERAL_FAMILY, TEXT_FAMILY } from '../theme/fonts.ts';
import type { ThemeTokens } from '../theme/tokens.ts';

/** One class of a legend as it is painted: a colour, and what lies on it. */
export interface PictureSwatch {
  label: string;
  count: string;
  fill: string;
  pattern: 'plain' | 'hatch' | 'dots' | 'outline';
  /** Colour of the hatch, the dots or the outline. */
  ink: string;
}

export interface PictureContent {
  title: string;
  /** Area, period, filters, age: one line each. */
  lines: string[];
  image: HTMLCanvasElement;
  /** Part of the image that is shown, in its own pixels. */
  crop: { left: number; top: number; width: number; height: number };
  legend: { title: string; caption: string; swatches: PictureSwatch[] } | null;
  /** What must stand beside every map. */
  note: string;
}

/** Sizes for a picture of 1,000 points; they grow with it. */
const WIDTH = 1000;
const MARGIN = 24;
const TITLE = 26;
const TEXT = 16;
const LINE = 24;
const SWATCH = { width: 62, height: 14, gap: 4 };

/** A picture with its title, the facts about it and its legend, in the colours of the screen. @throws where the browser cannot draw it */
export async function drawPicture(content: PictureContent, tokens: ThemeTokens): Promise<Blob> {
  const { crop } = content;
  const scale = Math.max(1, crop.width / WIDTH);
  const head = MARGIN + TITLE + 12 + content.lines.length * LINE + 12;
  const foot = (content.legend === null ? 0 : 84) + LINE + MARGIN;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(crop.width);
  canvas.height = Math.round(head * scale + crop.height + foot * scale);
  // Kept in memory, not on the graphics card: it is read back at once.
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) throw new Error('no canvas');
  pen.fillStyle = tokens.bg;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(
    content.image,
    crop.left,
    crop.top,
    crop.width,
    crop.height,
    0,
    head * scale,
    crop.width,
    crop.height,
  );
  pen.scale(scale, scale);
  const width = canvas.width / scale;
  const write = (text: string, x: number, y: number, size: number, colour: string, family = TEXT_FAMILY) => {
    pen.font = `${size}px ${family}`;
    pen.fillStyle = colour;
    pen.fillText(text, x, y, Math.max(0, width - x - MARGIN));
  };
  write(content.title, MARGIN, MARGIN + TITLE, TITLE, tokens.t1);
  content.lines.forEach((line, index) => {
    write(line, MARGIN, MARGIN + TITLE + 12 + (index + 1) * LINE - 6, TEXT, tokens.t2);
  });
  let y = head + crop.height / scale;
  if (content.legend !== null) {
    drawLegend(pen, content.legend, { x: MARGIN, y: y + 12, width: width - 2 * MARGIN }, tokens);
    y += 84;
  }
  write(content.note, MARGIN, y + LINE, TEXT - 2, tokens.t3);
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (png === null) throw new Error('no picture');
  return png;
}

function drawLegend(
  pen: CanvasRenderingContext2D,
  { title, caption, swatches }: NonNullable<PictureContent['legend']>,
  box: { x: number; y: number; width: number },
  tokens: ThemeTokens,
): void {
  const head = 210;
  const step = Math.min(SWATCH.width + SWATCH.gap, (box.width - head) / Math.max(1, swatches.length));
  pen.textAlign = 'left';
  pen.fillStyle = tokens.t1;
  pen.font = `500 ${TEXT}px ${TEXT_FAMILY}`;
  pen.fillText(title, box.x, box.y + 20, head - 12);
  pen.fillStyle = tokens.t3;
  pen.font = `${TEXT - 2}px ${TEXT_FAMILY}`;
  pen.fillText(caption, box.x, box.y + 42, head - 12);
  pen.textAlign = 'center';
  swatches.forEach((swatch, index) => {
    const x = box.x + head + index * step;
    const width = step - SWATCH.gap;
    pen.fillStyle = tokens.t2;
    pen.font = `${TEXT - 2}px ${NUMERAL_FAMILY}`;
    pen.fillText(swatch.count, x + width / 2, box.y + 14, width);
    drawSwatch(pen, swatch, { x, y: box.y + 22, width, height: SWATCH.height });
    pen.fillStyle = tokens.t1;
    pen.font = `${TEXT - 3}px ${NUMERAL_FAMILY}`;
    pen.fillText(swatch.label, x + width / 2, box.y + 54, width);
  });
  pen.textAlign = 'left';
}

function drawSwatch(
  pen: CanvasRenderingContext2D,
  { fill, pattern, ink }: PictureSwatch,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): void {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.fillStyle = fill;
  pen.fillRect(x, y, width, height);
  pen.strokeStyle = ink;
  pen.fillStyle = ink;
  pen.lineWidth = 1.5;
  if (pattern === 'hatch') {
    for (let at = -height; at < width; at += 7) {
      pen.beginPath();
      pen.moveTo(x + at, y + height);
      pen.lineTo(x + at + height, y);
      pen.stroke();
    }
  }
  if (pattern === 'dots') {
    for (let across = 4; across < width; across += 7)
      for (let down = 4; down < height; down += 7) {
        pen.beginPath();
        pen.arc(x + across, y + down, 1.3, 0, 2 * Math.PI);
        pen.fill();
      }
  }
  if (pattern !== 'plain') pen.strokeRect(x, y, width, height);
  pen.restore();
}
