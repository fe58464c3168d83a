/** Points of the picture for each millimetre of the map: 180 mm become 1,260 points. */
const PX_PER_MM = 7;

/**
 * A map as a picture of points, for programs that show no SVG.
 * @throws where the browser cannot draw it
 */
export async function mapPicture(svg: string): Promise<{ png: Blob; widthPx: number; heightPx: number }> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const [, , width, height] = /viewBox="(\S+) (\S+) (\S+) (\S+)"/.exec(svg)?.slice(1).map(Number) ?? [];
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * PX_PER_MM);
    canvas.height = Math.round(height * PX_PER_MM);
    // Kept in memory, not on the graphics card: reading it back from there took thirty times as long where the card is software.
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    if (pen === null) throw new Error('no canvas');
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (png === null) throw new Error('no picture');
    return { png, widthPx: canvas.width, heightPx: canvas.height };
  } finally {
    URL.revokeObjectURL(address);
  }
}
