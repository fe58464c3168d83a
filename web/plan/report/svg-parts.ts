/** Hundredths of a millimetre, without needless zeros. */
export function mm(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text inside a picture: names come from imported files. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]);
}

/** Strength of the lines of a hatching, and the distance between them across the page. */
export const HATCH_MM = 0.4;
const HATCH_STEP_MM = 1.8;

/** `d` of lines at half a right angle over all of a rectangle from (0, 0). */
export function hatching(widthMm: number, heightMm: number): string {
  let lines = '';
  for (let x = HATCH_STEP_MM / 2; x < widthMm + heightMm; x += HATCH_STEP_MM)
    lines += `M${mm(x)} 0L${mm(x - heightMm)} ${mm(heightMm)}`;
  return lines;
}
