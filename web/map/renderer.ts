import type { Map as MapLibreMap } from 'maplibre-gl';

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * True where no graphics card draws the map. Such a machine draws the page around it with the same two cores, so ornaments
 * that are computed anew with every frame of the map (blurred panels) are left out there.
 */
export function isSoftwareRendered(map: MapLibreMap): boolean {
  const gl = map.getCanvas().getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  return gl != null && info != null && SOFTWARE.test(String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)));
}
