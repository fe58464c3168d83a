import 'maplibre-gl/dist/maplibre-gl.css';
import { Map as MapLibreMap, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { themeImages } from '../layers/images.ts';
import { firstStyle, type StyleContext } from '../layers/style.ts';
import { THEMES } from '../theme/tokens.ts';
import type { CameraGoal } from './camera.ts';

/** Above this a wall of 4K or more would draw four pixels for one that anyone can tell apart. */
const MOST_PIXEL_RATIO = 2;
const MIN_ZOOM = 6;
const MAX_ZOOM = 19;
const MAX_PITCH = 65;

setWorkerUrl(workerUrl);

export interface MapOptionsForPage {
  container: HTMLElement;
  style: StyleContext;
  start: CameraGoal;
  padding: { top: number; right: number; bottom: number; left: number };
  /** Keeps the picture readable after drawing, for screenshots and pixel tests; costs a copy a frame. */
  keepPixels: boolean;
}

/** The one map of the page, with its first style and images. */
export function createMap(options: MapOptionsForPage): MapLibreMap {
  const map = new MapLibreMap({
    container: options.container,
    style: firstStyle(options.style),
    ...(options.start.camera === null
      ? { bounds: options.start.bbox, fitBoundsOptions: { padding: options.padding } }
      : {
          center: [options.start.camera.lon, options.start.camera.lat],
          zoom: options.start.camera.zoom,
          bearing: options.start.camera.bearing,
          pitch: options.start.camera.pitch,
        }),
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    maxPitch: MAX_PITCH,
    attributionControl: false,
    doubleClickZoom: false,
    fadeDuration: 0,
    // The style is built by us and tested; checking it again costs a tenth of a second of the first picture.
    validateStyle: false,
    renderWorldCopies: false,
    // No multisampling: lines and letters are smoothed by their shaders, and four samples a pixel cost a software renderer half its frames.
    canvasContextAttributes: { antialias: false, preserveDrawingBuffer: options.keepPixels },
    pixelRatio: Math.min(MOST_PIXEL_RATIO, window.devicePixelRatio),
    // Workers resolve addresses against their own script; ours are relative to the page.
    transformRequest: (url) => ({ url: new URL(url, window.location.origin).href }),
  });
  putImages(map, options.style);
  return map;
}

/** Puts the images of a theme onto the map, over those that stand there. */
export function putImages(map: MapLibreMap, context: Pick<StyleContext, 'theme' | 'unitPx'>): void {
  for (const { id, image, ...options } of themeImages(THEMES[context.theme], context.unitPx)) {
    if (map.hasImage(id)) map.removeImage(id);
    map.addImage(id, image, options);
  }
}
