import type { Browser, Page } from 'playwright-core';

export interface Picture {
  width: number;
  height: number;
  /** RGBA, row by row. */
  data: Uint8Array;
}

/** What is on screen now. The browser itself decodes the screenshot, on a blank page of its own. */
export async function takePicture(browser: Browser, page: Page): Promise<Picture> {
  const png = (await page.screenshot()).toString('base64');
  const blank = await browser.newPage();
  try {
    const { width, height, data } = await blank.evaluate(async (encoded) => {
      const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
      let text = '';
      for (let at = 0; at < pixels.length; at += 8192)
        text += String.fromCharCode(...pixels.subarray(at, at + 8192));
      return { width: bitmap.width, height: bitmap.height, data: btoa(text) };
    }, png);
    return { width, height, data: new Uint8Array(Buffer.from(data, 'base64')) };
  } finally {
    await blank.close();
  }
}

export function pixelAt({ data, width }: Picture, x: number, y: number): [number, number, number] {
  const at = 4 * (Math.round(y) * width + Math.round(x));
  return [data[at], data[at + 1], data[at + 2]];
}

export function hexToRgb(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

/** Largest difference of a channel. */
export function channelDistance(a: number[], b: number[]): number {
  return Math.max(...a.map((value, channel) => Math.abs(value - b[channel])));
}

/** Number of different colours in a box, the lowest three bits of a channel left out. */
export function colourCount(
  picture: Picture,
  box: { left: number; top: number; right: number; bottom: number },
): number {
  const seen = new Set<number>();
  for (let y = box.top; y < box.bottom; y += 2) {
    for (let x = box.left; x < box.right; x += 2) {
      const [red, green, blue] = pixelAt(picture, x, y);
      seen.add(((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3));
    }
  }
  return seen.size;
}
