import { type LayerSpecification, validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { PATTERN } from '../../../web/layers/area-style.ts';
import { HEAT_SOURCE, heatLayers } from '../../../web/layers/heat.ts';
import { themeImages } from '../../../web/layers/images.ts';
import { ABOVE_FILLS, LAYER, SCENE_FLOOR } from '../../../web/layers/layer-ids.ts';
import { ORGANIZATION_SOURCE, organizationLayers } from '../../../web/layers/organization.ts';
import { POINT_SOURCE, requestPointLayers } from '../../../web/layers/request-points.ts';
import { requestSignLayers, SIGN_SOURCE } from '../../../web/layers/request-signs.ts';
import { SERVICE_SOURCE, serviceFillLayers, serviceSignLayers } from '../../../web/layers/service-area.ts';
import { firstStyle, laterLayers, type StyleContext } from '../../../web/layers/style.ts';
import { THEMES, type ThemeName } from '../../../web/theme/tokens.ts';

const THEME_NAMES: ThemeName[] = ['night', 'day'];
const context = (theme: ThemeName): StyleContext => ({
  theme,
  unitPx: 1,
  latitude: 26.6,
  tileJson: { areas: '/tiles/areas.json', base: '/tiles/base.json', buildings: '/tiles/buildings.json' },
  lit: { cellId: '520115001001007', buildingId: null },
});

function allLayers(theme: ThemeName): LayerSpecification[] {
  const { patterns, railway, ground, buildings, labels } = laterLayers(context(theme));
  return [
    ...firstStyle(context(theme)).layers,
    ...patterns,
    railway,
    ...ground,
    ...buildings,
    ...labels,
    ...heatLayers(theme, 1, 6, true),
    ...requestPointLayers(theme, 1),
    ...serviceFillLayers(theme),
    ...serviceSignLayers(theme, 1),
    ...organizationLayers(theme, 1),
    ...requestSignLayers(),
  ];
}

const sceneSources = [
  HEAT_SOURCE,
  POINT_SOURCE,
  SIGN_SOURCE,
  ...Object.values(SERVICE_SOURCE),
  ...Object.values(ORGANIZATION_SOURCE),
];

describe('the style', () => {
  it.each(THEME_NAMES)('%s: every layer is valid in the words of MapLibre', (theme) => {
    const style = firstStyle(context(theme));
    for (const id of sceneSources) {
      style.sources[id] = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } };
    }
    // Local fonts: the validator would ask for a glyph server where text is drawn.
    const glyphs = '/{fontstack}/{range}';
    expect(validateStyleMin({ ...style, glyphs, layers: allLayers(theme) })).toEqual([]);
  });

  it('asks for nothing outside: no glyph server, no sprite, relative addresses', () => {
    const style = firstStyle(context('night'));
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    expect(JSON.stringify(style)).not.toMatch(/https?:/);
  });

  it('has unlike ids, and the places that scenes build on', () => {
    const ids = allLayers('night').map((layer) => layer.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [ABOVE_FILLS, SCENE_FLOOR, LAYER.cellFill]) expect(ids).toContain(id);
    expect(ids.indexOf(LAYER.cellFill)).toBeLessThan(ids.indexOf(SCENE_FLOOR));
    expect(ids.indexOf(SCENE_FLOOR)).toBeLessThan(ids.indexOf(ABOVE_FILLS));
  });

  it('has the same layers by night as by day, but for the glow', () => {
    const ids = (theme: ThemeName): string[] =>
      allLayers(theme)
        .map((layer) => layer.id)
        .filter((id) => !id.endsWith('-glow'));
    expect(ids('day')).toEqual(ids('night'));
  });

  it('lets the first picture do with one shader for lines and one for fills', () => {
    const kinds = new Set(
      firstStyle(context('night')).layers.map((layer) => {
        const paint = Object.entries('paint' in layer ? (layer.paint ?? {}) : {});
        const byState = paint.filter(([, value]) => JSON.stringify(value).includes('feature-state'));
        return `${layer.type}: ${byState.map(([name]) => name).join(', ')}`;
      }),
    );
    expect([...kinds].sort()).toEqual(['background: ', 'fill: fill-color', 'line: line-color']);
  });

  it('names only images that exist', () => {
    const known = themeImages(THEMES.night, 1).map(({ id }) => id);
    const named = [...JSON.stringify(allLayers('night')).matchAll(/"(og-[a-z0-9-]*[a-z0-9])"/g)].map(
      ([, id]) => id,
    );
    expect(named.length).toBeGreaterThan(5);
    for (const id of named) expect(known).toContain(id);
    for (const stars of [3, 4, 5]) expect(known).toContain(`og-star-${stars}`);
  });

  it('keeps patterns apart by number', () => {
    expect(new Set(Object.values(PATTERN)).size).toBe(3);
  });
});
