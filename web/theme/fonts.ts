/** The family for words, with what a system may have where a rare character is missing. */
export const TEXT_FAMILY =
  "'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";
/** The family for numerals. */
export const NUMERAL_FAMILY = `'Barlow Condensed', ${TEXT_FAMILY}`;

let styles: Promise<unknown> | null = null;

/**
 * Loads the page's own fonts and the slices that `text` needs. A map has to wait for this before it draws its first label,
 * or single characters stay in another font for good.
 * @param text every character that will be drawn on a canvas
 */
export async function loadFonts(text = ''): Promise<void> {
  // A separate file: some hundred unicode ranges a weight must not hold up the first paint.
  styles ??= import('./fonts.css');
  await styles;
  const loads = [
    ...['400', '500', '700'].map((weight) =>
      document.fonts.load(`${weight} 24px 'Noto Sans SC'`, text || '一'),
    ),
    ...['400', '500', '600'].map((weight) => document.fonts.load(`${weight} 24px 'Barlow Condensed'`, '0')),
  ];
  // A font that does not come is no reason to show nothing: the system's own steps in.
  await Promise.allSettled(loads);
}
