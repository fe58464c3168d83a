import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { precompress } from './server/precompress.ts';

const SERVER = 'http://127.0.0.1:8080';
const PROXIED = ['/api', '/d', '/tiles', '/ogc', '/open311', '/openapi.json', '/docs'];

/** Tests of the page and of geodata that replace a module (`vi.mock`): no other file may have loaded it in the same process before. */
const REPLACING = ['tests/web/stores/service-areas.test.ts', 'tests/web/stores/time-player.test.ts'];

/** Every browser that runs WebGL 2 reads WOFF2: without the WOFF copies the build is half as large and the font sheet a third smaller. */
const onlyWoff2 = {
  postcssPlugin: 'onegrid-only-woff2',
  Declaration: {
    src(declaration: { value: string }) {
      declaration.value = declaration.value.replace(/,\s*url\([^)]+\.woff\)\s*format\(['"]woff['"]\)/g, '');
    },
  },
};

/**
 * The map engine is loaded by an import of its own, so that the frame need not wait for it; told in the page's head, it comes beside the
 * frame's scripts instead of after them.
 */
const preloadMap: Plugin = {
  name: 'onegrid-preload-map',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const entry = chunks.find((chunk) => chunk.facadeModuleId?.endsWith('/web/map/create-map.ts'));
      if (entry === undefined) return html;
      const scripts = [entry.fileName, ...entry.imports];
      const styles = chunks
        .filter((chunk) => scripts.includes(chunk.fileName))
        .flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]);
      const link = (attributes: Record<string, string | boolean>): HtmlTagDescriptor => ({
        tag: 'link',
        attrs: { ...attributes, crossorigin: true },
        injectTo: 'head',
      });
      return {
        html,
        tags: [
          ...scripts
            .filter((file) => !html.includes(file))
            .map((file) => link({ rel: 'modulepreload', href: `/${file}` })),
          ...styles.map((file) => link({ rel: 'preload', as: 'style', href: `/${file}` })),
        ],
      };
    },
  },
};

/** Compressed copies beside every built file, for the server to send as they are. */
const compressedCopies: Plugin = {
  name: 'onegrid-compressed-copies',
  apply: 'build',
  async writeBundle({ dir = '' }) {
    await precompress(dir);
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('web', import.meta.url)),
  base: '/',
  plugins: [vue(), preloadMap, compressedCopies],
  css: { postcss: { plugins: [onlyWoff2] } },
  build: {
    outDir: fileURLToPath(new URL('dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Fonts stay files of their own: unicode-range then loads only the slices that a page shows.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // Engines change rarely: chunks of their own survive in caches when the product is updated.
        codeSplitting: {
          groups: [
            { name: 'map-engine', test: /node_modules[\\/]maplibre-gl[\\/]/ },
            { name: 'vue', test: /node_modules[\\/](@vue|vue|pinia|vue-router|vue-i18n|@intlify)[\\/]/ },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: Object.fromEntries(PROXIED.map((path) => [path, SERVER])) },
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['tests/web/**/*.test.ts', 'tests/geodata/**/*.test.ts'],
          exclude: REPLACING,
          // A process for each file loads the same modules again: half of the processor's time, measured on tests/web.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          // Databases, servers and what they leave behind: each file has a process of its own.
          name: 'apart',
          include: ['tests/*.test.ts', 'tests/bench/**/*.test.ts', 'tests/server/**/*.test.ts', ...REPLACING],
          sequence: { groupOrder: 1 },
        },
      },
    ],
    // Two cores are enough for two files at a time: half of the tests wait for processes of their own.
    maxWorkers: 2,
    testTimeout: 20000,
    // Hooks make cities and start databases, beside the compiler that has its turn meanwhile: no promise of the product is in their time.
    hookTimeout: 60_000,
  },
});
