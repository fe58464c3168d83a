import { describe, expect, inject, it } from 'vitest';
import type { IndicatorColumns } from '../../server/contract/indicators.ts';
import type { UnitsAnswer } from '../../server/contract/units.ts';
import { classState, rampFor } from '../../web/layers/choropleth.ts';
import type { ThemeName } from '../../web/theme/tokens.ts';
import { sharedBrowser } from './chromium.ts';
import { onePage } from './one-page.ts';
import { project, settled } from './page.ts';
import { channelDistance, colourCount, hexToRgb, pixelAt, takePicture } from './pixels.ts';

const address = inject('address');
const PERIOD = { from: '2025-11-01', to: '2026-11-01' };
/** Colours are read pixel by pixel. */
const EXACT = { pixelRatio: 1 };

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${address}${path}`)).json()) as T;
}

describe.each<ThemeName>(['night', 'day'])('the map by %s', (theme) => {
  const show = onePage(EXACT);

  it('is blank on none of its four scenes', async () => {
    // The first one is opened by its address, the others are chosen on the page.
    const scenes =
      theme === 'night'
        ? ['heat', 'service', 'organization', 'grid']
        : ['organization', 'grid', 'heat', 'service'];
    const watched = await show(`/?unit=520115&map=${scenes[0]}&theme=${theme}&period=365d`);
    for (const scene of scenes) {
      if (scene !== scenes[0]) await watched.page.locator(`nav.tabs [data-scene=${scene}]`).click();
      await settled(watched.page);
      const picture = await takePicture(await sharedBrowser(), watched.page);
      const colours = colourCount(picture, { left: 560, top: 180, right: 1360, bottom: 800 });
      expect(colours, scene).toBeGreaterThan(40);
    }
    expect(watched.errors).toEqual([]);
    expect(watched.outside).toEqual([]);
  });

  it('paints each cell in the colour of its class', async () => {
    const { units: streets } = await get<UnitsAnswer>('/api/units?within=520115&level=subdistrict');
    const street = streets[streets.length - 1].id;
    const indicator = 'arrivedOnTimeRate';
    const [columns, { units: cells }] = await Promise.all([
      get<IndicatorColumns>(
        `/api/indicators/${indicator}?level=gridCell&within=${street}&from=${PERIOD.from}&to=${PERIOD.to}`,
      ),
      get<UnitsAnswer>(`/api/units?within=${street}&level=gridCell`),
    ]);
    const watched = await show(
      `/?unit=${street}&map=grid&indicator=${indicator}&period=${PERIOD.from}..${PERIOD.to}&theme=${theme}`,
    );
    await settled(watched.page);
    const picture = await takePicture(await sharedBrowser(), watched.page);
    const ramp = rampFor(theme, columns.breaks.length + 1);
    let seen = 0;
    let right = 0;
    for (const cell of cells) {
      const at = columns.unitIds.indexOf(cell.id);
      const { fill, pattern } = classState(theme, ramp, columns.classes[at]);
      const { x, y } = await project(watched.page, cell.center as [number, number]);
      // Under the rails and the strip the vignette darkens the ground.
      if (pattern !== 0 || typeof fill !== 'string' || x < 600 || x > 1320 || y < 180 || y > 800) continue;
      seen++;
      // A name, a sign or a street may lie on the very middle: one of nine places around it is enough.
      const offsets = [-9, 0, 9];
      const hit = offsets.some((dx) =>
        offsets.some((dy) => channelDistance(pixelAt(picture, x + dx, y + dy), hexToRgb(fill)) <= 10),
      );
      if (hit) right++;
    }
    expect(seen).toBeGreaterThan(40);
    expect(right / seen).toBeGreaterThan(0.9);
    expect(new Set(columns.classes).size).toBeGreaterThan(2);
    expect(watched.errors).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
});
